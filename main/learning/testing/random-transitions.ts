import { createRandom } from '../../../shared/maths/random';
import type { ProblemSize, TransitionBatch } from '../learner';

/** Transitions of no task: numbers in [-1, 1], one in ten terminated. The same for the same seed. */
export function randomTransitions({ observationSize, actionSize }: ProblemSize, count: number, seed = 9): TransitionBatch {
  const random = createRandom(seed);
  const fill = (length: number): Float32Array => Float32Array.from({ length }, () => 2 * random.uniform() - 1);
  return {
    count,
    observation: fill(count * observationSize),
    action: fill(count * actionSize),
    reward: fill(count),
    nextObservation: fill(count * observationSize),
    terminated: Float32Array.from({ length: count }, () => Number(random.uniform() < 0.1)),
  };
}
