import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from './random';
import { logTanhSlope, maximumEntropyPerDimension, squashedGaussianDensity, squashedGaussianEntropy, squashedGaussianLogDensity, uniformEntropyPerDimension } from './squashed-gaussian';

const means = fc.double({ min: -5, max: 5, noNaN: true });
const logStds = fc.double({ min: -5, max: 2, noNaN: true });

describe('the slope of tanh', () => {
  // log(1 - tanh(u)^2) in extended precision.
  it.each([
    [3, -4.6187],
    [5, -8.6138],
    [8, -14.6137],
    [10, -18.6137],
    [20, -38.6137],
  ])('keeps its digits at u = %d', (u, expected) => {
    expect(logTanhSlope(u)).toBeCloseTo(expected, 4);
    expect(logTanhSlope(-u)).toBe(logTanhSlope(u));
  });

  it('agrees with the plain formula where that is exact', () => {
    fc.assert(fc.property(fc.double({ min: -3, max: 3, noNaN: true }), (u) => Math.abs(logTanhSlope(u) - Math.log(1 - Math.tanh(u) ** 2)) < 1e-9));
  });

  it('is finite for any finite u', () => {
    fc.assert(fc.property(fc.double({ min: -1e300, max: 1e300, noNaN: true }), (u) => Number.isFinite(logTanhSlope(u))));
  });
});

describe('the entropy of a squashed Gaussian', () => {
  // By an independent summation over four million points. (A 200-point Gauss-Hermite rule gives -9.658201 for the last.)
  it.each([
    [0, 0, 0.669804],
    [0, -1, 0.291456],
    [2, 0, -1.366658],
    [0, -5, -3.581107],
    [5, 2, -9.657502],
  ])('at mean %d and log-std %d', (mean, logStd, expected) => {
    expect(squashedGaussianEntropy(mean, logStd)).toBeCloseTo(expected, 6);
  });

  it('is largest at sigma = 0.8746 and stays below that of the uniform density', () => {
    expect(squashedGaussianEntropy(0, Math.log(0.8746))).toBeCloseTo(maximumEntropyPerDimension, 6);
    fc.assert(
      fc.property(means, logStds, (mean, logStd) => squashedGaussianEntropy(mean, logStd) < maximumEntropyPerDimension + 1e-6 && maximumEntropyPerDimension < uniformEntropyPerDimension),
    );
  });

  it('is the mean of -log pi over samples', () => {
    const random = createRandom(5);
    const count = 100_000;
    for (const [mean, logStd] of [
      [0.4, -0.5],
      [-1.5, 0.7],
    ] as const) {
      let sum = 0;
      for (let index = 0; index < count; index += 1) sum -= squashedGaussianLogDensity(mean + Math.exp(logStd) * random.normal(), mean, logStd);
      expect(Math.abs(sum / count - squashedGaussianEntropy(mean, logStd))).toBeLessThan(0.03);
    }
  });
});

describe('the density of an action', () => {
  it('integrates to one', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -2, max: 0.3, noNaN: true }), (mean, logStd) => {
        // Over u, where the integrand is smooth: density x slope, from -12 to 12.
        let sum = 0;
        const step = 0.01;
        for (let u = -12; u <= 12; u += step) {
          const slope = Math.exp(logTanhSlope(u));
          const action = Math.tanh(u);
          if (Math.abs(action) < 1) sum += squashedGaussianDensity(action, mean, logStd) * slope * step;
        }
        return Math.abs(sum - 1) < 1e-4;
      }),
      { numRuns: 30 },
    );
  });

  it('is the derivative of the Gaussian distribution of atanh(a)', () => {
    // Normal cumulative distribution by summation, differentiated numerically.
    const cumulative = (u: number) => {
      let sum = 0;
      for (let z = -8; z < u; z += 1e-4) sum += Math.exp(-0.5 * (z + 5e-5) ** 2) * Math.min(1e-4, u - z);
      return sum / Math.sqrt(2 * Math.PI);
    };
    const action = 0.6;
    const width = 1e-3;
    const slope = (cumulative(Math.atanh(action + width)) - cumulative(Math.atanh(action - width))) / (2 * width);
    expect(squashedGaussianDensity(action, 0, 0)).toBeCloseTo(slope, 3);
  });

  it('is zero at and beyond the bounds', () => {
    for (const action of [-1, 1, -1.5, 2, Number.NaN]) expect(squashedGaussianDensity(action, 0, 0)).toBe(0);
  });
});
