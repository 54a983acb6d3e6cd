import type { ProblemSize, TransitionBatch } from '../learning/learner';

/** One transition. Arrays are copied when it is taken into a batch. */
export interface Transition {
  readonly observation: Float32Array;
  readonly action: Float32Array;
  readonly reward: number;
  readonly nextObservation: Float32Array;
  readonly terminated: boolean;
}

/** Gathers transitions into columns, up to a fixed capacity. */
export interface TransitionCollector {
  readonly count: number;
  readonly full: boolean;
  add(transition: Transition): void;
  /** Copies of what was gathered since the last call, in order; the collector is empty afterwards. */
  take(): TransitionBatch;
}

export function createTransitionCollector(size: ProblemSize, capacity: number): TransitionCollector {
  const { observationSize, actionSize } = size;
  const observation = new Float32Array(capacity * observationSize);
  const action = new Float32Array(capacity * actionSize);
  const reward = new Float32Array(capacity);
  const nextObservation = new Float32Array(capacity * observationSize);
  const terminated = new Float32Array(capacity);
  let count = 0;

  return {
    get count() {
      return count;
    },
    get full() {
      return count === capacity;
    },
    add(transition) {
      if (count === capacity) throw new Error(`a batch holds ${capacity} transitions: take it before adding more`);
      observation.set(transition.observation, count * observationSize);
      action.set(transition.action, count * actionSize);
      reward[count] = transition.reward;
      nextObservation.set(transition.nextObservation, count * observationSize);
      terminated[count] = transition.terminated ? 1 : 0;
      count += 1;
    },
    take() {
      const taken = {
        count,
        observation: observation.slice(0, count * observationSize),
        action: action.slice(0, count * actionSize),
        reward: reward.slice(0, count),
        nextObservation: nextObservation.slice(0, count * observationSize),
        terminated: terminated.slice(0, count),
      };
      count = 0;
      return taken;
    },
  };
}
