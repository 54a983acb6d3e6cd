import * as tf from '@tensorflow/tfjs';
import type { OnnxGraph, ValueName } from '../onnx-graph';
import { attributes, emit, input, integers, sameShape, type KernelCall, type KernelTable, type TracingKernel } from './kernel';
import { beforeReshapes } from './reshaped';

function binary(operator: string): TracingKernel {
  return (call) => {
    const a = input(call, 'a');
    const b = input(call, 'b');
    const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
    const name = call.tracer.graph.node({ operator, inputs: [operandBeside(call, a, b), operandBeside(call, b, a)] });
    return call.tracer.symbol(name, shape, tf.upcastType(a.dtype, b.dtype));
  };
}

/**
 * The name of an operand: of [n] in place of its reshape [1, n], where the other operand has as many axes anyway, and of
 * what was expanded in place of the expansion, where the other operand has its shape.
 */
function operandBeside({ tracer }: KernelCall, tensor: tf.TensorInfo, other: tf.TensorInfo): ValueName {
  const name = tracer.nameOf(tensor);
  const narrow = beforeExpansion(tracer.graph, name);
  if (narrow !== undefined && sameShape(tensor.shape, other.shape)) return narrow;
  const source = beforeReshapes(tracer.graph, name);
  const last = tensor.shape[tensor.shape.length - 1] ?? 1;
  const leadsWithOnes = tensor.shape.slice(0, -1).every((size) => size === 1);
  return leadsWithOnes && other.shape.length >= tensor.shape.length && tracer.graph.hasShape(source, [last]) ? source : name;
}

/** What was expanded is computed before the expansion, which what follows may not need. */
function unary(operator: string): TracingKernel {
  return (call) => {
    const x = input(call, 'x');
    const { graph } = call.tracer;
    const narrow = call.tracer.constantValues(x) ? undefined : beforeExpansion(graph, call.tracer.nameOf(x));
    if (narrow !== undefined) {
      const computed = call.tracer.symbol(graph.node({ operator, inputs: [narrow] }), graph.shapeOf(narrow), x.dtype);
      return call.tracer.symbol(broadcast(call, computed, x.shape), x.shape, x.dtype);
    }
    return call.tracer.symbol(emit(call, operator, [x]), x.shape, x.dtype);
  };
}

/** Gradients of sums multiply by tensors of ones: that is a broadcast, or nothing at all. */
function multiply(call: KernelCall): tf.TensorInfo {
  const a = input(call, 'a');
  const b = input(call, 'b');
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const dtype = tf.upcastType(a.dtype, b.dtype);
  const other = isOnes(call, a) ? b : isOnes(call, b) ? a : undefined;
  const name = other ? broadcast(call, other, shape) : call.tracer.graph.node({ operator: 'Mul', inputs: [operandBeside(call, a, b), operandBeside(call, b, a)] });
  return call.tracer.symbol(name, shape, dtype);
}

function beforeExpansion(graph: OnnxGraph, value: ValueName): ValueName | undefined {
  const maker = graph.makerOf(value);
  return maker?.operator === 'Expand' ? maker.inputs[0] : undefined;
}

function isOnes(call: KernelCall, tensor: tf.TensorInfo): boolean {
  const values = call.tracer.constantValues(tensor);
  return values !== undefined && Array.from(values).every((value) => value === 1);
}

function broadcast(call: KernelCall, tensor: tf.TensorInfo, shape: readonly number[]): ValueName {
  const name = call.tracer.nameOf(tensor);
  if (sameShape(tensor.shape, shape)) return name;
  return call.tracer.graph.node({ operator: 'Expand', inputs: [name, integers(call, shape)] });
}

export const arithmeticKernels: KernelTable = {
  Add: binary('Add'),
  Sub: binary('Sub'),
  Multiply: multiply,
  RealDiv: binary('Div'),
  Minimum: binary('Min'),
  Maximum: binary('Max'),
  Pow: binary('Pow'),
  AddN: (call) => {
    const tensors = Object.values(call.inputs);
    const [first] = tensors;
    if (!first) throw new Error('AddN was called without tensors');
    return call.tracer.symbol(emit(call, 'Sum', tensors), first.shape, first.dtype);
  },
  Neg: unary('Neg'),
  Abs: unary('Abs'),
  Exp: unary('Exp'),
  Log: unary('Log'),
  Sqrt: unary('Sqrt'),
  Square: (call) => {
    const x = input(call, 'x');
    return call.tracer.symbol(emit(call, 'Mul', [x, x]), x.shape, x.dtype);
  },
  Rsqrt: (call) => {
    const x = input(call, 'x');
    const root = emit(call, 'Sqrt', [x]);
    return call.tracer.symbol(call.tracer.graph.node({ operator: 'Reciprocal', inputs: [root] }), x.shape, x.dtype);
  },
  ClipByValue: (call) => {
    const x = input(call, 'x');
    const { clipValueMin, clipValueMax } = attributes<{ clipValueMin: number; clipValueMax: number }>(call);
    const { graph } = call.tracer;
    const bounds = [clipValueMin, clipValueMax].map((value) => graph.constant('float32', [], [value]));
    return call.tracer.symbol(graph.node({ operator: 'Clip', inputs: [call.tracer.nameOf(x), ...bounds] }), x.shape, x.dtype);
  },
};
