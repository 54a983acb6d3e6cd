import * as tf from '@tensorflow/tfjs';
import type { RandomSource } from '../../shared/maths/random';
import type { NamedTensors, ProblemSize } from './learner';
import { named, sizeOf, type ParameterShapes, type ParameterTensors } from './parameters';

/** Critics are twins: each of their parameters has a leading axis of two, so that one product serves both. */
export const criticCount = 2;

/** Layers are named fc1, fc2, ...; the last is the head: A means, then A raw log deviations. */
export function actorShapes({ observationSize, actionSize }: ProblemSize, hiddenSizes: readonly number[]): ParameterShapes {
  return layerShapes([observationSize, ...hiddenSizes, 2 * actionSize], []);
}

/** Kernels [2, in, out], biases [2, 1, out]. Inputs are observation, then action. */
export function criticShapes({ observationSize, actionSize }: ProblemSize, hiddenSizes: readonly number[]): ParameterShapes {
  return layerShapes([observationSize + actionSize, ...hiddenSizes, 1], [criticCount]);
}

function layerShapes(sizes: readonly number[], batch: readonly number[]): ParameterShapes {
  const shapes: Record<string, readonly number[]> = {};
  sizes.slice(1).forEach((outputs, index) => {
    shapes[`fc${index + 1}.kernel`] = [...batch, sizes[index] ?? 0, outputs];
    shapes[`fc${index + 1}.bias`] = [...batch, 1, outputs];
  });
  return shapes;
}

/** Kernels and biases uniform in ±1/sqrt(inputs), the default of PyTorch's linear layer. */
export function initialParameters(shapes: ParameterShapes, random: RandomSource): NamedTensors {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const kernel = named(shapes, name.replace('.bias', '.kernel'));
      const bound = 1 / Math.sqrt(kernel[kernel.length - 2] ?? 1);
      return [name, { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => (2 * random.uniform() - 1) * bound) }];
    }),
  );
}

/** A multilayer perceptron with ReLU between its layers. `x`: [..., B, in]. */
export function perceptron(parameters: ParameterTensors, x: tf.Tensor): tf.Tensor {
  const layers = Object.keys(parameters).length / 2;
  let h = x;
  for (let layer = 1; layer <= layers; layer += 1) {
    const product = tf.matMul(h, named(parameters, `fc${layer}.kernel`));
    h = tf.add(product, named(parameters, `fc${layer}.bias`));
    if (layer < layers) h = tf.relu(h);
  }
  return h;
}

/** Both critics at [B, O] and [B, A]: [2, B, 1]. */
export function criticValues(parameters: ParameterTensors, observation: tf.Tensor2D, action: tf.Tensor2D): tf.Tensor3D {
  const x = tf.expandDims(tf.concat([observation, action], 1), 0);
  return perceptron(parameters, tf.tile(x, [criticCount, 1, 1])) as tf.Tensor3D;
}

/** The smaller of the two critics, [B, 1]. */
export function minimumOf(values: tf.Tensor3D): tf.Tensor2D {
  const [first, second] = tf.split(values, criticCount, 0) as [tf.Tensor3D, tf.Tensor3D];
  return tf.reshape(tf.minimum(first, second), [values.shape[1], 1]);
}
