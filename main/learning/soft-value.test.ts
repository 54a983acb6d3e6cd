import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../shared/maths/random';
import { openExecutor } from '../compiler/open-executor';
import type { Program } from '../compiler/program';
import { named } from './parameters';
import { proposedActions, softValue } from './sql';

const trials = 1000;

/** Mean of V over many trials, for Q(a) = slope x sum(a) on [-1, 1]^A at alpha = 1. */
async function meanValue(program: Program): Promise<number> {
  const executor = await openExecutor(program, 'onnx-cpu', { threads: 1 });
  const random = createRandom(8);
  let sum = 0;
  const rounds = 4;
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, array] of Object.entries(executor.inputs)) {
      if (name === 'uniform') for (let index = 0; index < array.length; index += 1) array[index] = random.uniform();
      else random.fillNormal(array);
    }
    sum += named(await executor.step(), 'value').reduce((total, value) => total + value, 0);
  }
  await executor.close();
  return sum / (rounds * trials);
}

function uniformProgram(dimensions: number, slope: number, count: number): Program {
  return {
    inputs: { uniform: [trials * count, dimensions] },
    state: {},
    step(inputs) {
      const actions = tf.reshape(tf.sub(tf.mul(named(inputs, 'uniform'), 2), 1), [trials, count, dimensions]);
      const q = tf.mul(tf.sum(actions, 2), slope) as tf.Tensor2D;
      return { outputs: { value: softValue(q, tf.fill([trials, count], dimensions * Math.LN2), tf.tensor2d([[1]])).value }, state: {} };
    },
  };
}

/** As the learner estimates it, with a sampler that draws u from N(`mean`, 0.6). */
function proposalProgram(dimensions: number, slope: number, count: number, mean: number): Program {
  const noise = [(trials * count) / 2, dimensions];
  return {
    inputs: { centreNoise: noise, stepNoise: noise, uniform: noise },
    state: {},
    step(inputs) {
      const diagonal = Float32Array.from({ length: (dimensions + 1) * dimensions }, (_, index) => (Math.floor(index / dimensions) === (index % dimensions) + 1 ? 0.6 : 0));
      const sampler = { 'fc1.kernel': tf.tensor2d(diagonal, [dimensions + 1, dimensions]), 'fc1.bias': tf.fill([1, dimensions], mean) };
      const { actions, logWeight } = proposedActions(sampler, tf.zeros([trials, 1]), inputs as unknown as Parameters<typeof proposedActions>[2]);
      return { outputs: { value: softValue(tf.mul(tf.sum(actions, 2), slope) as tf.Tensor2D, logWeight, tf.tensor2d([[1]])).value }, state: {} };
    },
  };
}

const exact = (dimensions: number, slope: number): number => dimensions * Math.log((2 * Math.sinh(slope)) / slope);

describe('the soft value by importance sampling', () => {
  // Biases of K-sample estimates with uniform proposals, computed independently of this code.
  it.each([
    [1, 1, 16, -0.011, 0.01],
    [1, 1, 50, -0.002, 0.006],
    [2, 3, 16, -0.271, 0.04],
    [2, 3, 50, -0.086, 0.02],
    [2, 3, 256, -0.017, 0.01],
    [6, 3, 16, -2.196, 0.1],
    [6, 3, 50, -1.265, 0.08],
    [6, 3, 256, -0.509, 0.05],
    [6, 10, 16, -19.9, 0.4],
    [6, 10, 50, -14.8, 0.3],
  ])('with uniform actions in %d dimensions at slope %d is off by what %d of them must be off by', async (dimensions, slope, count, bias, tolerance) => {
    const value = await meanValue(uniformProgram(dimensions, slope, count));
    expect(Math.abs(value - exact(dimensions, slope) - bias)).toBeLessThan(tolerance);
  });

  // With uniform actions alone, 32 of them are off by 0.01, 0.13 and 1.6.
  it.each([
    [1, 1, 0.3, 0.01],
    [2, 3, 1, 0.05],
    [6, 3, 1, 0.3],
  ])('is nearly right in %d dimensions at slope %d with 32 proposals of which half follow a sampler at u = %d', async (dimensions, slope, mean, most) => {
    const value = await meanValue(proposalProgram(dimensions, slope, 32, mean));
    expect(Math.abs(value - exact(dimensions, slope))).toBeLessThan(most);
  });

  it.each([-4, 4])('is unbiased whatever the sampler does: here it sits at u = %d', async (mean) => {
    const value = await meanValue(proposalProgram(1, 1, 64, mean));
    expect(Math.abs(value - exact(1, 1))).toBeLessThan(0.02);
  });

  it('has the entropy of exp(Q - V): that of a uniform action where Q is flat', () => {
    const { entropy, value } = tf.tidy(() => {
      const soft = softValue(tf.fill([1, 8], 3), tf.fill([1, 8], Math.LN2), tf.tensor2d([[0.5]]));
      return { entropy: soft.entropy.dataSync<'float32'>()[0], value: soft.value.dataSync<'float32'>()[0] };
    });
    expect(entropy).toBeCloseTo(Math.LN2, 5);
    expect(value).toBeCloseTo(3 + 0.5 * Math.LN2, 5);
  });
});
