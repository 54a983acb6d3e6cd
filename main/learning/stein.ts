import * as tf from '@tensorflow/tfjs';

/**
 * Stein variational gradient descent (Liu and Wang 2016, arXiv 1608.04471), amortised as in soft Q-learning: the
 * direction in which each updated particle should move so that the particles come to be distributed as a density p.
 *
 *   Df(u_i) = mean_j [ k(u_j, u_i) grad log p(u_j) + grad_{u_j} k(u_j, u_i) ]                    (SQL, eq. 13)
 *   k(x, y) = exp(-|x - y|^2 / h),   grad_x k = -2 (x - y) / h k
 *
 * The first term draws particles to where p is high, the second pushes them off one another. Everything is in one
 * space: for tanh-squashed actions that is u, before the tanh, for particles, kernel and score alike.
 */
export interface SteinParticles {
  /** The u_j, [B, M, A], and the score grad log p there. */
  readonly fixed: tf.Tensor3D;
  readonly score: tf.Tensor3D;
  /** The u_i, [B, K, A]. */
  readonly updated: tf.Tensor3D;
}

/** A kernel that narrows without end would leave each particle on its own. */
const leastBandwidth = 1e-3;

/** Df, [B, K, A]. Nothing here is differentiated: particles, score and bandwidth are constants of the sampler's step. */
export function steinDirection({ fixed, score, updated }: SteinParticles): tf.Tensor3D {
  const [, particles, size] = fixed.shape;
  const squares = squaredDistances(fixed, updated);
  const bandwidth = medianBandwidth(squares, particles);
  // [B, M, K]; products over M sum over the fixed particles.
  const kernel = tf.exp(tf.neg(tf.div(squares, bandwidth))) as tf.Tensor3D;
  const attraction = tf.matMul(kernel, score, true, false);
  const total = tf.reshape(tf.sum(kernel, 1), [fixed.shape[0], updated.shape[1], 1]);
  const repulsion = tf.mul(tf.sub(tf.mul(tf.tile(total, [1, 1, size]), updated), tf.matMul(kernel, fixed, true, false)), tf.div(2, bandwidth));
  return tf.div(tf.add(attraction, repulsion), particles) as tf.Tensor3D;
}

/** |x_j - y_i|^2, [B, M, K]. By differences: the expanded square would lose what is left of close particles. */
export function squaredDistances(from: tf.Tensor3D, to: tf.Tensor3D): tf.Tensor3D {
  return tf.sum(tf.square(tf.sub(tf.expandDims(from, 2), tf.expandDims(to, 1))), 3) as tf.Tensor3D;
}

/** h = median squared distance / log(M + 1) of each state, [B, 1, 1]: then a particle's neighbours weigh as much as it does. */
function medianBandwidth(squares: tf.Tensor3D, particles: number): tf.Tensor3D {
  const [batch, from, to] = squares.shape;
  const half = Math.floor((from * to) / 2) + 1;
  const largest = tf.topk(tf.reshape(squares, [batch, from * to]), half).values;
  const median = tf.slice(largest, [0, half - 1], [batch, 1]);
  return tf.reshape(tf.maximum(tf.div(median, Math.log(particles + 1)), leastBandwidth), [batch, 1, 1]);
}
