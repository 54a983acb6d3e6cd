import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../shared/maths/random';
import { openExecutor } from '../compiler/open-executor';
import type { Program } from '../compiler/program';
import { named } from './parameters';
import { squashedScore } from './sql';
import { steinDirection } from './stein';

const particles = 160;

/** Particles u, each moved by the others, towards exp(Q(a)) over a = tanh(u), from the slopes of Q. */
function descent(slopes: (a: tf.Tensor3D) => tf.Tensor3D, stepSize: number): Program {
  return {
    inputs: {},
    state: { u: [1, particles, 1] },
    step(_inputs, state) {
      const u = named(state, 'u') as tf.Tensor3D;
      const actions = tf.tanh(u) as tf.Tensor3D;
      const direction = steinDirection({ fixed: u, score: squashedScore(actions, slopes(actions)), updated: u });
      return { outputs: { actions }, state: { u: tf.add(u, tf.mul(direction, stepSize)) } };
    },
  };
}

async function settled(slopes: (a: tf.Tensor3D) => tf.Tensor3D, stepSize: number): Promise<{ readonly mean: number; readonly variance: number }> {
  const executor = await openExecutor(descent(slopes, stepSize), 'onnx-cpu', { threads: 1 });
  const start = new Float32Array(particles);
  createRandom(4).fillNormal(start);
  // In pairs of opposite sign, so that two modes get equal shares.
  executor.setState({ u: start.map((value, index) => 0.5 * (index % 2 === 0 ? value : -(start[index - 1] ?? Number.NaN))) });
  let actions = new Float32Array(0);
  for (let step = 0; step < 1200; step += 1) actions = named(await executor.step(), 'actions').slice();
  await executor.close();
  const mean = actions.reduce((sum, value) => sum + value, 0) / particles;
  return { mean, variance: actions.reduce((sum, value) => sum + (value - mean) ** 2, 0) / particles };
}

describe('Stein descent before the squashing', () => {
  // Moments of exp(Q) on [-1, 1] by quadrature. In action space, with log(1 - a^2) in the density, the variance of the
  // first would be 0.200: the mistake of public code.
  it.each<[string, (a: tf.Tensor3D) => tf.Tensor3D, number, number, number]>([
    ['0', (a) => tf.zerosLike(a), 0.3, 0, 1 / 3],
    ['2 a', (a) => tf.fill(a.shape, 2), 0.3, 0.5373, 0.174],
    ['-40 (a^2 - 0.36)^2', (a) => tf.mul(tf.mul(a, tf.sub(tf.square(a), 0.36)), -160), 0.03, 0, 0.3382],
  ])('draws from exp(Q) with Q = %s', async (_name, slopes, stepSize, mean, variance) => {
    const found = await settled(slopes, stepSize);
    expect(Math.abs(found.mean - mean)).toBeLessThan(0.02);
    expect(Math.abs(found.variance - variance)).toBeLessThan(0.01);
  });

  it.each([0.5, -0.9])('pushes a particle at %d off one at -0.3 where the density is flat', async (place) => {
    const program: Program = {
      inputs: { fixed: [1, 1, 1], updated: [1, 1, 1] },
      state: {},
      step(inputs) {
        const fixed = named(inputs, 'fixed') as tf.Tensor3D;
        const updated = named(inputs, 'updated') as tf.Tensor3D;
        return { outputs: { direction: steinDirection({ fixed, score: tf.zerosLike(fixed), updated }) }, state: {} };
      },
    };
    const executor = await openExecutor(program, 'tensorflow-cpu', { threads: 1 });
    named(executor.inputs, 'fixed').set([-0.3]);
    named(executor.inputs, 'updated').set([place]);
    const direction = named(await executor.step(), 'direction');
    // The median of one distance is that distance: h = d^2 / log 2, k = 1/2, and -2 (x - y) / h k points away from x.
    const apart = place + 0.3;
    expect(direction[0]).toBeCloseTo((2 * apart * 0.5 * Math.LN2) / apart ** 2, 4);
    await executor.close();
  });
});
