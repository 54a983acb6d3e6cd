import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../shared/maths/random';
import { loadTensorflowBackend } from '../compiler/tensorflow-backends';
import { logDerivativeOfTanh, sampleSquashed } from './squashed-gaussian';
import { maximumEntropyPerDimension } from './temperature';

/** E[-log pi] of one dimension by the rectangle rule over noise in [-8, 8], through the learner's own formula. */
function entropy(mean: number, logStd: number): number {
  const points = 4001;
  const width = 16 / (points - 1);
  const noise = Float32Array.from({ length: points }, (_, index) => -8 + index * width);
  const gaussian = { mean: tf.tensor2d([[mean]]), logStd: tf.tensor2d([[logStd]]) };
  const logProb = tf.tidy(() => sampleSquashed(gaussian, tf.tensor2d(noise, [points, 1])).logProb.dataSync<'float32'>());
  return logProb.reduce((sum, value, index) => sum - value * Math.exp(-0.5 * (noise[index] ?? NaN) ** 2) * (width / Math.sqrt(2 * Math.PI)), 0);
}

describe('the squashed Gaussian', () => {
  beforeAll(async () => {
    await loadTensorflowBackend('cpu');
    await tf.setBackend('cpu');
  });

  // Computed by quadrature in double precision, independently of this code.
  it.each([
    [0, 0, 0.669804],
    [0, -1, 0.291456],
    [2, 0, -1.366658],
    [0, -5, -3.581107],
    [5, 2, -9.657502],
  ])('has the entropy of mean %d, log deviation %d', (mean, logStd, expected) => {
    expect(Math.abs(entropy(mean, logStd) - expected)).toBeLessThan(2e-6 * Math.max(1, Math.abs(expected)));
  });

  it('has its largest entropy where the learner says that it is', () => {
    const entropies = Array.from({ length: 41 }, (_, index) => entropy(0, Math.log(0.8746) + (index - 20) / 100));
    expect(Math.max(...entropies)).toBeCloseTo(maximumEntropyPerDimension, 5);
    expect(entropies.indexOf(Math.max(...entropies))).toBe(20);
  });

  it.each([
    [3, -4.6187],
    [5, -8.6138],
    [8, -14.6137],
    [10, -18.6137],
    [20, -38.6137],
    [-20, -38.6137],
  ])('has the exact log(1 - tanh(u)^2) at u = %d', (u, expected) => {
    const value = tf.tidy(() => logDerivativeOfTanh(tf.scalar(u), tf.tanh(tf.scalar(u))).dataSync()[0]);
    expect(value).toBeCloseTo(expected, 3);
  });

  it.each([20, -20])('has a finite gradient that pulls back at u = %d', (u) => {
    const gradient = tf.tidy(() => {
      const logProb = (mean: tf.Tensor): tf.Tensor =>
        tf.sum(sampleSquashed({ mean: mean as tf.Tensor2D, logStd: tf.zeros([1, 1]) }, tf.zeros([1, 1])).logProb);
      return tf.grad(logProb)(tf.tensor2d([[u]])).dataSync()[0];
    });
    // d log pi / d mean is 2 tanh(u): lowering log pi moves the mean towards zero.
    expect(gradient).toBeCloseTo(2 * Math.tanh(u), 5);
  });

  it('saturates in the epsilon form, which is why the exact one is the default', () => {
    const naive = tf.tidy(() => logDerivativeOfTanh(tf.scalar(20), tf.tanh(tf.scalar(20)), 'epsilon').dataSync()[0]);
    expect(naive).toBeCloseTo(-13.8155, 3);
  });

  it('agrees with sampling: 1e5 draws have the entropy of the fixture', () => {
    const random = createRandom(2);
    const draws = new Float32Array(100_000);
    random.fillNormal(draws);
    const estimate = tf.tidy(() => {
      const gaussian = { mean: tf.zeros([1, 1]) as tf.Tensor2D, logStd: tf.zeros([1, 1]) as tf.Tensor2D };
      return -(tf.mean(sampleSquashed(gaussian, tf.tensor2d(draws, [draws.length, 1])).logProb).dataSync()[0] ?? NaN);
    });
    expect(Math.abs(estimate - 0.669804)).toBeLessThan(0.01);
  });
});
