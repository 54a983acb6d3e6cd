import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fractionToValue, valueToFraction } from './slider-scale';

describe('slider scale', () => {
  it.each([
    { value: 0, min: -1, max: 1, scale: 'linear', fraction: 0.5 },
    { value: 1, min: 0.01, max: 100, scale: 'logarithmic', fraction: 0.5 },
    { value: 9, min: 0, max: 3, scale: 'linear', fraction: 1 },
    { value: 0, min: 0.1, max: 3, scale: 'logarithmic', fraction: 0 },
    { value: 2, min: 2, max: 2, scale: 'linear', fraction: 0 },
  ] as const)('puts $value of $min..$max ($scale) at $fraction', ({ value, min, max, scale, fraction }) => {
    expect(valueToFraction(value, min, max, scale)).toBeCloseTo(fraction, 12);
  });

  it('comes back to the same place on the track', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom('linear' as const, 'logarithmic' as const), (fraction, scale) => {
        expect(valueToFraction(fractionToValue(fraction, 0.02, 5, scale), 0.02, 5, scale)).toBeCloseTo(fraction, 9);
      }),
    );
  });

  it('rounds to whole steps without binary dust', () => {
    expect(fractionToValue(0.3, 0, 1, 'linear', 0.1)).toBe(0.3);
    expect(fractionToValue(0.304, 0, 1, 'linear', 0.1)).toBe(0.3);
  });
});
