import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricsRow } from '../../shared/training';
import { lastKnown, risingRows, runningMean, stripSeries } from './strip-series';

const row = (step: number, more: Partial<MetricsRow> = {}): MetricsRow => ({ step, updates: step, elapsedS: step, ...more });

describe('risingRows', () => {
  it('lets a resumed run replace what came after its checkpoint', () => {
    const rows = risingRows([row(100), row(200), row(300, { alpha: 1 }), row(200, { alpha: 2 }), row(250)]);
    expect(rows.map(({ step }) => step)).toEqual([100, 200, 250]);
    expect(rows[1]?.alpha).toBe(2);
  });

  it('joins an evaluation with the row of the same step', () => {
    const evaluation = { step: 100, episodes: 20, meanReturn: -3, returnDeviation: 1, successRate: 1, meanLength: 40 };
    expect(risingRows([row(100, { alpha: 0.2 }), row(100, { evaluation })])).toEqual([row(100, { alpha: 0.2, evaluation })]);
  });

  it('always rises, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), (steps) => {
        const rising = risingRows(steps.map((step) => row(step))).map(({ step }) => step);
        expect(rising).toEqual([...new Set(rising)].sort((first, second) => first - second));
        expect(rising.at(-1)).toBe(steps.at(-1));
      }),
    );
  });
});

describe('runningMean', () => {
  it('means over known neighbours and leaves gaps alone', () => {
    expect(runningMean([1, null, 2, 6, null, 3], 1)).toEqual([1, null, 3, 11 / 3, null, 3]);
  });

  it('leaves a constant as it is', () => {
    for (const value of runningMean(Array.from({ length: 40 }, () => 7), 9)) expect(value).toBeCloseTo(7, 12);
  });
});

it('picks value, evaluation and target out of the rows', () => {
  const series = stripSeries([row(1, { entropy: 2, targetEntropy: -5 }), row(2), row(3, { entropy: Number.NaN })], { value: (each) => each.entropy, target: (each) => each.targetEntropy }, 0);
  expect(series).toEqual({ step: [1, 2, 3], raw: [2, null, null], smooth: [2, null, null], evaluation: [null, null, null], target: [-5, null, null] });
  expect(lastKnown(series.raw)).toBe(2);
  expect(lastKnown(series.evaluation)).toBeUndefined();
});
