import * as tf from '@tensorflow/tfjs';
import { int } from '../onnx-format';
import { attributes, axisFromFront, emit, input, type KernelTable } from './kernel';

interface MatMulAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

export const matrixKernels: KernelTable = {
  /** Transposed operands go to com.microsoft.FusedMatMul, which reads them where they lie. */
  BatchMatMul: (call) => {
    const a = input(call, 'a');
    const b = input(call, 'b');
    const { transposeA, transposeB } = attributes<MatMulAttributes>(call);
    const rows = size(a, transposeA ? -1 : -2);
    const columns = size(b, transposeB ? -2 : -1);
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const name =
      transposeA || transposeB
        ? emit(call, 'FusedMatMul', [a, b], {
            attributes: { transA: int(Number(transposeA)), transB: int(Number(transposeB)) },
            domain: 'com.microsoft',
          })
        : emit(call, 'MatMul', [a, b]);
    return call.tracer.symbol(name, [...batch, rows, columns]);
  },
};

function size(tensor: tf.TensorInfo, axis: number): number {
  const length = tensor.shape[axisFromFront(axis, tensor.shape.length)];
  if (length === undefined) throw new Error(`A tensor of shape [${tensor.shape.join(', ')}] has no axis ${axis}`);
  return length;
}
