import * as tf from '@tensorflow/tfjs';
import type { RandomSource } from '../../shared/maths/random';
import { onHost } from '../compiler/host/host-operation';
import { standardised } from '../compiler/standardise';
import type { NamedTensors, ProblemSize } from './learner';
import { copiesApart, named, sizeOf, type ParameterShapes, type ParameterTensors } from './parameters';

/** How the critics are built. All parameters have a leading axis of their count, so that one product serves all. */
export interface CriticOptions {
  readonly criticCount: number;
  readonly layerNorm: boolean;
}

const twins: CriticOptions = { criticCount: 2, layerNorm: false };

/** Layers are named fc1, fc2, ...; the last is the head: A means, then A raw log deviations. */
export function actorShapes({ observationSize, actionSize }: ProblemSize, hiddenSizes: readonly number[]): ParameterShapes {
  return layerShapes([observationSize, ...hiddenSizes, 2 * actionSize], []);
}

/** Kernels [N, in, out], biases [N, 1, out], and with layer normalisation scale and shift [N, 1, out] of each hidden layer. Inputs are observation, then action. */
export function criticShapes({ observationSize, actionSize }: ProblemSize, hiddenSizes: readonly number[], { criticCount, layerNorm }: CriticOptions = twins): ParameterShapes {
  return layerShapes([observationSize + actionSize, ...hiddenSizes, 1], [criticCount], layerNorm);
}

/** A value network takes the observation alone: [B, O] to [B, 1]. */
export function valueShapes({ observationSize }: ProblemSize, hiddenSizes: readonly number[]): ParameterShapes {
  return layerShapes([observationSize, ...hiddenSizes, 1], []);
}

/** A sampler turns an observation and as many standard normals as there are actions into u, the action before the tanh. */
export function samplerShapes({ observationSize, actionSize }: ProblemSize, hiddenSizes: readonly number[]): ParameterShapes {
  return layerShapes([observationSize + actionSize, ...hiddenSizes, actionSize], []);
}

function layerShapes(sizes: readonly number[], batch: readonly number[], layerNorm = false): ParameterShapes {
  const shapes: Record<string, readonly number[]> = {};
  sizes.slice(1).forEach((outputs, index) => {
    shapes[`fc${index + 1}.kernel`] = [...batch, sizes[index] ?? 0, outputs];
    shapes[`fc${index + 1}.bias`] = [...batch, 1, outputs];
    if (!layerNorm || index + 2 === sizes.length) return;
    shapes[`fc${index + 1}.scale`] = [...batch, 1, outputs];
    shapes[`fc${index + 1}.shift`] = [...batch, 1, outputs];
  });
  return shapes;
}

/** Kernels and biases uniform in ±1/sqrt(inputs), the default of PyTorch's linear layer; scales 1 and shifts 0. */
export function initialParameters(shapes: ParameterShapes, random: RandomSource): NamedTensors {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      if (name.endsWith('.scale')) return [name, { shape, data: new Float32Array(sizeOf(shape)).fill(1) }];
      if (name.endsWith('.shift')) return [name, { shape, data: new Float32Array(sizeOf(shape)) }];
      const kernel = named(shapes, name.replace('.bias', '.kernel'));
      const bound = 1 / Math.sqrt(kernel[kernel.length - 2] ?? 1);
      return [name, { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => (2 * random.uniform() - 1) * bound) }];
    }),
  );
}

/** What happens to the output of a hidden layer, 1 and up, before it is normalised: dropout. */
export type HiddenHook = (layer: number, hidden: tf.Tensor) => tf.Tensor;

/** A multilayer perceptron with ReLU between its layers, before it layer normalisation (arXiv 1607.06450) where there are scales. `x`: [..., B, in]. */
export function perceptron(parameters: ParameterTensors, x: tf.Tensor, onHidden?: HiddenHook): tf.Tensor {
  let h = x;
  for (let layer = 1; ; layer += 1) {
    h = tf.add(tf.matMul(h, named(parameters, `fc${layer}.kernel`)), named(parameters, `fc${layer}.bias`));
    if (parameters[`fc${layer + 1}.kernel`] === undefined) return h;
    if (onHidden) h = onHidden(layer, h);
    const scale = parameters[`fc${layer}.scale`];
    if (scale) h = tf.add(tf.mul(standardised(h), scale), named(parameters, `fc${layer}.shift`));
    h = tf.relu(h);
  }
}

/** u of several particles of each state: [B, O] and noise [B x count, A], particles of one state next to one another, to [B, count, A]. */
export function samplerValues(parameters: ParameterTensors, observation: tf.Tensor2D, noise: tf.Tensor2D): tf.Tensor3D {
  const batch = observation.shape[0];
  const [rows, size] = noise.shape;
  const u = perceptron(parameters, tf.concat([repeated(observation, rows / batch), noise], 1));
  return tf.reshape(u, [batch, rows / batch, size]);
}

/** Each row `count` times, one after another. */
export function repeated(rows: tf.Tensor2D, count: number): tf.Tensor2D {
  const [batch, size] = rows.shape;
  return tf.reshape(tf.tile(tf.expandDims(rows, 1), [1, count, 1]), [batch * count, size]);
}

/**
 * All N critics at [B, O] and [B, A]: [N, B, 1]. Two that are apart run as two chains, whose biases and ReLUs
 * onnxruntime fuses into the products; many together are quicker as products of three axes.
 */
export function criticValues(parameters: ParameterTensors, observation: tf.Tensor2D, action: tf.Tensor2D, onHidden?: HiddenHook): tf.Tensor3D {
  const x = tf.concat([observation, action], 1);
  const apart = copiesApart(parameters);
  if (apart.length > 0) return tf.concat(apart.map((critic) => tf.expandDims(perceptron(critic, x), 0) as tf.Tensor3D));
  const [critics = 1] = named(parameters, 'fc1.kernel').shape;
  return perceptron(parameters, tf.tile(tf.expandDims(x, 0), [critics, 1, 1]), onHidden) as tf.Tensor3D;
}

/** The smallest of the critics, [N, B, 1] to [B, 1]. */
export function minimumOf(values: tf.Tensor3D): tf.Tensor2D {
  const [critics, batch] = values.shape;
  if (critics === 1) return tf.reshape(values, [batch, 1]);
  const smallest = tf.split(values, critics, 0).reduce((left, right) => tf.minimum(left, right));
  return tf.reshape(smallest, [batch, 1]);
}

/** The mean of the critics, [N, B, 1] to [B, 1]. */
export function meanOf(values: tf.Tensor3D): tf.Tensor2D {
  return tf.mean(values, 0) as tf.Tensor2D;
}

/** The smallest of `count` critics, [N, B, 1] to [B, 1]: those with the lowest of the uniform numbers `lots`, [N]. */
export function minimumOfSome(values: tf.Tensor3D, lots: tf.Tensor1D, count: number): tf.Tensor2D {
  const lowest = tf.topk(tf.neg(lots), count).values;
  const bar = tf.neg(tf.slice(lowest, [count - 1], [1]));
  const left = tf.cast(tf.greater(lots, bar), 'float32');
  // Far above any value, so that it is never the smallest.
  return minimumOf(tf.add(values, tf.mul(tf.reshape(left, [-1, 1, 1]), 1e9)));
}

/** Slow copies of parameters: theta' <- theta' + tau (theta - theta'). `rate` is tau, [1]; at 0 they stay, at 1 they are copies. */
export function averaged(targets: ParameterTensors, parameters: ParameterTensors, rate: tf.Tensor): ParameterTensors {
  return Object.fromEntries(
    Object.entries(targets).map(([name, slow]) => {
      const operands = { slow, fast: named(parameters, name), rate };
      const [moved = slow] = onHost({ operator: 'Average', operands }, () => [tf.add(slow, tf.mul(rate, tf.sub(operands.fast, slow)))]);
      return [name, moved];
    }),
  );
}
