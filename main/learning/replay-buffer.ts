import { Failure } from '../../shared/contract/failure';
import type { RandomSource } from '../../shared/maths/random';
import type { LearnerSettings } from '../../shared/training';
import type { ProblemSize, TransitionBatch } from './learner';

type Column = 'observation' | 'action' | 'reward' | 'nextObservation' | 'terminated';
const columnNames: readonly Column[] = ['observation', 'action', 'reward', 'nextObservation', 'terminated'];

/**
 * Where a sample is written: arrays of batch x width each. `continuation` is how much of the value of what follows
 * counts: the discount, to the power of the steps that the reward sums up, or 0 where the task ended by itself.
 */
export type SampleTarget = Readonly<Record<Exclude<Column, 'terminated'> | 'continuation', Float32Array>>;

/** A ring of transitions in one typed array: the newest `capacity` are kept. It grows as it fills, doubling. */
export interface ReplayBuffer {
  readonly stored: number;
  /** Refuses NaN and infinity with a `Failure` that names the column and the row; nothing is stored then. */
  add(transitions: TransitionBatch): void;
  /**
   * Fills the target with transitions drawn uniformly with replacement. Allocates nothing. Equal contents in equal
   * order give equal draws, wherever the ring happens to begin.
   *
   * With `returnSteps` n above 1 a sample reaches over up to n steps: the reward is r_1 + gamma r_2 + ..., and what
   * follows is that of the last step. It reaches no further than a termination, than the end of an episode or than the
   * newest transition. The entropies of the steps between are left out, and actions that an older policy chose count as
   * they are (arXiv 1710.02298, section 3, does the same).
   */
  sample(random: RandomSource, target: SampleTarget): void;
  /** Copies, oldest first. */
  contents(): TransitionBatch;
}

const firstAllocation = 4096;

export type ReplaySettings = Pick<LearnerSettings, 'bufferCapacity' | 'returnSteps' | 'discount'>;

export function createReplayBuffer({ observationSize, actionSize }: ProblemSize, { bufferCapacity: capacity, returnSteps, discount }: ReplaySettings): ReplayBuffer {
  const widths: Readonly<Record<Column, number>> = {
    observation: observationSize,
    action: actionSize,
    reward: 1,
    nextObservation: observationSize,
    terminated: 1,
  };
  // A transition is one record, column after column: a draw then waits for memory once or twice and not seven times.
  const rewardAt = observationSize + actionSize;
  const terminatedAt = rewardAt + 1;
  const nextAt = rewardAt + 2;
  const width = nextAt + observationSize;
  const places: Readonly<Record<Column, number>> = { observation: 0, action: observationSize, reward: rewardAt, nextObservation: nextAt, terminated: terminatedAt };
  let records = new Float32Array(0);
  let stored = 0;
  /** Where the next transition goes. */
  let head = 0;

  function oldest(): number {
    return stored < capacity ? 0 : head;
  }

  function reserve(rows: number): void {
    const allocated = records.length / width;
    if (rows <= allocated) return;
    const grown = new Float32Array(width * Math.min(capacity, Math.max(rows, 2 * allocated, firstAllocation)));
    grown.set(records);
    records = grown;
  }

  function addRow(transitions: TransitionBatch, row: number): void {
    for (const column of columnNames) copyNumbers(transitions[column], row * widths[column], records, head * width + places[column], widths[column]);
    head = (head + 1) % capacity;
    stored = Math.min(stored + 1, capacity);
  }

  function numberAt(row: number, place: number): number {
    return records[row * width + place] ?? Number.NaN;
  }

  /** Whether the transition of the row was followed, in the same episode, by that of the next row. */
  function goesOn(row: number, next: number): boolean {
    if (next === head || numberAt(row, terminatedAt) > 0) return false;
    for (let index = 0; index < observationSize; index += 1) {
      if (numberAt(row, nextAt + index) !== numberAt(next, index)) return false;
    }
    return true;
  }

  /** Extends the sample that begins at the row `from` to `returnSteps` steps, or to as many as there are. */
  function reachOn(from: number, target: SampleTarget, row: number): void {
    let last = from;
    let factor = discount;
    let total = numberAt(from, rewardAt);
    for (let steps = 1; steps < returnSteps; steps += 1) {
      const next = (last + 1) % capacity;
      if (!goesOn(last, next)) break;
      last = next;
      total += factor * numberAt(last, rewardAt);
      factor *= discount;
    }
    target.reward[row] = total;
    target.continuation[row] = factor * (1 - numberAt(last, terminatedAt));
    copyNumbers(records, last * width + nextAt, target.nextObservation, row * observationSize, observationSize);
  }

  return {
    get stored() {
      return stored;
    },
    add(transitions) {
      check(transitions, widths);
      reserve(Math.min(capacity, stored + transitions.count));
      for (let row = 0; row < transitions.count; row += 1) addRow(transitions, row);
    },
    sample(random, target) {
      if (stored === 0) throw new Error('Nothing is stored to sample from');
      const { observation, action, reward, nextObservation, continuation } = target;
      const rows = reward.length;
      const first = oldest();
      for (let row = 0; row < rows; row += 1) {
        const drawn = (first + random.integer(stored)) % capacity;
        const from = drawn * width;
        copyNumbers(records, from, observation, row * observationSize, observationSize);
        copyNumbers(records, from + observationSize, action, row * actionSize, actionSize);
        copyNumbers(records, from + nextAt, nextObservation, row * observationSize, observationSize);
        reward[row] = numberAt(drawn, rewardAt);
        continuation[row] = discount * (1 - numberAt(drawn, terminatedAt));
        if (returnSteps > 1) reachOn(drawn, target, row);
      }
    },
    contents() {
      const first = oldest();
      const inOrder = (column: Column): Float32Array => {
        const copy = new Float32Array(stored * widths[column]);
        for (let row = 0; row < stored; row += 1) {
          copyNumbers(records, ((first + row) % capacity) * width + places[column], copy, row * widths[column], widths[column]);
        }
        return copy;
      };
      return {
        count: stored,
        observation: inOrder('observation'),
        action: inOrder('action'),
        reward: inOrder('reward'),
        nextObservation: inOrder('nextObservation'),
        terminated: inOrder('terminated'),
      };
    },
  };
}

/** So few that a loop is faster here than a view. */
function copyNumbers(from: Float32Array, fromIndex: number, to: Float32Array, toIndex: number, count: number): void {
  for (let index = 0; index < count; index += 1) to[toIndex + index] = from[fromIndex + index] as number;
}

function check(transitions: TransitionBatch, widths: Readonly<Record<Column, number>>): void {
  for (const column of columnNames) {
    const values = transitions[column];
    const expected = transitions.count * widths[column];
    if (values.length !== expected) {
      throw new Failure('bad-argument', `The column ${column} has ${values.length} numbers where ${transitions.count} transitions need ${expected}.`);
    }
    for (let index = 0; index < values.length; index += 1) {
      if (Number.isFinite(values[index])) continue;
      const row = Math.floor(index / widths[column]);
      const place = widths[column] > 1 ? `${column}[${index % widths[column]}]` : column;
      throw new Failure('bad-argument', `${place} of transition ${row} is ${values[index]}; nothing was stored. Check the sensor or the reward that made it.`);
    }
  }
}
