import type * as tf from '@tensorflow/tfjs';
import type { Attribute, NodeDomain } from '../onnx-format';
import type { ValueName } from '../onnx-graph';
import type { TracingBackend } from '../tracing-backend';

/** One call of a TensorFlow.js kernel while tracing. */
export interface KernelCall {
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  /** As TensorFlow.js passes them; each kernel knows the type of its own. */
  readonly attributes: object;
  readonly tracer: TracingBackend;
}

export type TracingKernel = (call: KernelCall) => tf.TensorInfo | tf.TensorInfo[];

/** Kernels by TensorFlow.js's kernel name. */
export type KernelTable = Readonly<Record<string, TracingKernel>>;

export function input(call: KernelCall, name: string): tf.TensorInfo {
  const tensor = call.inputs[name];
  if (!tensor) throw new Error(`A kernel was called without its input ${name}`);
  return tensor;
}

export function attributes<Attributes>(call: KernelCall): Attributes {
  return call.attributes as Attributes;
}

/** Appends a node over tensors and returns the name of its result. */
export function emit(
  call: KernelCall,
  operator: string,
  tensors: readonly tf.TensorInfo[],
  options: { readonly attributes?: Readonly<Record<string, Attribute>>; readonly domain?: NodeDomain } = {},
): ValueName {
  return call.tracer.graph.node({ operator, inputs: tensors.map((tensor) => call.tracer.nameOf(tensor)), ...options });
}

/** A constant list of integers, as ONNX takes shapes and axes. */
export function integers(call: KernelCall, values: readonly number[]): ValueName {
  return call.tracer.graph.constant('int64', [values.length], values);
}

export function sameShape(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((size, axis) => size === right[axis]);
}

export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Counts axes from the front: -1 is the last of `rank`. */
export function axisFromFront(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
