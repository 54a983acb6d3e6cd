import * as tf from '@tensorflow/tfjs';
import { OnnxGraph } from './onnx-graph';
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
  readonly inputs: Shapes;
  readonly outputs: Shapes;
  readonly nodeCount: number;
  /** Outputs that may be written where the input of the same name lies. */
  readonly inPlace: ReadonlySet<string>;
}

let backend: TracingBackend | undefined;

/**
 * Records what `compute` does to inputs of these shapes as one ONNX graph. Gradients (`tf.grads`) are recorded too.
 * Throws a `TracingError` that names the operation if one has no ONNX kernel here or if a tensor's value is read.
 * The TensorFlow.js backend that was in use is in use again afterwards. `graph` is what it is written to.
 */
export function trace(compute: TensorFunction, inputs: Shapes, graph = new OnnxGraph()): CompiledGraph {
  const tracing = tracingBackend();
  const previous = tf.getBackend() || 'cpu';
  tracing.begin(graph);
  tf.engine().startScope('trace');
  try {
    void tf.setBackend(tracingBackendName);
    const symbols = Object.entries(inputs).map(([name, shape]) => [name, tf.engine().makeTensorFromTensorInfo(tracing.symbol(graph.input(name, shape), shape))]);
    const results = compute(Object.fromEntries(symbols) as Tensors);
    const outputs: Record<string, Shape> = {};
    for (const [name, tensor] of Object.entries(results)) {
      graph.output(name, tracing.nameOf(tensor), tensor.shape);
      outputs[name] = [...tensor.shape];
    }
    const inPlace = new Set(Object.keys(outputs).filter((name) => inputs[name] !== undefined && graph.mayWriteInPlace(name, name)));
    return { ...graph.encode(), inputs, outputs, inPlace };
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
