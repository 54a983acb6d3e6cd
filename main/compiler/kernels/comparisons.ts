import * as tf from '@tensorflow/tfjs';
import { elementTypeNumbers, int } from '../onnx-format';
import { attributes, emit, input, type KernelTable, type TracingKernel } from './kernel';

function comparison(operator: string): TracingKernel {
  return (call) => {
    const a = input(call, 'a');
    const b = input(call, 'b');
    return call.tracer.symbol(emit(call, operator, [a, b]), tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape), 'bool');
  };
}

export const comparisonKernels: KernelTable = {
  Equal: comparison('Equal'),
  Less: comparison('Less'),
  LessEqual: comparison('LessOrEqual'),
  Greater: comparison('Greater'),
  GreaterEqual: comparison('GreaterOrEqual'),
  LogicalAnd: comparison('And'),
  LogicalOr: comparison('Or'),
  LogicalNot: (call) => {
    const x = input(call, 'x');
    return call.tracer.symbol(emit(call, 'Not', [x]), x.shape, 'bool');
  },
  Select: (call) => {
    const condition = input(call, 'condition');
    const t = input(call, 't');
    return call.tracer.symbol(emit(call, 'Where', [condition, t, input(call, 'e')]), t.shape, t.dtype);
  },
  Cast: (call) => {
    const x = input(call, 'x');
    const { dtype } = attributes<{ dtype: tf.DataType }>(call);
    if (dtype === x.dtype) return call.tracer.symbol(call.tracer.nameOf(x), x.shape, dtype);
    if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') throw new Error(`A cast to ${dtype} is not traced`);
    return call.tracer.symbol(emit(call, 'Cast', [x], { attributes: { to: int(elementTypeNumbers[dtype]) } }), x.shape, dtype);
  },
};
