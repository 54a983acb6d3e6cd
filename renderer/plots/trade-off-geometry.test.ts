import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EpisodeSummary } from '../../shared/episodes';
import { newestSplit, splitBars } from './split-summary';
import { planeGeometry, pointAt } from './trade-off-geometry';

const frame = { left: 40, top: 10, right: 340, bottom: 210 };

function episode(number: number, entropySum: number, episodeReturn: number, alpha = 0.1): EpisodeSummary {
  return { id: `run/${String(number)}`, runId: 'run', number, task: 'reach', startedMs: 0, startStep: number, length: 10, durationS: 1, episodeReturn, entropySum, alpha, success: true, end: 'truncated' };
}

describe('planeGeometry', () => {
  it('draws the line of equal objective with slope minus alpha through the centroid of the newest', () => {
    const episodes = [episode(0, 40, -60), ...Array.from({ length: 20 }, (_, index) => episode(index + 1, -20 + (index % 2) * 4, -10 + (index % 2) * 2))];
    const { line, x, y } = planeGeometry(episodes, 0.5, frame);
    if (line === undefined) throw new Error('no line');
    const rise = y.value(line.to[1]) - y.value(line.from[1]);
    const run = x.value(line.to[0]) - x.value(line.from[0]);
    expect(rise / run).toBeCloseTo(-0.5, 9);
    expect(x.value(line.centre[0])).toBeCloseTo(-18, 9);
    expect(y.value(line.centre[1])).toBeCloseTo(-9, 9);
  });

  it('keeps points and line inside the frame', () => {
    const value = fc.double({ min: -1e4, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 60 }), fc.double({ min: 1e-4, max: 100, noNaN: true }), (pairs, alpha) => {
        const { points, line } = planeGeometry(pairs.map(([entropy, reward], index) => episode(index, entropy, reward)), alpha, frame);
        const places = [...points.map((point) => [point.x, point.y] as const), ...(line ? [line.from, line.to] : [])];
        for (const [px, py] of places) {
          expect(px).toBeGreaterThanOrEqual(frame.left - 1e-3);
          expect(px).toBeLessThanOrEqual(frame.right + 1e-3);
          expect(py).toBeGreaterThanOrEqual(frame.top - 1e-3);
          expect(py).toBeLessThanOrEqual(frame.bottom + 1e-3);
        }
      }),
    );
  });

  it('orders colours by time and has no line without episodes', () => {
    expect(planeGeometry([episode(1, 0, 0), episode(2, 1, 1), episode(3, 2, 2)], 1, frame).points.map(({ age }) => age)).toEqual([0, 0.5, 1]);
    expect(planeGeometry([], 1, frame)).toMatchObject({ points: [] });
    expect(planeGeometry([], 1, frame).line).toBeUndefined();
  });
});

it('finds the nearest dot within reach', () => {
  const { points } = planeGeometry([episode(1, 0, 0), episode(2, 10, 10)], 1, frame);
  const second = points[1];
  if (second === undefined) throw new Error('no point');
  expect(pointAt(points, second.x + 3, second.y - 3)?.episode.number).toBe(2);
  expect(pointAt(points, second.x + 40, second.y)).toBeUndefined();
});

describe('the split of the objective', () => {
  it('means the newest episodes alone and adds up', () => {
    const split = newestSplit([episode(1, 1000, 1000), episode(2, -50, -4), episode(3, -30, -2)], 2);
    expect(split).toEqual({ reward: -3, entropyBonus: -4, objective: -7 });
    expect(newestSplit([], 5)).toBeUndefined();
  });

  it('stands the parts end to end, with zero on the track', () => {
    const { zero, bars } = splitBars({ reward: 3, entropyBonus: -1, objective: 2 });
    const [reward, bonus, sum] = bars;
    expect(zero).toBeCloseTo(0.25, 12);
    expect(reward).toMatchObject({ from: 0.25, to: 1 });
    expect(bonus?.to).toBeCloseTo(1, 12);
    expect(bonus?.from).toBeCloseTo(sum?.to ?? Number.NaN, 12);
  });
});
