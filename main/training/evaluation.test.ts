import { describe, expect, it } from 'vitest';
import type { ActingPolicy } from '../learning/learner';
import { evaluatePolicy } from './evaluation';
import { createCountingEnvironment } from './testing/counting-environment';

function meanPolicy(): ActingPolicy & { readonly noises: (Float32Array | undefined)[] } {
  const noises: (Float32Array | undefined)[] = [];
  const empty = Float32Array.of(0);
  return {
    version: 1,
    noises,
    load: () => undefined,
    async act(_observation, noise) {
      noises.push(noise?.slice());
      return { action: empty, preTanhMean: empty, logStd: empty, logProb: 0 };
    },
    close: async () => undefined,
  };
}

describe('evaluating a policy', () => {
  it('takes its deterministic action, and reports means and the deviation over the episodes', async () => {
    const policy = meanPolicy();
    let episodes = 0;
    const environment = createCountingEnvironment({
      horizonSteps: 4,
      // The second episode never succeeds, and pays nothing.
      change(outcome) {
        if (outcome.observation[1] === 1) episodes += 1;
        return episodes === 2 ? { ...outcome, reward: 0, success: false } : outcome;
      },
    });
    const result = await evaluatePolicy(policy, environment, { step: 77, episodes: 2, seed: 1 });
    expect(result).toEqual({ step: 77, episodes: 2, meanReturn: 5, returnDeviation: 5, successRate: 0.5, meanLength: 4 });
    expect(policy.noises).toEqual(Array(8).fill(undefined));
  });

  it('begins at the same states whenever it is asked, and however many are asked for', async () => {
    const [few, many] = [createCountingEnvironment(), createCountingEnvironment()];
    await evaluatePolicy(meanPolicy(), few, { episodes: 3, seed: 5 });
    await evaluatePolicy(meanPolicy(), many, { episodes: 6, seed: 5 });
    expect(many.seeds.slice(0, 3)).toEqual(few.seeds);
    expect(new Set(many.seeds).size).toBe(6);
  });

  it('draws the actions of a sampled policy with noise that only the start decides', async () => {
    const [few, many, plain] = [meanPolicy(), meanPolicy(), meanPolicy()];
    const environment = createCountingEnvironment({ horizonSteps: 3 });
    const noisesOf = async (policy: typeof few, episodes: number): Promise<readonly number[]> => {
      await evaluatePolicy(policy, environment, { episodes, seed: 5, sampled: true });
      return policy.noises.map((noise) => noise?.[0] ?? Number.NaN);
    };
    const drawn = await noisesOf(many, 4);
    expect(new Set(drawn).size).toBe(12);
    expect(drawn.every(Number.isFinite)).toBe(true);
    expect(await noisesOf(few, 2)).toEqual(drawn.slice(0, 6));
    await evaluatePolicy(plain, environment, { episodes: 1, seed: 5, sampled: false });
    expect(plain.noises).toEqual(Array(3).fill(undefined));
  });

  it('ends with a sentence when an observation is not finite', async () => {
    const environment = createCountingEnvironment({ change: (outcome) => ({ ...outcome, reward: Number.NaN }) });
    await expect(evaluatePolicy(meanPolicy(), environment, { episodes: 1, seed: 1 })).rejects.toThrow('The reward of counting was NaN');
  });
});
