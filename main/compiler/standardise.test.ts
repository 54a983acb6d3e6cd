import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../shared/maths/random';
import { openExecutor } from './open-executor';
import type { Program } from './program';
import { standardised } from './standardise';

const shape = [2, 3, 8];
const count = 48;

/** The formula by itself, whose gradient TensorFlow.js derives. */
function written(x: tf.Tensor): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  return tf.div(centred, tf.sqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-5)));
}

function programOf(rule: (x: tf.Tensor) => tf.Tensor): Program {
  return {
    inputs: { x: shape, weights: shape },
    state: {},
    step({ x, weights }) {
      const slope = tf.grad((given) => tf.sum(tf.mul(rule(given), weights as tf.Tensor)))(x as tf.Tensor);
      return { outputs: { values: rule(x as tf.Tensor), slope }, state: {} };
    },
  };
}

async function outputsOf(rule: (x: tf.Tensor) => tf.Tensor, executorName: 'onnx-cpu' | 'tensorflow-cpu'): Promise<readonly number[]> {
  const executor = await openExecutor(programOf(rule), executorName, { threads: 1 });
  const random = createRandom(1);
  for (const array of Object.values(executor.inputs)) random.fillNormal(array);
  // A row of equal numbers has no deviation to divide by.
  executor.inputs['x']?.fill(3, 0, 8);
  const { values, slope } = await executor.step();
  await executor.close();
  return [...(values ?? []), ...(slope ?? [])];
}

describe('rows with mean 0 and deviation 1', () => {
  let expected: readonly number[];
  beforeAll(async () => (expected = await outputsOf(written, 'tensorflow-cpu')));

  it.each(['onnx-cpu', 'tensorflow-cpu'] as const)('have the values and the gradient of the formula on %s', async (name) => {
    const found = await outputsOf(standardised, name);
    expect(found).toHaveLength(2 * count);
    // Between equal numbers a slope is 1 / sqrt(1e-5) steep.
    found.forEach((value, index) => expect(Math.abs(value - (expected[index] ?? NaN)), `number ${index}`).toBeLessThan(1e-5 * (1 + Math.abs(expected[index] ?? NaN))));
  });
});
