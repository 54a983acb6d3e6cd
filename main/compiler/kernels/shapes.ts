import * as tf from '@tensorflow/tfjs';
import { int, ints } from '../onnx-format';
import { attributes, axisFromFront, countOf, emit, input, integers, sameShape, type KernelCall, type KernelTable } from './kernel';
import { columnsOfProduct } from './product-parts';
import { reshaped } from './reshaped';

/** The parts of a tensor that was joined of just these, without taking it apart again. */
function joinedOf({ tracer }: KernelCall, x: tf.TensorInfo, sizes: readonly number[], axis: number): tf.TensorInfo[] | undefined {
  const { graph } = tracer;
  const maker = tracer.constantValues(x) ? undefined : graph.makerOf(tracer.nameOf(x));
  const along = maker?.attributes?.['axis'];
  if (maker?.operator !== 'Concat' || maker.inputs.length !== sizes.length || along?.type !== 'int' || along.value !== axis) return undefined;
  const shapes = sizes.map((size) => x.shape.map((whole, index) => (index === axis ? size : whole)));
  if (!maker.inputs.every((part, index) => graph.hasShape(part, shapes[index] ?? []))) return undefined;
  return maker.inputs.map((part, index) => tracer.symbol(part, shapes[index] ?? [], x.dtype));
}

/** A split as one slice after another. */
function slices(call: KernelCall, x: tf.TensorInfo, sizes: readonly number[], axis: number): tf.TensorInfo[] {
  let begin = 0;
  return sizes.map((size) => {
    const [from, to] = [begin, begin + size];
    begin = to;
    const inputs = [call.tracer.nameOf(x), ...[from, to, axis].map((value) => integers(call, [value]))];
    return call.tracer.symbol(call.tracer.graph.node({ operator: 'Slice', inputs }), x.shape.map((whole, index) => (index === axis ? size : whole)), x.dtype);
  });
}

export const shapeKernels: KernelTable = {
  Identity: (call) => {
    const x = input(call, 'x');
    return reshaped(call, x, x.shape);
  },
  Reshape: (call) => {
    const x = input(call, 'x');
    const { shape } = attributes<{ shape: number[] }>(call);
    return reshaped(call, x, tf.util.inferFromImplicitShape(shape, countOf(x.shape)));
  },
  ExpandDims: (call) => {
    const x = input(call, 'input');
    const { dim } = attributes<{ dim: number }>(call);
    const shape = [...x.shape];
    shape.splice(axisFromFront(dim, shape.length + 1), 0, 1);
    return reshaped(call, x, shape);
  },
  Concat: (call) => {
    const parts = Object.values(call.inputs).filter((part) => countOf(part.shape) > 0);
    const [first] = parts;
    if (!first) throw new Error('Concat was called without tensors');
    const axis = axisFromFront(attributes<{ axis: number }>(call).axis, first.shape.length);
    const shape = first.shape.map((size, index) => (index === axis ? parts.reduce((sum, part) => sum + (part.shape[axis] ?? 0), 0) : size));
    return call.tracer.symbol(emit(call, 'Concat', parts, { attributes: { axis: int(axis) } }), shape, first.dtype);
  },
  Slice: (call) => {
    const x = input(call, 'x');
    const requested = attributes<{ begin: number | number[]; size: number | number[] }>(call);
    const [begin = [], size = []] = tf.slice_util.parseSliceParams(x as tf.Tensor, requested.begin, requested.size);
    if (sameShape(size, x.shape)) return reshaped(call, x, x.shape);
    const end = begin.map((from, axis) => from + (size[axis] ?? 0));
    const inputs = [call.tracer.nameOf(x), integers(call, begin), integers(call, end), integers(call, begin.map((_, axis) => axis))];
    return call.tracer.symbol(call.tracer.graph.node({ operator: 'Slice', inputs }), size, x.dtype);
  },
  PadV2: (call) => {
    const x = input(call, 'x');
    const { paddings, constantValue } = attributes<{ paddings: [number, number][]; constantValue: number }>(call);
    const shape = x.shape.map((size, axis) => size + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0));
    const pads = integers(call, [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)]);
    const inputs = [call.tracer.nameOf(x), pads, call.tracer.graph.constant('float32', [], [constantValue])];
    return call.tracer.symbol(call.tracer.graph.node({ operator: 'Pad', inputs }), shape, x.dtype);
  },
  SplitV: (call) => {
    const x = input(call, 'x');
    const requested = attributes<{ numOrSizeSplits: number | number[]; axis: number }>(call);
    const axis = axisFromFront(requested.axis, x.shape.length);
    const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, requested.numOrSizeSplits, axis);
    const known = joinedOf(call, x, sizes, axis) ?? columnsOfProduct(call, x, sizes, axis);
    if (known) return known;
    if (sizes.length > call.tracer.graph.mostOutputs) return slices(call, x, sizes, axis);
    const names = call.tracer.graph.nodeWithOutputs({
      operator: 'Split',
      inputs: [call.tracer.nameOf(x), integers(call, sizes)],
      attributes: { axis: int(axis) },
      outputs: sizes.length,
    });
    return names.map((name, part) =>
      call.tracer.symbol(name, x.shape.map((size, index) => (index === axis ? (sizes[part] ?? 0) : size)), x.dtype),
    );
  },
  Tile: (call) => {
    const x = input(call, 'x');
    const { reps } = attributes<{ reps: number[] }>(call);
    const shape = x.shape.map((size, axis) => size * (reps[axis] ?? 1));
    if (sameShape(shape, x.shape)) return reshaped(call, x, shape);
    const inputs = [call.tracer.nameOf(x), integers(call, reps)];
    return call.tracer.symbol(call.tracer.graph.node({ operator: 'Tile', inputs }), shape, x.dtype);
  },
  Transpose: (call) => {
    const x = input(call, 'x');
    const { perm } = attributes<{ perm: number[] }>(call);
    const shape = perm.map((axis) => x.shape[axis] ?? 0);
    return call.tracer.symbol(emit(call, 'Transpose', [x], { attributes: { perm: ints(perm) } }), shape, x.dtype);
  },
};
