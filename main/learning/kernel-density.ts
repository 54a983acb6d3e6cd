import * as tf from '@tensorflow/tfjs';

/**
 * A smooth density over particles of which only samples are known: a Gaussian around each centre, with one width for
 * each dimension. `centres`: [B, C, A]; densities are over the same space, nats.
 */
export interface KernelDensity {
  readonly centres: tf.Tensor3D;
  /** [B, 1, A]. */
  readonly width: tf.Tensor3D;
}

/** Below this width the density of a sampler that has collapsed onto a point would be a spike. */
const leastWidth = 0.1;

/** Widths by Scott's rule, spread x C^(-1 / (A + 4)) (Scott, Multivariate Density Estimation, section 6.3). */
export function kernelDensity(centres: tf.Tensor3D): KernelDensity {
  const [, count, size] = centres.shape;
  const mean = tf.mean(centres, 1, true);
  const deviation = tf.sqrt(tf.mean(tf.square(tf.sub(centres, mean)), 1, true));
  return { centres, width: tf.maximum(tf.mul(deviation, count ** (-1 / (size + 4))), leastWidth) };
}

/** One draw around each centre: `noise` are standard normals [B, C, A]. */
export function drawAround({ centres, width }: KernelDensity, noise: tf.Tensor3D): tf.Tensor3D {
  return tf.add(centres, tf.mul(width, noise));
}

/** log of the density at `points` [B, N, A]: [B, N]. `leaveOut` disregards a centre that is the point itself. */
export function logKernelDensity({ centres, width }: KernelDensity, points: tf.Tensor3D, leaveOut = false): tf.Tensor2D {
  const [, count, size] = centres.shape;
  const apart = tf.div(tf.sub(tf.expandDims(points, 2), tf.expandDims(centres, 1)), tf.expandDims(width, 1));
  const squares = tf.sum(tf.square(apart), 3);
  const exponents = tf.mul(squares, -0.5);
  const kept = leaveOut ? tf.sub(exponents, tf.mul(tf.cast(tf.equal(squares, 0), 'float32'), 1e9)) : exponents;
  const scale = tf.reshape(tf.sum(tf.log(width), 2), [-1, 1]);
  const constant = 0.5 * size * Math.log(2 * Math.PI) + Math.log(leaveOut ? count - 1 : count);
  return tf.sub(tf.sub(tf.logSumExp(kept, 2), scale), constant) as tf.Tensor2D;
}
