import type * as tf from '@tensorflow/tfjs';
import { attributes, countOf, input, type KernelCall, type KernelTable } from './kernel';

/** Tensors of one value are constants: they can then vanish from products and sums. */
function filled(call: KernelCall, shape: readonly number[], value: number, dtype: tf.DataType): tf.TensorInfo {
  const dataId = call.tracer.write(new Float32Array(countOf(shape)).fill(value), [...shape], dtype);
  return { dataId, shape: [...shape], dtype };
}

export const creationKernels: KernelTable = {
  Fill: (call) => {
    const { shape, value, dtype } = attributes<{ shape: number[]; value: number; dtype?: tf.DataType }>(call);
    return filled(call, shape, value, dtype ?? 'float32');
  },
  ZerosLike: (call) => {
    const x = input(call, 'x');
    return filled(call, x.shape, 0, x.dtype);
  },
  OnesLike: (call) => {
    const x = input(call, 'x');
    return filled(call, x.shape, 1, x.dtype);
  },
};
