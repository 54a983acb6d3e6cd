import * as tf from '@tensorflow/tfjs';
import { perceptron } from './networks';
import type { ParameterTensors } from './parameters';

/** A diagonal Gaussian over u, squashed to actions a = tanh(u) in [-1, 1]. */
export interface SquashedGaussian {
  /** Mean of u, [B, A]. */
  readonly mean: tf.Tensor2D;
  readonly logStd: tf.Tensor2D;
}

export interface PolicyOptions {
  readonly logStdRange: readonly [minimum: number, maximum: number];
  /**
   * How log(1 - tanh(u)^2) is computed. `exact`: 2 (log 2 - u - softplus(-2u)), right for every u. `epsilon`:
   * log(1 - a^2 + 1e-6), the form of appendix C of arXiv 1801.01290 as its code has it, which levels off at -13.8
   * and loses its gradient beyond |u| = 8; some reference values are computed with it.
   */
  readonly squash?: 'exact' | 'epsilon';
}

/** The policy's distribution at [B, O]. The deviations are squashed into their range by a tanh, so no gradient is cut. */
export function policyAt(actor: ParameterTensors, observation: tf.Tensor2D, { logStdRange: [minimum, maximum] }: PolicyOptions): SquashedGaussian {
  const [mean, raw] = tf.split(perceptron(actor, observation) as tf.Tensor2D, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  const half = (maximum - minimum) / 2;
  return { mean, logStd: tf.add(tf.mul(tf.tanh(raw), half), minimum + half) };
}

/**
 * The reparameterised sample a = tanh(mean + std * noise) and its log-density in [-1, 1]^A, nats.
 * `noise`: standard normals [B, A]. Returns `action` [B, A] and `logProb` [B, 1].
 */
export function sampleSquashed(
  { mean, logStd }: SquashedGaussian,
  noise: tf.Tensor2D,
  squash: PolicyOptions['squash'] = 'exact',
): { readonly action: tf.Tensor2D; readonly logProb: tf.Tensor2D } {
  const u = tf.add(mean, tf.mul(tf.exp(logStd), noise));
  const action = tf.tanh(u) as tf.Tensor2D;
  // log N(u) - log |da/du|, per dimension; the squared distance to the mean is the noise itself.
  const gaussian = tf.sub(tf.sub(tf.mul(tf.square(noise), -0.5), 0.5 * Math.log(2 * Math.PI)), logStd);
  const logProb = tf.sum(tf.sub(gaussian, logDerivativeOfTanh(u, action, squash)), 1, true) as tf.Tensor2D;
  return { action, logProb };
}

/** log(1 - tanh(u)^2), element by element. */
export function logDerivativeOfTanh(u: tf.Tensor, tanh: tf.Tensor, squash: PolicyOptions['squash'] = 'exact'): tf.Tensor {
  if (squash === 'epsilon') return tf.log(tf.add(tf.sub(1, tf.square(tanh)), 1e-6));
  // Its derivative is -2 tanh(u): written out, because that of the formula takes three times as many operations.
  const value = tf.customGrad((x, save) => {
    (save as tf.GradSaveFunc)([tanh]);
    return {
      value: tf.mul(tf.sub(tf.sub(Math.LN2, x as tf.Tensor), tf.softplus(tf.mul(x as tf.Tensor, -2))), 2),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(dy, tf.mul(saved as tf.Tensor, -2)),
    };
  });
  return value(u);
}
