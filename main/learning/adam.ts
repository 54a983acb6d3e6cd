import * as tf from '@tensorflow/tfjs';
import { onHost, type AdamOperands } from '../compiler/host/host-operation';
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
): AdamStepped {
  return stepped(parameters, gradients, moments, size, (operands) => onHost({ operator: 'Adam', operands, beta1, beta2 }, () => adamFormula(operands, beta1, beta2)));
}

/** The same within the graph: for a few numbers whose new values the rest of the update needs. */
export function adamStepInGraph(
  parameters: ParameterTensors,
  gradients: ParameterTensors,
  moments: AdamMoments,
  size: AdamStepSize,
  { beta1, beta2 }: AdamConstants = adamDefaults,
): AdamStepped {
  return stepped(parameters, gradients, moments, size, (operands) => adamFormula(operands, beta1, beta2));
}

export interface AdamStepped {
  readonly parameters: ParameterTensors;
  readonly moments: AdamMoments;
}

/** Parameter, M and V afterwards. */
function adamFormula({ parameter, first, second, gradient, rate, epsilon }: AdamOperands<tf.Tensor>, beta1: number, beta2: number): readonly tf.Tensor[] {
  const m = tf.add(tf.mul(first, beta1), gradient);
  const v = tf.add(tf.mul(second, beta2), tf.square(gradient));
  return [tf.sub(parameter, tf.mul(rate, tf.div(m, tf.add(tf.sqrt(v), epsilon)))), m, v];
}

function stepped(
  parameters: ParameterTensors,
  gradients: ParameterTensors,
  moments: AdamMoments,
  size: AdamStepSize,
  step: (operands: AdamOperands<tf.Tensor>) => readonly tf.Tensor[],
): AdamStepped {
  const first: Record<string, tf.Tensor> = {};
  const second: Record<string, tf.Tensor> = {};
  const next: Record<string, tf.Tensor> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const results = step({ parameter, first: named(moments.first, name), second: named(moments.second, name), gradient: named(gradients, name), ...size });
    [next[name], first[name], second[name]] = results as [tf.Tensor, tf.Tensor, tf.Tensor];
  }
  return { parameters: next, moments: { first, second } };
}
