import type * as tf from '@tensorflow/tfjs';
import { elementTypeNumbers, int, ints } from '../onnx-format';
import type { ValueName } from '../onnx-graph';
import { attributes, axisFromFront, emit, input, integers, type KernelCall, type KernelTable, type TracingKernel } from './kernel';
import { reshaped } from './reshaped';

/** TensorFlow.js calls the axes of a maximum `reductionIndices`, those of the others `axis`. */
interface ReductionAttributes {
  readonly axis?: number | readonly number[];
  readonly reductionIndices?: number | readonly number[];
  readonly keepDims?: boolean;
}

/** In operator set 17 ReduceSum takes its axes as an input, the others as an attribute. */
function reduction(operator: 'ReduceSum' | 'ReduceMean' | 'ReduceMin' | 'ReduceMax'): TracingKernel {
  return (call) => {
    const x = input(call, 'x');
    const { axes, keep, shape } = reducedShape(call, x.shape);
    // Of one number the sum, the mean and the extremes are that number.
    if (axes.every((axis) => x.shape[axis] === 1)) return reshaped(call, x, shape);
    const keepdims = int(Number(keep));
    const name =
      operator === 'ReduceSum'
        ? sum(call, x, axes, keep, shape)
        : emit(call, operator, [x], { attributes: { axes: ints(axes), keepdims } });
    return call.tracer.symbol(name, shape, x.dtype);
  };
}

/**
 * The sum of the rows of a matrix, the gradient of a bias, is a product with a row of ones: onnxruntime takes 58
 * microseconds to sum 256 x 256 over the first axis and 11 for that product (one core).
 */
function sum(call: KernelCall, x: tf.TensorInfo, axes: readonly number[], keep: boolean, shape: readonly number[]): ValueName {
  const { graph } = call.tracer;
  const name = call.tracer.nameOf(x);
  const [rows = 1] = x.shape;
  if (x.shape.length !== 2 || axes.length !== 1 || axes[0] !== 0 || x.dtype !== 'float32') {
    return graph.node({ operator: 'ReduceSum', inputs: [name, integers(call, axes)], attributes: { keepdims: int(Number(keep)) } });
  }
  const ones = graph.constant('float32', [1, rows], new Float32Array(rows).fill(1));
  const product = graph.node({ operator: 'MatMul', inputs: [ones, name] });
  graph.describe(product, [1, x.shape[1] ?? 1]);
  return keep ? product : graph.node({ operator: 'Reshape', inputs: [product, integers(call, shape)] });
}

function reducedShape(call: KernelCall, from: readonly number[]): { axes: number[]; keep: boolean; shape: number[] } {
  const { reductionIndices, axis = reductionIndices, keepDims } = attributes<ReductionAttributes>(call);
  const every = from.map((_, index) => index);
  const axes = axis === undefined || axis === null ? every : [axis].flat().map((index) => axisFromFront(index, from.length));
  const keep = keepDims ?? false;
  const shape = from.flatMap((size, index) => (axes.includes(index) ? (keep ? [1] : []) : [size]));
  return { axes, keep, shape };
}

/** The k largest of the last axis, largest first, and where they were. */
function topK(call: KernelCall): tf.TensorInfo[] {
  const x = input(call, 'x');
  const { k } = attributes<{ k: number }>(call);
  const { graph } = call.tracer;
  const [values = '', indices = ''] = graph.nodeWithOutputs({ operator: 'TopK', inputs: [call.tracer.nameOf(x), integers(call, [k])], attributes: { axis: int(-1) }, outputs: 2 });
  const shape = [...x.shape.slice(0, -1), k];
  const narrow = graph.node({ operator: 'Cast', inputs: [indices], attributes: { to: int(elementTypeNumbers.int32) } });
  return [call.tracer.symbol(values, shape, x.dtype), call.tracer.symbol(narrow, shape, 'int32')];
}

export const reductionKernels: KernelTable = {
  TopK: topK,
  Sum: reduction('ReduceSum'),
  Mean: reduction('ReduceMean'),
  Min: reduction('ReduceMin'),
  Max: reduction('ReduceMax'),
};
