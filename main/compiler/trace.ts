import * as tf from '@tensorflow/tfjs';
import { OnnxGraph, type ValueName } from './onnx-graph';
import { registerTracingKernels } from './register-kernels';
import { TracingBackend, tracingBackendName } from './tracing-backend';

export type Shape = readonly number[];
export type Shapes = Readonly<Record<string, Shape>>;
export type Tensors = Readonly<Record<string, tf.Tensor>>;

/** A TensorFlow.js function over named float32 tensors, without side effects. */
export type TensorFunction = (inputs: Tensors) => Tensors;

/** One ONNX graph. Names are those that the function used; in the file inputs are `in:NAME`, outputs `out:NAME`. */
export interface CompiledGraph {
  readonly bytes: Uint8Array;
  readonly nodeCount: number;
}

/** What a recorded function gave back: the value of the graph and its shape. */
export interface RecordedOutput {
  readonly value: ValueName;
  readonly shape: Shape;
}

let backend: TracingBackend | undefined;

/** Records what `compute` does as one ONNX graph with these inputs and outputs. See `record`. */
export function trace(compute: TensorFunction, inputs: Shapes, graph = new OnnxGraph()): CompiledGraph {
  for (const [name, { value, shape }] of Object.entries(record(compute, inputs, graph))) graph.output(name, value, shape);
  return graph.encode();
}

/**
 * Writes what `compute` does to inputs of these shapes to the graph. Gradients (`tf.grads`) are recorded too. Throws a
 * `TracingError` that names the operation if one has no ONNX kernel here or if a tensor's value is read. The
 * TensorFlow.js backend that was in use is in use again afterwards.
 */
export function record(compute: TensorFunction, inputs: Shapes, graph: OnnxGraph): Record<string, RecordedOutput> {
  const tracing = tracingBackend();
  const previous = tf.getBackend() || 'cpu';
  tracing.begin(graph);
  tf.engine().startScope('trace');
  try {
    void tf.setBackend(tracingBackendName);
    const symbols = Object.entries(inputs).map(([name, shape]) => [name, tf.engine().makeTensorFromTensorInfo(tracing.symbol(graph.input(name, shape), shape))]);
    const results = compute(Object.fromEntries(symbols) as Tensors);
    return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, { value: tracing.nameOf(tensor), shape: [...tensor.shape] }]));
  } finally {
    tf.engine().endScope();
    tracing.end();
    void tf.setBackend(previous);
  }
}

function tracingBackend(): TracingBackend {
  if (backend) return backend;
  const made = new TracingBackend();
  // The lowest priority: TensorFlow.js never falls back to it by itself.
  tf.registerBackend(tracingBackendName, () => made, -1);
  registerTracingKernels(tracingBackendName);
  backend = made;
  return made;
}
