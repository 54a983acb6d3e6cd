import { afterEach, describe, expect, it } from 'vitest';
import { logSumExp } from '../../shared/maths/statistics';
import { createRandom } from '../../shared/maths/random';
import { learnerSettingsSchema, type AlgorithmName, type LearnerSettings } from '../../shared/training';
import { createActingPolicy } from './acting-policy';
import { createLearner } from './create-learner';
import type { Learner, TransitionBatch } from './learner';
import { createStateInspector } from './state-inspector';

/**
 * A problem of one continuous state and one continuous action that quadrature solves: the action is the next state, and
 * the reward wants it at half of the state, and not at the rim: r(s, a) = -4 (a - s / 2)^2. Its soft optimum is that of
 * soft Q-iteration over a fine grid.
 */
const reward = (s: number, a: number): number => -4 * (a - s / 2) ** 2;
const discount = 0.6;
const alpha = 0.5;
const cells = 200;
const width = 2 / cells;
const grid = Array.from({ length: cells }, (_, index) => -1 + (index + 0.5) * width);

/** V at the grid; the density of actions is with respect to length. */
function solve(): readonly number[] {
  let values = grid.map(() => 0);
  for (let iteration = 0; iteration < 80; iteration += 1) {
    const last = values;
    values = grid.map((s) => alpha * (logSumExp(grid.map((a, next) => (reward(s, a) + discount * (last[next] ?? NaN)) / alpha)) + Math.log(width)));
  }
  return values;
}
const values = solve();
const exactQ = (s: number, cell: number): number => reward(s, grid[cell] ?? NaN) + discount * (values[cell] ?? NaN);
const exactDensity = (s: number): readonly number[] => {
  const v = alpha * (logSumExp(grid.map((_, cell) => exactQ(s, cell) / alpha)) + Math.log(width));
  return grid.map((_, cell) => Math.exp((exactQ(s, cell) - v) / alpha));
};

const opened: Learner[] = [];
afterEach(async () => {
  for (const learner of opened.splice(0)) await learner.close();
});

async function trained(algorithm: AlgorithmName, updates: number, hyper: Partial<LearnerSettings>, rewardOf = reward): Promise<Learner> {
  const settings = learnerSettingsSchema.parse({
    algorithm,
    hiddenSizes: [32, 32],
    batchSize: 128,
    discount,
    targetRate: 0.02,
    actorLearningRate: 3e-3,
    criticLearningRate: 3e-3,
    temperature: { mode: 'fixed', alpha },
    ...hyper,
  });
  const learner = await createLearner({ size: { observationSize: 1, actionSize: 1 }, settings, seed: 3, executor: 'onnx-cpu', threads: 1 });
  opened.push(learner);
  learner.add(everywhere(5000, rewardOf));
  for (let update = 0; update < updates; update += 1) await learner.update();
  return learner;
}

/** Transitions from states and actions all over. */
function everywhere(count: number, rewardOf: typeof reward): TransitionBatch {
  const random = createRandom(6);
  const uniform = (): Float32Array => Float32Array.from({ length: count }, () => 2 * random.uniform() - 1);
  const observation = uniform();
  const action = uniform();
  return {
    count,
    observation,
    action,
    reward: observation.map((s, row) => rewardOf(s, action[row] ?? NaN)),
    nextObservation: action.slice(),
    terminated: new Float32Array(count),
  };
}

const states = [-0.9, -0.3, 0, 0.6];
const draws = 2000;

describe.each<[AlgorithmName, number, Partial<LearnerSettings>]>([
  ['sac', 2500, {}],
  ['sac-v', 2500, {}],
  ['sql', 1500, { batchSize: 64 }],
])('%s on a problem that quadrature solves', (algorithm, updates, hyper) => {
  it('comes to the exact soft Q and to the Boltzmann policy', async () => {
    const learner = await trained(algorithm, updates, hyper);
    const snapshot = learner.networks();
    const inspector = await createStateInspector(snapshot, draws);
    const policy = await createActingPolicy(learner.policy());
    const noise = new Float32Array(draws);
    createRandom(12).fillNormal(noise);
    const actions = new Float32Array(draws);
    actions.set(grid);
    for (const s of states) {
      const observation = Float32Array.of(s);
      const density = exactDensity(s);

      // Q, where the policy goes: the root of the squared error weighed by the Boltzmann density. It spans 9 in all.
      const q = await inspector.evaluate(observation, actions);
      const squares = grid.reduce((sum, _, cell) => sum + (density[cell] ?? NaN) * width * ((q[cell] ?? NaN) - exactQ(s, cell)) ** 2, 0);
      // The distribution of actions, by the largest difference of its sums (Kolmogorov and Smirnov).
      const sample = await inspector.sample(observation, noise);
      const sorted = sample.actions.slice().sort();
      let cumulative = 0;
      let largest = 0;
      let entropy = 0;
      density.forEach((value, cell) => {
        cumulative += value * width;
        entropy -= value * width * Math.log(value);
        const edge = (grid[cell] ?? NaN) + width / 2;
        largest = Math.max(largest, Math.abs(sorted.filter((action) => action <= edge).length / draws - cumulative));
      });
      const sampledEntropy = -sample.logProb.reduce((sum, value) => sum + value, 0) / draws;

      // The log-density that acting reports, against the exact one at the same action.
      const decision = await policy.act(observation, Float32Array.of(0.4));
      const cell = Math.min(cells - 1, Math.floor(((decision.action[0] ?? NaN) + 1) / width));
      expect(Math.sqrt(squares)).toBeLessThan(0.1);
      expect(largest).toBeLessThan(0.08);
      expect(Math.abs(sampledEntropy - entropy)).toBeLessThan(0.1);
      expect(Math.abs(decision.logProb - Math.log(density[cell] ?? NaN))).toBeLessThan(0.15);
    }
    await inspector.close();
    await policy.close();
  });
});

describe('where two actions are equally good', () => {
  /** Two modes, at -0.6 and 0.6; exp(Q / alpha) has 0.7 % of its mass within 0.2 of the middle. */
  const twoModes = (_s: number, a: number): number => -20 * (a ** 2 - 0.36) ** 2;

  // The control is SAC: a Gaussian of one mode takes one side, or both with what lies between.
  it.each<[AlgorithmName, string, number, Partial<LearnerSettings>, boolean]>([
    ['sql', 'takes both and leaves out the middle', 2000, { batchSize: 64 }, true],
    ['sac', 'cannot', 1500, {}, false],
  ])('%s %s', async (algorithm, _can, updates, hyper, bothModes) => {
    const learner = await trained(algorithm, updates, { ...hyper, discount: 0 }, twoModes);
    const inspector = await createStateInspector(learner.networks(), draws);
    const noise = new Float32Array(draws);
    createRandom(12).fillNormal(noise);
    const { actions } = await inspector.sample(Float32Array.of(0.2), noise);
    const share = (from: number, to: number): number => actions.filter((action) => action >= from && action < to).length / draws;
    expect(share(-1, -0.2) > 0.35 && share(0.2, 1.01) > 0.35 && share(-0.2, 0.2) < 0.12).toBe(bothModes);
    await inspector.close();
  });
});
