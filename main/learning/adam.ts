import * as tf from '@tensorflow/tfjs';
import { onHost } from '../compiler/host/host-operation';
import { named, type ParameterTensors } from './parameters';

/**
 * Adam (arXiv 1412.6980, algorithm 1), over a few long arrays.
 *
 * The moments are kept as decayed sums, M = beta1 M + g and V = beta2 V + g^2, which are the paper's averages divided
 * by (1 - beta1) and (1 - beta2). That saves two passes over the memory of a network. All constants of the step, with
 * both bias corrections, then fold into two numbers that `adamStepSize` computes:
 *
 *   p <- p - lr mHat / (sqrt(vHat) + eps)  =  p - rate M / (sqrt(V) + epsilon)
 */
export interface AdamMoments {
  readonly first: ParameterTensors;
  readonly second: ParameterTensors;
}

export interface AdamStepSize {
  readonly rate: tf.Tensor;
  readonly epsilon: tf.Tensor;
}

export interface AdamConstants {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Those of the paper. */
export const adamDefaults: AdamConstants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** `step` counts the updates of this optimiser from 1. Double precision. */
export function adamStepSize(
  learningRate: number,
  step: number,
  { beta1, beta2, epsilon }: AdamConstants = adamDefaults,
): { readonly rate: number; readonly epsilon: number } {
  const firstCorrection = 1 - beta1 ** step;
  const secondCorrection = Math.sqrt((1 - beta2 ** step) / (1 - beta2));
  return {
    rate: (learningRate * (1 - beta1) * secondCorrection) / firstCorrection,
    epsilon: epsilon * secondCorrection,
  };
}

/** One step for each of the parameters, which the host takes where there is one. */
export function adamStep(
  parameters: ParameterTensors,
  gradients: ParameterTensors,
  moments: AdamMoments,
  size: AdamStepSize,
  { beta1, beta2 }: AdamConstants = adamDefaults,
): { readonly parameters: ParameterTensors; readonly moments: AdamMoments } {
  const first: Record<string, tf.Tensor> = {};
  const second: Record<string, tf.Tensor> = {};
  const next: Record<string, tf.Tensor> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const operands = { parameter, first: named(moments.first, name), second: named(moments.second, name), gradient: named(gradients, name), ...size };
    const stepped = onHost({ operator: 'Adam', operands, beta1, beta2 }, () => {
      const m = tf.add(tf.mul(operands.first, beta1), operands.gradient);
      const v = tf.add(tf.mul(operands.second, beta2), tf.square(operands.gradient));
      return [tf.sub(parameter, tf.mul(size.rate, tf.div(m, tf.add(tf.sqrt(v), size.epsilon)))), m, v];
    });
    [next[name], first[name], second[name]] = stepped as [tf.Tensor, tf.Tensor, tf.Tensor];
  }
  return { parameters: next, moments: { first, second } };
}

/** Parameters after a step, kept within a range. */
export function bounded(parameters: ParameterTensors, [minimum, maximum]: readonly [minimum: number, maximum: number]): ParameterTensors {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      const [kept = value] = onHost({ operator: 'Clip', operands: { value }, minimum, maximum }, () => [tf.clipByValue(value, minimum, maximum)]);
      return [name, kept];
    }),
  );
}
