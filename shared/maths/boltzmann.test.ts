import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { klFromBoltzmann, reweightFan } from './boltzmann';
import { createRandom } from './random';

/** Uniform actions on [-1, 1] with Q = slope x a: the Boltzmann policy is known in closed form. */
function linearFan(count: number, slope: number) {
  const random = createRandom(11);
  const q = Float64Array.from({ length: count }, () => slope * (2 * random.uniform() - 1));
  return { q, logProb: new Float64Array(count).fill(-Math.LN2) };
}

/** Of exp(c a) on [-1, 1]: log Z = log(2 sinh(c) / c), E[a] = coth(c) - 1/c. */
function exact(c: number) {
  const logPartition = Math.log((2 * Math.sinh(c)) / c);
  const meanAction = 1 / Math.tanh(c) - 1 / c;
  return { logPartition, meanAction, entropy: logPartition - c * meanAction };
}

const fans = fc.array(fc.tuple(fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: -10, max: 10, noNaN: true })), { minLength: 1, maxLength: 60 }).map((pairs) => ({
  q: pairs.map(([q]) => q),
  logProb: pairs.map(([, logProb]) => logProb),
}));
const temperatures = fc.double({ min: 0.01, max: 100, noNaN: true });

describe('re-weighting a fan', () => {
  it.each([0.5, 1, 2])('finds the closed form of a linear Q at temperature %d', (alpha) => {
    const slope = 1.5;
    const fan = reweightFan(linearFan(40_000, slope), alpha);
    const { logPartition, meanAction, entropy } = exact(slope / alpha);
    expect(fan.entropy).toBeCloseTo(entropy, 1);
    expect(fan.expectedQ).toBeCloseTo(slope * meanAction, 1);
    expect(fan.softValue).toBeCloseTo(alpha * logPartition, 1);
  });

  it('gives weights that sum to one, and a sample size between one and the count', () => {
    fc.assert(
      fc.property(fans, temperatures, (fan, alpha) => {
        const result = reweightFan(fan, alpha);
        expect(result.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
        expect(result.effectiveSampleSize).toBeGreaterThan(1 - 1e-9);
        expect(result.effectiveSampleSize).toBeLessThan(fan.q.length + 1e-6);
        expect(result.softValue).toBeCloseTo(result.expectedQ + alpha * result.entropy, 6);
      }),
    );
  });

  it('a constant added to Q changes the value by itself and nothing else', () => {
    fc.assert(
      fc.property(fans, temperatures, fc.double({ min: -100, max: 100, noNaN: true }), (fan, alpha, constant) => {
        const before = reweightFan(fan, alpha);
        const after = reweightFan({ q: fan.q.map((q) => q + constant), logProb: fan.logProb }, alpha);
        before.weights.forEach((weight, index) => {
          expect(after.weights[index]).toBeCloseTo(weight, 6);
        });
        expect(after.softValue).toBeCloseTo(before.softValue + constant, 6);
      }),
    );
  });

  it('a colder policy expects a higher Q', () => {
    fc.assert(
      fc.property(fans, temperatures, temperatures, (fan, a, b) => {
        // Among actions drawn alike: with equal proposal weights the expectation falls as the temperature grows.
        const even = { q: fan.q, logProb: fan.q.map(() => 0) };
        return reweightFan(even, Math.min(a, b)).expectedQ >= reweightFan(even, Math.max(a, b)).expectedQ - 1e-9;
      }),
    );
  });

  it('refuses a temperature of zero and an empty fan', () => {
    expect(() => reweightFan({ q: [1], logProb: [0] }, 0)).toThrow(/above 0, not 0/);
    expect(() => reweightFan({ q: [], logProb: [] }, 1)).toThrow(/at least one/);
  });
});

describe('the distance of the policy from the Boltzmann policy', () => {
  it('is zero for the Boltzmann policy itself', () => {
    const { logPartition } = exact(1.5);
    const { q } = linearFan(2000, 1.5);
    expect(klFromBoltzmann({ q, logProb: q.map((value) => value - logPartition) }, 1)).toBeCloseTo(0, 9);
  });

  it('of the uniform policy is what the closed form says', () => {
    // KL(uniform || exp(c a)/Z) = log Z - log 2 - c E_uniform[a] = log(sinh(c) / c).
    expect(klFromBoltzmann(linearFan(40_000, 1.5), 1)).toBeCloseTo(Math.log(Math.sinh(1.5) / 1.5), 1);
  });

  it('is never negative', () => {
    fc.assert(fc.property(fans, temperatures, (fan, alpha) => klFromBoltzmann(fan, alpha) >= 0));
  });
});
