import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRingWindow, logSumExp, mean, percentile, standardDeviation } from './statistics';

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });

describe('statistics', () => {
  it('of known lists', () => {
    expect(mean([1, 2, 3, 6])).toBe(3);
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBe(2);
    expect(percentile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(percentile([4, 1, 3, 2], 0)).toBe(1);
    expect(percentile([4, 1, 3, 2], 1)).toBe(4);
    expect(logSumExp([Math.log(1), Math.log(2), Math.log(5)])).toBeCloseTo(Math.log(8), 12);
  });

  it('of an empty list are not numbers, but for the sum', () => {
    expect(mean([])).toBeNaN();
    expect(standardDeviation([])).toBeNaN();
    expect(percentile([], 0.5)).toBeNaN();
    expect(logSumExp([])).toBe(Number.NEGATIVE_INFINITY);
  });

  it('a shift moves the mean and percentiles and leaves the deviation', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: -1000, max: 1000 }), (values, shift) => {
        const moved = values.map((value) => value + shift);
        expect(mean(moved)).toBeCloseTo(mean(values) + shift, 4);
        expect(standardDeviation(moved)).toBeCloseTo(standardDeviation(values), 4);
        expect(percentile(moved, 0.9)).toBeCloseTo(percentile(values, 0.9) + shift, 4);
      }),
    );
  });

  it('percentiles grow with the fraction and stay between the extremes', () => {
    fc.assert(
      fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (values, a, b) => {
        const low = percentile(values, Math.min(a, b));
        const high = percentile(values, Math.max(a, b));
        return low <= high + 1e-6 && low >= Math.min(...values) && high <= Math.max(...values) + 1e-6;
      }),
    );
  });

  it('the logarithm of a sum does not overflow', () => {
    expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 9);
    expect(logSumExp([-1000, -1000])).toBeCloseTo(-1000 + Math.LN2, 9);
  });
});

describe('a ring window', () => {
  it('holds the newest values in order, as a list would', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.double({ noNaN: true }), { maxLength: 40 }), (capacity, stream) => {
        const window = createRingWindow(capacity);
        for (const value of stream) window.push(value);
        const expected = stream.slice(-capacity);
        expect([...window.values()]).toEqual(expected);
        expect(window.count).toBe(expected.length);
        window.clear();
        expect(window.values()).toHaveLength(0);
      }),
    );
  });

  it('refuses a capacity that holds nothing', () => {
    expect(() => createRingWindow(0)).toThrow(/at least 1, not 0/);
  });
});
