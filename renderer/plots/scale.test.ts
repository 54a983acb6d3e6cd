import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalOf, linearScale, niceStep, niceTicks, tickDecimals } from './scale';

describe('linearScale', () => {
  it('maps an upward axis to falling pixels and back', () => {
    const y = linearScale({ min: -10, max: 10 }, 200, 0);
    expect([y.at(-10), y.at(0), y.at(10)]).toEqual([200, 100, 0]);
    expect(y.value(50)).toBeCloseTo(5, 12);
  });

  it('stays finite where the domain has no length', () => {
    expect(linearScale({ min: 3, max: 3 }, 0, 100).at(3)).toBe(0);
  });
});

describe('intervalOf', () => {
  it('holds every finite value and leaves out the rest', () => {
    const { min, max } = intervalOf([Number.NaN, -2, 5, Number.POSITIVE_INFINITY]);
    expect(min).toBeLessThan(-2);
    expect(max).toBeGreaterThan(5);
    expect(max).toBeLessThan(6);
  });

  it('gives room to a constant, and something to nothing', () => {
    expect(intervalOf([4, 4], 0, 1)).toEqual({ min: 3.5, max: 4.5 });
    expect(intervalOf([])).toEqual({ min: 0, max: 1 });
  });
});

describe('niceTicks', () => {
  it.each([
    [{ min: 0, max: 1 }, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [{ min: -44, max: 3 }, 4, [-40, -20, 0]],
    [{ min: 2, max: 2 }, 4, []],
  ])('of %o about %i', (interval, count, expected) => {
    const ticks = niceTicks(interval, count);
    expect(ticks).toHaveLength(expected.length);
    for (const [index, tick] of ticks.entries()) expect(tick).toBeCloseTo(expected[index] ?? Number.NaN, 9);
  });

  it('stays inside the interval and near the wished count', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), fc.integer({ min: 1, max: 12 }), (min, span, count) => {
        const ticks = niceTicks({ min, max: min + span }, count);
        expect(ticks.length).toBeLessThanOrEqual(count + 1);
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(min - span * 1e-6);
          expect(tick).toBeLessThanOrEqual(min + span * (1 + 1e-6));
        }
      }),
    );
  });
});

it.each([
  [0.3, 0.5],
  [1, 1],
  [1.2, 2],
  [7, 10],
  [430, 500],
])('rounds a step of %d up to %d', (rough, step) => {
  expect(niceStep(rough)).toBeCloseTo(step, 12);
});

it('gives ticks as many decimals as tell them apart', () => {
  expect(tickDecimals([0, 0.2])).toBe(1);
  expect(tickDecimals([0, 0.05])).toBe(2);
  expect(tickDecimals([0, 20])).toBe(0);
});
