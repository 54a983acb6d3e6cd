import { Failure } from '../../shared/contract/failure';
import type { RandomSource } from '../../shared/maths/random';
import type { SacSettings } from '../../shared/training';
import type { ProblemSize, TransitionBatch } from './learner';

type Column = 'observation' | 'action' | 'reward' | 'nextObservation' | 'terminated';
const columnNames: readonly Column[] = ['observation', 'action', 'reward', 'nextObservation', 'terminated'];

/** Where a sample is written: arrays of batch x width each. `discount` is that of what follows, gamma^n after n steps. */
export type SampleTarget = Readonly<Record<Column | 'discount', Float32Array>>;

/** A ring of transitions in typed arrays: the newest `capacity` are kept. It grows as it fills, doubling. */
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

export type ReplaySettings = Pick<SacSettings, 'bufferCapacity' | 'returnSteps' | 'discount'>;

export function createReplayBuffer({ observationSize, actionSize }: ProblemSize, { bufferCapacity: capacity, returnSteps, discount }: ReplaySettings): ReplayBuffer {
  const widths: Readonly<Record<Column, number>> = {
    observation: observationSize,
    action: actionSize,
    reward: 1,
    nextObservation: observationSize,
    terminated: 1,
  };
  let allocated = 0;
  let columns = allocate(0);
  let stored = 0;
  /** Where the next transition goes. */
  let head = 0;

  function allocate(rows: number): Record<Column, Float32Array> {
    const make = (column: Column): Float32Array => new Float32Array(rows * widths[column]);
    return { observation: make('observation'), action: make('action'), reward: make('reward'), nextObservation: make('nextObservation'), terminated: make('terminated') };
  }

  function oldest(): number {
    return stored < capacity ? 0 : head;
  }

  function reserve(rows: number): void {
    if (rows <= allocated) return;
    const larger = Math.min(capacity, Math.max(rows, 2 * allocated, firstAllocation));
    const grown = allocate(larger);
    for (const column of columnNames) grown[column].set(columns[column]);
    columns = grown;
    allocated = larger;
  }

  function addRow(transitions: TransitionBatch, row: number): void {
    for (const column of columnNames) {
      const width = widths[column];
      const from = transitions[column];
      const to = columns[column];
      for (let index = 0; index < width; index += 1) to[head * width + index] = from[row * width + index] ?? 0;
    }
    head = (head + 1) % capacity;
    stored = Math.min(stored + 1, capacity);
  }

  /** Whether the transition of the row was followed, in the same episode, by that of the next row. */
  function goesOn(row: number, next: number): boolean {
    if (next === head || (columns.terminated[row] ?? 1) > 0) return false;
    for (let index = 0; index < observationSize; index += 1) {
      if (columns.nextObservation[row * observationSize + index] !== columns.observation[next * observationSize + index]) return false;
    }
    return true;
  }

  /** Extends the sample that begins at the row `from` to `returnSteps` steps, or to as many as there are. */
  function reachOn(from: number, target: SampleTarget, row: number): void {
    let last = from;
    let factor = discount;
    let total = columns.reward[from] ?? 0;
    for (let steps = 1; steps < returnSteps; steps += 1) {
      const next = (last + 1) % capacity;
      if (!goesOn(last, next)) break;
      last = next;
      total += factor * (columns.reward[last] ?? 0);
      factor *= discount;
    }
    target.reward[row] = total;
    target.discount[row] = factor;
    target.terminated[row] = columns.terminated[last] ?? 0;
    copyRow(columns.nextObservation, last, target.nextObservation, row, observationSize);
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
      const rows = target.reward.length;
      const first = oldest();
      for (let row = 0; row < rows; row += 1) {
        const drawn = (first + random.integer(stored)) % capacity;
        for (const column of columnNames) copyRow(columns[column], drawn, target[column], row, widths[column]);
        target.discount[row] = discount;
        if (returnSteps > 1) reachOn(drawn, target, row);
      }
    },
    contents() {
      const inOrder = (column: Column): Float32Array => {
        const copy = new Float32Array(stored * widths[column]);
        const split = oldest() * widths[column];
        copy.set(columns[column].subarray(split, stored * widths[column]));
        copy.set(columns[column].subarray(0, split), copy.length - split);
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

/** Rows are short: a loop is faster here than a view on each. */
function copyRow(from: Float32Array, fromRow: number, to: Float32Array, toRow: number, width: number): void {
  const source = fromRow * width;
  const target = toRow * width;
  for (let index = 0; index < width; index += 1) to[target + index] = from[source + index] ?? 0;
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
