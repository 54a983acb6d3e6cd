import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FourGoals } from './four-goals';
import type { FourGoalsBounds, Goal } from './rows';
import { bootstrapInterval, interquartileMean, scoreOfRow, scoreOfSeed, type SeedResult } from './score';

function seedOf(returns: readonly number[], change: { readonly successRate?: number; readonly meanLength?: number; readonly fourGoals?: FourGoals } = {}): SeedResult {
  const { fourGoals, successRate = 1, meanLength = 10 } = change;
  const evaluations = returns.map((meanReturn, index) => ({ step: index, episodes: 200, meanReturn, returnDeviation: 1, successRate, meanLength }));
  return { seed: 1, evaluations, ...(fourGoals === undefined ? {} : { fourGoals }) };
}
const five = (value: number): readonly number[] => Array<number>(5).fill(value);
const goal: Goal = { type: 'return', atLeast: -160, worstAtLeast: -175 };

describe('a score', () => {
  it('is the mean of the five evaluations, not the best of them', () => {
    expect(scoreOfSeed({ goal }, seedOf([-200, -150, -100, -150, -150]))).toBe(-150);
    expect(scoreOfSeed({ goal: { type: 'success', atLeast: 0.95, worstAtLeast: 0.9 } }, seedOf(five(-1), { successRate: 0.96 }))).toBeCloseTo(0.96);
    expect(() => scoreOfSeed({ goal }, seedOf([-100]))).toThrow('needs 5 evaluations, not 1');
  });

  it.each<[string, readonly number[], boolean]>([
    ['mean and worst seed are good enough', [-150, -170, -140], true],
    ['the mean is too low', [-165, -165, -165], false],
    ['one seed is too low', [-140, -140, -176], false],
    ['there is no seed', [], false],
  ])('passes or fails when %s', (_, returns, passed) => {
    expect(scoreOfRow({ goal }, returns.map((value) => seedOf(five(value)))).passed).toBe(passed);
  });

  const bounds: FourGoalsBounds = { reached: 0.98, reachedByWorst: 0.95, share: [0.15, 0.35], between: [2.5, 2.5], covariance: -0.1, meanLength: [8.5, 11.5] };
  const even: FourGoals = { shares: [0.25, 0.2, 0.3, 0.25], reached: 1, meanReturn: -190, meanLength: 10, covarianceBetween: -0.15 };
  it.each<[string, FourGoals, Parameters<typeof seedOf>[1], boolean, boolean]>([
    ['covers all goals', even, {}, true, false],
    ['leaves a goal out', { ...even, shares: [0.34, 0.33, 0.33, 0] }, {}, false, true],
    ['goes one way between two goals', { ...even, covarianceBetween: -0.02 }, {}, false, true],
    ['seldom arrives', even, { successRate: 0.9 }, false, false],
    ['takes too long', even, { meanLength: 12 }, false, false],
  ])('of the four goals tells a policy that %s', (_, fourGoals, change, passes, isControl) => {
    const seeds = [seedOf(five(-190), { ...change, fourGoals })];
    expect(scoreOfRow({ goal: { type: 'four-goals', expected: 'passed', bounds } }, seeds).passed).toBe(passes);
    expect(scoreOfRow({ goal: { type: 'four-goals', expected: 'failed', bounds } }, seeds).passed).toBe(isControl);
  });

  it('leaves out the outer quarters of the interquartile mean', () => {
    expect(interquartileMean([100, 1, 2, 3, -100])).toBe(2);
    expect(interquartileMean([1, 3])).toBe(2);
  });

  it('has an interval around its interquartile mean, within what was seen', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -500, max: 500, noNaN: true }), { minLength: 1, maxLength: 10 }), (values) => {
        const [low, high] = bootstrapInterval(values);
        const within = 1e-9 * 500;
        expect(low).toBeGreaterThanOrEqual(Math.min(...values) - within);
        expect(high).toBeLessThanOrEqual(Math.max(...values) + within);
        expect(low).toBeLessThanOrEqual(interquartileMean(values) + within);
        expect(high).toBeGreaterThanOrEqual(interquartileMean(values) - within);
      }),
      { numRuns: 25 },
    );
  });
});
