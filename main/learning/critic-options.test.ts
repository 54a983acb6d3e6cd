import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../shared/maths/random';
import { mean, standardDeviation } from '../../shared/maths/statistics';
import { learnerSettingsSchema, type LearnerSettings } from '../../shared/training';
import { loadTensorflowBackend } from '../compiler/tensorflow-backends';
import { createActingPolicy } from './acting-policy';
import { createLearner } from './create-learner';
import { dropoutHooks, dropoutNumbers } from './dropout';
import { clipped } from './gradients';
import type { Learner, TransitionBatch } from './learner';
import { criticShapes, criticValues, initialParameters, minimumOfSome, perceptron } from './networks';
import { observe } from './normaliser';
import { createStateInspector } from './state-inspector';

const size = { observationSize: 3, actionSize: 2 };

function transitions(count: number): TransitionBatch {
  const random = createRandom(9);
  const fill = (length: number): Float32Array => Float32Array.from({ length }, () => 2 * random.uniform() - 1);
  return { count, observation: fill(3 * count), action: fill(2 * count), reward: fill(count), nextObservation: fill(3 * count), terminated: new Float32Array(count) };
}

async function learnerWith(hyper: Partial<LearnerSettings>, executor = 'onnx-cpu'): Promise<Learner> {
  const settings = learnerSettingsSchema.parse({ hiddenSizes: [24, 16], batchSize: 32, actorLearningRate: 1e-3, criticLearningRate: 1e-3, ...hyper });
  const learner = await createLearner({ size, settings, seed: 5, executor, threads: 1 });
  learner.add(transitions(200));
  return learner;
}

const optionSets: readonly (readonly [string, Partial<LearnerSettings>])[] = [
  ['layer normalisation', { layerNorm: true }],
  ['dropout and layer normalisation', { layerNorm: true, dropout: 0.1 }],
  ['five critics, two of them in a target, and their mean in the actor', { criticCount: 5, criticSubset: 2, actorQ: 'mean' }],
  ['one critic', { criticCount: 1 }],
  ['clipped gradients', { gradientClip: 0.1 }],
  ['three-step returns', { returnSteps: 3 }],
  ['an actor that learns every third update', { actorEvery: 3 }],
  ['normalised observations', { normaliseObservations: true }],
  ['normalised observations and an actor that learns every other update', { normaliseObservations: true, actorEvery: 2 }],
  ['normalised observations in soft Q-learning', { normaliseObservations: true, algorithm: 'sql', particles: 4, valueParticles: 8 }],
  ['layer normalisation in SAC with a value network', { algorithm: 'sac-v', layerNorm: true, gradientClip: 1 }],
  ['three critics in soft Q-learning', { algorithm: 'sql', criticCount: 3, layerNorm: true, gradientClip: 1 }],
];

describe.each(optionSets)('a learner with %s', (_name, hyper) => {
  it('agrees with the same update run operation by operation', async () => {
    const [compiled, eager] = [await learnerWith(hyper), await learnerWith(hyper, 'tensorflow-cpu')];
    for (let update = 0; update < 20; update += 1) {
      const [left, right] = [await compiled.update(), await eager.update()];
      for (const name of ['criticLoss', 'actorLoss', 'entropy', 'alpha', 'qMean'] as const) {
        expect(Math.abs(left[name] - right[name]), `${name} of update ${update}`).toBeLessThan(1e-3 * Math.max(Math.abs(right[name]), 1e-2));
      }
    }
    await compiled.close();
    await eager.close();
  });

  it('goes on bit for bit from its state, and what it learnt acts and is looked at', async () => {
    const original = await learnerWith(hyper);
    for (let update = 0; update < 4; update += 1) await original.update();
    const settings = learnerSettingsSchema.parse({ hiddenSizes: [24, 16], batchSize: 32, actorLearningRate: 1e-3, criticLearningRate: 1e-3, ...hyper });
    const resumed = await createLearner({ size, settings, seed: 1, executor: 'onnx-cpu', threads: 1, resume: { state: structuredClone(original.state()), replay: original.replay() } });
    for (let update = 0; update < 4; update += 1) {
      const [left, right] = [await resumed.update(), await original.update()];
      // Which of the losses an update renews depends on the options: what is renewed is equal.
      expect(left.criticLoss).toBe(right.criticLoss);
    }
    expect(resumed.state()).toEqual(original.state());
    const policy = await createActingPolicy(original.policy());
    const inspector = await createStateInspector(original.networks(), 4);
    const { q, actions } = await inspector.sample(Float32Array.of(0.1, 0.2, 0.3), Float32Array.of(0.1, -1, 2, 0.5, -0.5, 0.3, 1, 1));
    expect((await inspector.evaluate(Float32Array.of(0.1, 0.2, 0.3), actions))[3]).toBeCloseTo(q[3] ?? NaN, 5);
    expect((await policy.act(Float32Array.of(0.1, 0.2, 0.3), Float32Array.of(0.1, -1))).action[0]).toBeCloseTo(actions[0] ?? NaN, 5);
    original.add(transitions(10));
    resumed.add(transitions(10));
    expect(resumed.state()).toEqual(original.state());
    for (const opened of [original, resumed, policy, inspector]) await opened.close();
  });
});

describe('the parts of the options', () => {
  beforeAll(async () => {
    await loadTensorflowBackend('cpu');
    await tf.setBackend('cpu');
  });

  it('drops a share of the units, keeps the mean, and draws masks that differ by pass, critic, row and unit', () => {
    const shape = { criticCount: 2, batchSize: 200, hiddenSizes: [100, 50] };
    const random = createRandom(3);
    const numbers = Float32Array.from({ length: dropoutNumbers(shape) }, () => random.uniform());
    const masks = tf.tidy(() => {
      const hooks = dropoutHooks(0.2, shape, tf.tensor1d(numbers));
      return (['target', 'critics', 'actor'] as const).map((pass) => hooks[pass](1, tf.ones([2, 200, 100])).dataSync<'float32'>().slice());
    });
    for (const mask of masks) {
      expect(new Set(mask)).toEqual(new Set([0, Math.fround(1.25)]));
      const kept = mask.filter((value) => value > 0).length / mask.length;
      expect(Math.abs(kept - 0.8)).toBeLessThan(0.01);
      // Pairs of units, of rows and of critics are dropped together as often as by chance: 4 % of the time.
      const together = (step: number): number => mask.filter((value, index) => index + step < mask.length && value === 0 && mask[index + step] === 0).length / mask.length;
      for (const step of [1, 100, 101, 20_000]) expect(Math.abs(together(step) * (mask.length / (mask.length - step)) - 0.04)).toBeLessThan(0.012);
    }
    expect(masks[1]).not.toEqual(masks[0]);
    expect(masks[2]).not.toEqual(masks[1]);
  });

  it('takes the smallest of the critics that are drawn by lot', () => {
    const values = tf.tensor3d([[[1], [8]], [[2], [7]], [[3], [6]], [[4], [5]]]);
    const smallest = tf.tidy(() => Array.from(minimumOfSome(values, tf.tensor1d([0.9, 0.1, 0.8, 0.3]), 2).dataSync()));
    expect(smallest).toEqual([2, 5]);
  });

  it('normalises the units of each row', () => {
    const parameters = Object.fromEntries(
      Object.entries(initialParameters(criticShapes(size, [64], { criticCount: 2, layerNorm: true }), createRandom(1))).map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]),
    );
    // With a head of ones the output is the sum of the rectified units, which scaling the input hardly moves.
    const ones = { ...parameters, 'fc2.kernel': tf.ones([2, 64, 1]), 'fc2.bias': tf.zeros([2, 1, 1]) };
    const outputs = tf.tidy(() => {
      const at = (factor: number): number => criticValues(ones, tf.fill([1, 3], factor), tf.fill([1, 2], factor)).dataSync<'float32'>()[0] ?? NaN;
      return [at(100), at(1000)];
    });
    expect(Math.abs((outputs[0] ?? NaN) - (outputs[1] ?? NaN))).toBeLessThan(0.01 * Math.abs(outputs[1] ?? NaN));
  });

  it('leaves a network without scales as it is', () => {
    const plain = { 'fc1.kernel': tf.tensor2d([[2, -1]]), 'fc1.bias': tf.tensor2d([[1, 0]]), 'fc2.kernel': tf.tensor2d([[3], [5]]), 'fc2.bias': tf.tensor2d([[-1]]) };
    expect(tf.tidy(() => perceptron(plain, tf.tensor2d([[2]])).dataSync<'float32'>()[0])).toBe(14);
  });

  it('takes observations into their mean and variance, all at once or one by one', () => {
    const random = createRandom(2);
    const observations = Float32Array.from({ length: 3000 }, (_, index) => (index % 3 === 0 ? 500 + 2 * random.normal() : index % 3 === 1 ? 0.001 * random.normal() : 7));
    const fresh = (): Float32Array => Float32Array.of(0, 0, 0, 1, 1, 1, 0);
    const [whole, pieces] = [fresh(), fresh()];
    observe(whole, observations);
    for (let row = 0; row < 1000; row += 1) observe(pieces, observations.subarray(3 * row, 3 * row + 3));
    expect(pieces).toEqual(whole);
    const column = (index: number): number[] => Array.from(observations).filter((_, place) => place % 3 === index);
    [0, 1, 2].forEach((index) => {
      expect(Math.abs((whole[index] ?? NaN) - mean(column(index)))).toBeLessThan(1e-3);
      expect(Math.abs(Math.sqrt(whole[3 + index] ?? NaN) - standardDeviation(column(index)))).toBeLessThan(0.01 * standardDeviation(column(index)) + 1e-9);
    });
    expect(whole[6]).toBe(1000);
  });

  it('shows a network the same whatever the units of the observations are', async () => {
    const outputs = await Promise.all(
      [1, 1000].map(async (units) => {
        const learner = await createLearner({
          size,
          settings: learnerSettingsSchema.parse({ hiddenSizes: [16], batchSize: 32, normaliseObservations: true }),
          seed: 5,
          executor: 'onnx-cpu',
          threads: 1,
        });
        const scaled = (values: Float32Array): Float32Array => values.map((value) => units * (value + 3));
        const batch = transitions(200);
        learner.add({ ...batch, observation: scaled(batch.observation), nextObservation: scaled(batch.nextObservation) });
        const { qMean } = await learner.update();
        const policy = await createActingPolicy(learner.policy());
        const { action } = await policy.act(scaled(Float32Array.of(0.1, 0.2, 0.3)), undefined);
        const seen = [qMean, action[0] ?? NaN, action[1] ?? NaN];
        await learner.close();
        await policy.close();
        return seen;
      }),
    );
    outputs[0]?.forEach((value, index) => expect(value).toBeCloseTo(outputs[1]?.[index] ?? NaN, 3));
  });

  it('clips gradients together, and only those that are too long', () => {
    const gradients = { a: tf.tensor1d([3, 0]), b: tf.tensor1d([4]) };
    const norms = tf.tidy(() => [10, 5, 1].map((limit) => Object.values(clipped(gradients, limit)).flatMap((gradient) => Array.from(gradient.dataSync()))));
    expect(norms[0]).toEqual([3, 0, 4]);
    expect(norms[1]).toEqual([3, 0, 4]);
    expect(norms[2]?.[0]).toBeCloseTo(0.6, 6);
    expect(norms[2]?.[2]).toBeCloseTo(0.8, 6);
    expect(clipped(gradients, undefined)).toBe(gradients);
  });

  it.each<[Partial<LearnerSettings>, RegExp]>([
    [{ criticCount: 3, criticSubset: 4 }, /criticSubset \(4\) must be at most criticCount \(3\)/],
    [{ logStdMin: 3 }, /logStdMin \(3\) must be below logStdMax \(2\)/],
    [{ algorithm: 'sac-v', dropout: 0.1 }, /sac-v has no dropout/],
    [{ algorithm: 'sql', actorEvery: 2 }, /sql has no actorEvery/],
  ])('refuses %o', async (hyper, sentence) => {
    await expect(learnerWith(hyper)).rejects.toThrow(sentence);
  });
});
