import * as tf from '@tensorflow/tfjs';
import { named, type ParameterTensors } from './parameters';

/**
 * The value and the gradients of a loss, with what it computed on the way. `compute` returns a scalar `loss` and any
 * other tensors, which come back beside the gradients and are not differentiated.
 */
export function gradientsOf<Others extends Readonly<Record<string, tf.Tensor>>>(
  parameters: ParameterTensors,
  compute: (parameters: ParameterTensors) => { readonly loss: tf.Scalar } & Others,
): { readonly gradients: ParameterTensors; readonly values: { readonly loss: tf.Scalar } & Others } {
  const names = Object.keys(parameters);
  let kept: ({ readonly loss: tf.Scalar } & Others) | undefined;
  const { grads, value } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
    const values = compute(Object.fromEntries(names.map((name, index) => [name, tensors[index]])) as ParameterTensors);
    // TensorFlow.js frees what a differentiated function made, except what is kept.
    kept = Object.fromEntries(Object.entries(values).map(([name, tensor]) => [name, tf.keep(tf.clone(tensor))])) as typeof values;
    return values.loss;
  })(names.map((name) => named(parameters, name)));
  value.dispose();
  if (!kept) throw new Error('TensorFlow.js did not run the loss that it was asked to differentiate');
  const values = Object.fromEntries(
    Object.entries(kept).map(([name, tensor]) => {
      const scoped = tf.clone(tensor);
      tensor.dispose();
      return [name, scoped];
    }),
  ) as { readonly loss: tf.Scalar } & Others;
  return { gradients: Object.fromEntries(names.map((name, index) => [name, grads[index]])) as ParameterTensors, values };
}

/** Gradients, as groups or one by one, scaled down together to a norm of at most `limit`; without a limit as they are. */
export function clipped(gradients: ParameterTensors, limit: number | undefined): ParameterTensors {
  if (limit === undefined) return gradients;
  const norm = tf.sqrt(tf.addN(Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)))));
  const scale = tf.div(limit, tf.maximum(norm, limit));
  return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, scale)]));
}
