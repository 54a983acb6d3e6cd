import { describe, expect, it } from 'vitest';
import { robustRange, withinRange, writeViridis } from './q-colours';

describe('colours of Q', () => {
  it('runs from violet to yellow', () => {
    const out = new Float32Array(6);
    writeViridis(0, out, 0);
    writeViridis(1, out, 3);
    expect([...out].map((channel) => Math.round(channel * 255))).toEqual([68, 1, 84, 253, 231, 37]);
  });

  it('is not stretched by one strange value', () => {
    const values = Float32Array.from({ length: 101 }, (_, index) => index);
    values[50] = -1e6;
    const range = robustRange(values);
    expect(range.low).toBeGreaterThanOrEqual(0);
    expect(range.high).toBeLessThanOrEqual(100);
  });

  it('draws equal values in the middle colour', () => {
    expect(withinRange(3, robustRange(new Float32Array(8).fill(3)))).toBe(0.5);
  });

  it('leaves out values that are not numbers', () => {
    expect(robustRange(Float32Array.from([NaN, 1, NaN, 2]))).toEqual({ low: 1, high: 2 });
  });
});
