import * as tf from '@tensorflow/tfjs';
import { float, int } from './onnx-format';
import { TracingBackend } from './tracing-backend';

/** Added to the variance: that of PyTorch's and Flax's layer normalisation. */
const epsilon = 1e-5;

/**
 * Each row of `x` [..., n] less its mean, over its deviation, and one over that deviation [..., 1]: one node where a
 * graph is traced. Gradients do not pass: `standardised` has one.
 */
function standardise(x: tf.Tensor): readonly [values: tf.Tensor, inverseDeviation: tf.Tensor] {
  const backend = tf.backend();
  if (backend instanceof TracingBackend) {
    const width = x.shape[x.shape.length - 1] ?? 1;
    const ones = backend.graph.constant('float32', [width], new Float32Array(width).fill(1));
    const [values = '', , inverseDeviation = ''] = backend.graph.nodeWithOutputs({
      operator: 'LayerNormalization',
      inputs: [backend.nameOf(x), ones],
      attributes: { axis: int(-1), epsilon: float(epsilon) },
      outputs: 3,
    });
    const tensorOf = (name: string, shape: readonly number[]): tf.Tensor => tf.engine().makeTensorFromTensorInfo(backend.symbol(name, shape));
    return [tensorOf(values, x.shape), tensorOf(inverseDeviation, [...x.shape.slice(0, -1), 1])];
  }
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const inverseDeviation = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
  return [tf.mul(centred, inverseDeviation), inverseDeviation];
}

/**
 * Each row of `x` [..., n] with mean 0 and deviation 1, as layer normalisation begins (arXiv 1607.06450, eq. 3). Its
 * gradient (dy - mean dy - values mean(dy values)) / deviation is written out: that of the formula takes three times
 * as many operations.
 */
export function standardised(x: tf.Tensor): tf.Tensor {
  const differentiable = tf.customGrad((given, save) => {
    const [values, inverseDeviation] = standardise(given as tf.Tensor);
    (save as tf.GradSaveFunc)([values, inverseDeviation]);
    return {
      value: values,
      gradFunc: (dy: tf.Tensor, [kept, inverse]: tf.Tensor[]) => {
        const along = tf.mul(kept as tf.Tensor, tf.mean(tf.mul(dy, kept as tf.Tensor), -1, true));
        return tf.mul(tf.sub(tf.sub(dy, tf.mean(dy, -1, true)), along), inverse as tf.Tensor);
      },
    };
  });
  return differentiable(x);
}
