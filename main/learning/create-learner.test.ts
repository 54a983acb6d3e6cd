import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../../shared/contract/failure';
import { algorithmNames, learnerSettingsSchema, type LearnerSettings } from '../../shared/training';
import { createActingPolicy } from './acting-policy';
import { createLearner } from './create-learner';
import type { Learner, LearnerOptions, TransitionBatch } from './learner';
import { randomTransitions } from './testing/random-transitions';
import { createStateInspector } from './state-inspector';

const size = { observationSize: 3, actionSize: 2 };
const opened: Learner[] = [];

async function learnerWith(options: Partial<LearnerOptions> & { readonly hyper?: Partial<LearnerSettings> } = {}): Promise<Learner> {
  const { hyper, ...rest } = options;
  const settings = learnerSettingsSchema.parse({ hiddenSizes: [32, 32], batchSize: 32, actorLearningRate: 1e-3, criticLearningRate: 1e-3, ...hyper });
  const learner = await createLearner({ size, settings, seed: 5, executor: 'onnx-cpu', threads: 1, ...rest });
  opened.push(learner);
  return learner;
}

afterEach(async () => {
  for (const learner of opened.splice(0)) await learner.close();
});

const transitions = (count: number, seed?: number): TransitionBatch => randomTransitions(size, count, seed);

describe.each(algorithmNames)('the learner of %s', (algorithm) => {
  it('agrees with the same update run operation by operation, over 100 updates', async () => {
    const compiled = await learnerWith({ hyper: { algorithm } });
    const eager = await learnerWith({ executor: 'tensorflow-cpu', hyper: { algorithm } });
    compiled.add(transitions(200));
    eager.add(transitions(200));
    for (let update = 0; update < 100; update += 1) {
      const [left, right] = [await compiled.update(), await eager.update()];
      for (const name of ['criticLoss', 'actorLoss', 'entropy', 'alpha', 'qMean'] as const) {
        expect(Math.abs(left[name] - right[name]), `${name} of update ${update}`).toBeLessThan(1e-3 * Math.max(Math.abs(right[name]), 1e-2));
      }
    }
    const [left, right] = [compiled.networks().tensors, eager.networks().tensors];
    for (const [name, { data }] of Object.entries(right)) {
      const scale = Math.max(...data.map(Math.abs));
      data.forEach((value, index) => expect(Math.abs((left[name]?.data[index] ?? NaN) - value)).toBeLessThan(1e-3 * scale));
    }
  });

  it('goes on bit for bit from its state and replay, also past a full buffer', async () => {
    const hyper = { bufferCapacity: 150, algorithm };
    const original = await learnerWith({ hyper });
    original.add(transitions(200));
    for (let update = 0; update < 7; update += 1) await original.update();
    const state = structuredClone(original.state());
    const resumed = await learnerWith({ hyper, seed: 77, resume: { state: { ...state, random: JSON.parse(JSON.stringify(state.random)) as unknown }, replay: original.replay() } });
    for (const learner of [original, resumed]) learner.add(transitions(30, 10));
    for (let update = 0; update < 5; update += 1) expect(await resumed.update()).toEqual(await original.update());
    expect(resumed.state()).toEqual(original.state());
    expect(resumed.updates).toBe(12);
  });

  it('repeats a seed and tells seeds apart', async () => {
    const metrics = await Promise.all(
      [5, 5, 6].map(async (seed) => {
        const learner = await learnerWith({ seed, hyper: { algorithm } });
        learner.add(transitions(100));
        await learner.update();
        return learner.update();
      }),
    );
    expect(metrics[1]).toEqual(metrics[0]);
    expect(metrics[2]).not.toEqual(metrics[0]);
  });

  it('draws new noise for each update', async () => {
    // One transition, nothing learnt: only the noise can move the entropy estimate.
    const learner = await learnerWith({ hyper: { algorithm, batchSize: 1, actorLearningRate: 1e-20, criticLearningRate: 1e-20, temperature: { mode: 'fixed', alpha: 0.1 } } });
    learner.add(transitions(1));
    const entropies = [await learner.update(), await learner.update(), await learner.update()].map((metrics) => metrics.entropy);
    expect(new Set(entropies).size).toBe(3);
  });

  it('bootstraps through time limits: a reward of 1 for ever is worth 1 / (1 - discount)', async () => {
    // Episodes are cut after four steps; were the cuts masked, Q would be at most 3.9.
    const learner = await learnerWith({
      hyper: { algorithm, discount: 0.98, targetRate: 0.2, criticLearningRate: 3e-2, temperature: { mode: 'fixed', alpha: 1e-6 }, batchSize: 64 },
    });
    learner.add({ ...transitions(256), reward: new Float32Array(256).fill(1), terminated: new Float32Array(256) });
    let qMean = 0;
    for (let update = 0; update < 2500; update += 1) ({ qMean } = await learner.update());
    // At such a rate Q still swings by a few.
    expect(Math.abs(qMean - 50)).toBeLessThan(6);
  });

  it('masks what follows a termination: a reward of 1 at the end is worth 1', async () => {
    const learner = await learnerWith({ hyper: { algorithm, discount: 0.98, targetRate: 0.1, criticLearningRate: 1e-2, temperature: { mode: 'fixed', alpha: 1e-6 } } });
    learner.add({ ...transitions(256), reward: new Float32Array(256).fill(1), terminated: new Float32Array(256).fill(1) });
    let qMean = 0;
    for (let update = 0; update < 400; update += 1) ({ qMean } = await learner.update());
    expect(Math.abs(qMean - 1)).toBeLessThan(0.05);
  });

  it('says when the networks have diverged', async () => {
    const learner = await learnerWith({ hyper: { algorithm, criticLearningRate: 1e30 } });
    learner.add(transitions(100));
    const updates = async (): Promise<void> => {
      for (let update = 0; update < 20; update += 1) await learner.update();
    };
    await expect(updates()).rejects.toMatchObject({ code: 'internal', message: expect.stringMatching(/diverged/) as string });
  });

  it('holds a fixed temperature, and takes another', async () => {
    const learner = await learnerWith({ hyper: { algorithm, temperature: { mode: 'fixed', alpha: 0.5 } } });
    learner.add(transitions(100));
    expect((await learner.update()).alpha).toBe(0.5);
    learner.setTemperature({ mode: 'fixed', alpha: 0.25 });
    expect((await learner.update()).alpha).toBe(0.25);
    expect(learner.networks().alpha).toBe(0.25);
  });
});

describe('the learner', () => {
  it('holds the first temperature of an algorithm that does not learn it, and refuses to learn it', async () => {
    const learner = await learnerWith({ hyper: { algorithm: 'sac-v', initialAlpha: 0.2 } });
    expect(learner.temperature).toEqual({ mode: 'fixed', alpha: 0.2 });
    expect(() => learner.setTemperature({ mode: 'auto', targetEntropy: -2 })).toThrow('sac-v holds its temperature');
  });

  it('copies the targets every so many updates if told so', async () => {
    const learner = await learnerWith({ hyper: { targetRate: 1, targetEvery: 3 } });
    learner.add(transitions(100));
    const equalAfter: boolean[] = [];
    for (let update = 1; update <= 6; update += 1) {
      await learner.update();
      const { tensors } = learner.state();
      equalAfter.push(tensors['targets/fc1.kernel']?.data.every((value, index) => value === tensors['critics/fc1.kernel']?.data[index]) ?? false);
    }
    expect(equalAfter).toEqual([false, false, true, false, false, true]);
  });

  it('moves the entropy to its target by itself, and holds a fixed temperature', async () => {
    const learner = await learnerWith({ hyper: { initialAlpha: 1, temperatureLearningRate: 3e-2, temperature: { mode: 'auto', targetEntropy: -1 } } });
    learner.add(transitions(500));
    let entropy = 0;
    for (let update = 0; update < 800; update += 1) entropy = 0.95 * entropy + 0.05 * (await learner.update()).entropy;
    expect(Math.abs(entropy + 1)).toBeLessThan(0.5);
    learner.setTemperature({ mode: 'fixed', alpha: 0.25 });
    expect(learner.alpha).toBe(0.25);
    expect((await learner.update()).alpha).toBe(0.25);
    learner.setTemperature({ mode: 'auto', targetEntropy: -2 });
    const { alpha } = await learner.update();
    // The first step of an optimiser that begins anew is its learning rate.
    expect(Math.abs(Math.log(alpha / 0.25))).toBeCloseTo(3e-2, 3);
  });

  it('keeps a temperature within its bounds', async () => {
    const learner = await learnerWith({ hyper: { initialAlpha: 900, temperatureLearningRate: 0.5, temperature: { mode: 'auto', targetEntropy: 1.3 } } });
    learner.add(transitions(50));
    for (let update = 0; update < 5; update += 1) await learner.update();
    expect(learner.alpha).toBeCloseTo(1e3, 0);
  });

  it.each([
    [{ mode: 'auto', targetEntropy: 1.4 }, 'target entropy of 1.4 nats cannot be reached'],
    [{ mode: 'auto', targetEntropy: Number.NaN }, 'target entropy of NaN'],
    [{ mode: 'fixed', alpha: 5000 }, 'temperature of 5000 is outside'],
  ] as const)('refuses the temperature %o', async (temperature, sentence) => {
    const learner = await learnerWith();
    expect(() => learner.setTemperature(temperature)).toThrow(sentence);
    await expect(learnerWith({ hyper: {}, resume: { state: { ...learner.state(), temperature } } })).rejects.toThrow(sentence);
  });

  it('refuses to resume other networks, by name', async () => {
    const learner = await learnerWith();
    await expect(learnerWith({ hyper: { hiddenSizes: [16, 32] }, resume: { state: learner.state() } })).rejects.toThrow(/fc1.kernel has shape \[3, 32\] where \[3, 16\]/);
  });

  it('refuses an update before there is anything to learn from', async () => {
    const learner = await learnerWith();
    await expect(learner.update()).rejects.toThrow(Failure);
  });
});

describe('what acts and looks with the networks of a learner', () => {
  it('an acting policy samples what an inspector samples, and its density is right', async () => {
    const learner = await learnerWith();
    learner.add(transitions(100));
    for (let update = 0; update < 20; update += 1) await learner.update();
    const snapshot = learner.networks();
    const policy = await createActingPolicy(snapshot);
    const inspector = await createStateInspector(snapshot, 3);
    const observation = Float32Array.of(0.3, -0.2, 0.9);
    const noise = Float32Array.of(0, 0, 1, -0.5, -2, 0.3);
    const seen = await inspector.sample(observation, noise);
    for (let row = 0; row < 3; row += 1) {
      const decision = await policy.act(observation, noise.subarray(2 * row, 2 * row + 2));
      expect(decision.action[0]).toBeCloseTo(seen.actions[2 * row] ?? NaN, 5);
      expect(decision.action[1]).toBeCloseTo(seen.actions[2 * row + 1] ?? NaN, 5);
      expect(decision.logProb).toBeCloseTo(seen.logProb[row] ?? NaN, 4);
      let logProb = 0;
      for (let axis = 0; axis < 2; axis += 1) {
        const logStd = decision.logStd[axis] ?? NaN;
        const u = (decision.preTanhMean[axis] ?? NaN) + Math.exp(logStd) * (noise[2 * row + axis] ?? NaN);
        logProb += -0.5 * (noise[2 * row + axis] ?? NaN) ** 2 - logStd - 0.5 * Math.log(2 * Math.PI) - Math.log(1 - Math.tanh(u) ** 2);
      }
      expect(decision.logProb).toBeCloseTo(logProb, 3);
    }
    const deterministic = await policy.act(observation, undefined);
    expect(deterministic.action[0]).toBeCloseTo(Math.tanh(deterministic.preTanhMean[0] ?? NaN), 6);
    const q = await inspector.evaluate(observation, seen.actions);
    q.forEach((value, index) => expect(value).toBeCloseTo(seen.q[index] ?? NaN, 4));
    await policy.close();
    await inspector.close();
  });

  it('an acting policy takes newer weights', async () => {
    const learner = await learnerWith();
    learner.add(transitions(100));
    const policy = await createActingPolicy(learner.policy());
    const observation = Float32Array.of(0.3, -0.2, 0.9);
    const before = (await policy.act(observation, undefined)).action.slice();
    for (let update = 0; update < 20; update += 1) await learner.update();
    policy.load(learner.policy());
    expect(policy.version).toBe(20);
    expect((await policy.act(observation, undefined)).action).not.toEqual(before);
    await expect(policy.act(Float32Array.of(1), undefined)).rejects.toThrow('observation has 1 numbers');
    await policy.close();
  });
});
