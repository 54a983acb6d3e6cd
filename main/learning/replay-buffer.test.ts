import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../shared/contract/failure';
import { createRandom } from '../../shared/maths/random';
import type { TransitionBatch } from './learner';
import { createReplayBuffer, type SampleTarget } from './replay-buffer';

const size = { observationSize: 2, actionSize: 1 };

/** Transitions numbered from `first`: every column tells which one it is. */
function numbered(first: number, count: number): TransitionBatch {
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  return {
    count,
    observation: Float32Array.from(numbers.flatMap((n) => [n, -n])),
    action: Float32Array.from(numbers.map((n) => n / 10_000)),
    reward: Float32Array.from(numbers),
    nextObservation: Float32Array.from(numbers.flatMap((n) => [n + 1, -n - 1])),
    terminated: Float32Array.from(numbers.map((n) => n % 2)),
  };
}

function target(rows: number): SampleTarget {
  return {
    observation: new Float32Array(rows * 2),
    action: new Float32Array(rows),
    reward: new Float32Array(rows),
    nextObservation: new Float32Array(rows * 2),
    continuation: new Float32Array(rows),
  };
}

describe('the replay buffer', () => {
  it('keeps the newest transitions, whole and in order, however they arrive', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 8 }), (capacity, chunks) => {
        const buffer = createReplayBuffer(size, { bufferCapacity: capacity, returnSteps: 1, discount: 0.99 });
        let added = 0;
        for (const chunk of chunks) {
          buffer.add(numbered(added, chunk));
          added += chunk;
        }
        const kept = Math.min(added, capacity);
        expect(buffer.stored).toBe(kept);
        expect(buffer.contents()).toEqual(numbered(added - kept, kept));
      }),
    );
  });

  it('samples every stored transition about equally often, with its columns together', () => {
    const buffer = createReplayBuffer(size, { bufferCapacity: 10, returnSteps: 1, discount: 0.99 });
    buffer.add(numbered(0, 25));
    const sample = target(20_000);
    buffer.sample(createRandom(1), sample);
    const counts = new Map<number, number>();
    sample.reward.forEach((reward, row) => {
      counts.set(reward, (counts.get(reward) ?? 0) + 1);
      if (sample.observation[2 * row] !== reward || sample.nextObservation[2 * row + 1] !== -reward - 1 || sample.continuation[row] !== Math.fround(0.99 * (1 - (reward % 2)))) {
        throw new Error(`Row ${row} mixes transitions`);
      }
    });
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23, 24]);
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(250);
  });

  it('draws the same from a copy of its contents, though the ring begins elsewhere', () => {
    const original = createReplayBuffer(size, { bufferCapacity: 10, returnSteps: 1, discount: 0.99 });
    original.add(numbered(0, 17));
    const copy = createReplayBuffer(size, { bufferCapacity: 10, returnSteps: 1, discount: 0.99 });
    copy.add(original.contents());
    const [left, right] = [target(50), target(50)];
    original.sample(createRandom(4), left);
    copy.sample(createRandom(4), right);
    expect(right).toEqual(left);
  });

  it.each([
    ['observation', Number.NaN, 'observation[1] of transition 2 is NaN'],
    ['nextObservation', Infinity, 'nextObservation[1] of transition 2 is Infinity'],
    ['reward', -Infinity, 'reward of transition 5 is -Infinity'],
    ['action', Number.NaN, 'action of transition 5 is NaN'],
    ['terminated', Number.NaN, 'terminated of transition 5 is NaN'],
  ] as const)('refuses %s with %d, names the place, and stores nothing', (column, value, sentence) => {
    const buffer = createReplayBuffer(size, { bufferCapacity: 100, returnSteps: 1, discount: 0.99 });
    const transitions = numbered(0, 8);
    transitions[column][5] = value;
    expect(() => buffer.add(transitions)).toThrow(Failure);
    expect(() => buffer.add(transitions)).toThrow(sentence);
    expect(buffer.stored).toBe(0);
  });

  it('refuses a column of the wrong length', () => {
    const buffer = createReplayBuffer(size, { bufferCapacity: 100, returnSteps: 1, discount: 0.99 });
    expect(() => buffer.add({ ...numbered(0, 3), reward: new Float32Array(2) })).toThrow('reward has 2 numbers where 3 transitions need 3');
  });

  describe('with returns over several steps', () => {
    /** Five steps of one episode, cut off by its time limit, then two of the next, which ends by itself. */
    const recorded: TransitionBatch = {
      count: 7,
      observation: Float32Array.of(0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 100, 0, 101, 0),
      action: new Float32Array(7),
      reward: Float32Array.of(1, 2, 3, 4, 5, 6, 7),
      nextObservation: Float32Array.of(1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 101, 0, 102, 0),
      terminated: Float32Array.of(0, 0, 0, 0, 0, 0, 1),
    };
    /** By the first observation: sum, how much of what follows counts, its observation. */
    const expected: Readonly<Record<number, readonly number[]>> = {
      0: [1 + 1 + 0.75, 0.125, 3],
      1: [2 + 1.5 + 1, 0.125, 4],
      2: [3 + 2 + 1.25, 0.125, 5],
      3: [4 + 2.5, 0.25, 5],
      4: [5, 0.5, 5],
      100: [6 + 3.5, 0, 102],
      101: [7, 0, 102],
    };

    it.each([7, 50])('sums discounted rewards up to the end of the episode, with room for %d', (bufferCapacity) => {
      const buffer = createReplayBuffer(size, { bufferCapacity, returnSteps: 3, discount: 0.5 });
      // Where the ring begins in the middle of its arrays, its newest transition lies before its oldest.
      if (bufferCapacity === 7) buffer.add(numbered(1000, 3));
      buffer.add(recorded);
      const drawn = target(200);
      buffer.sample(createRandom(1), drawn);
      for (let row = 0; row < 200; row += 1) {
        const seen = [drawn.reward[row], drawn.continuation[row], drawn.nextObservation[2 * row]];
        expect(seen).toEqual(expected[drawn.observation[2 * row] ?? Number.NaN]);
      }
    });

    it('leaves the discount alone with one step', () => {
      const buffer = createReplayBuffer(size, { bufferCapacity: 10, returnSteps: 1, discount: 0.5 });
      buffer.add(recorded);
      const drawn = target(50);
      buffer.sample(createRandom(1), drawn);
      expect(new Set(drawn.continuation)).toEqual(new Set([0.5, 0]));
    });
  });
});
