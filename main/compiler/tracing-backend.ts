import * as tf from '@tensorflow/tfjs';
import type { OnnxGraph, ValueName } from './onnx-graph';

export const tracingBackendName = 'tempera-tracing';

/** What a tensor stands for while tracing: a value of the graph, or numbers that were known beforehand. */
type Stored =
  | { readonly type: 'value'; readonly name: ValueName }
  | { readonly type: 'constant'; readonly values: tf.BackendValues; readonly shape: readonly number[]; readonly dtype: tf.DataType };

/** Thrown when a function cannot be traced; the message names the operation or the value. */
export class TracingError extends Error {
  override readonly name = 'TracingError';
}

/**
 * A TensorFlow.js backend that holds no numbers: its kernels (`kernels/`) append ONNX nodes to the graph that is being
 * traced. Gradients work unchanged, because TensorFlow.js builds them from the same kernels.
 */
export class TracingBackend extends tf.KernelBackend {
  private readonly stored = new tf.DataStorage<Stored>(this, tf.engine());
  private current: OnnxGraph | undefined;

  /** The graph that kernels write to. */
  get graph(): OnnxGraph {
    if (!this.current) throw new TracingError('A TensorFlow.js operation ran on the tracing backend outside of trace().');
    return this.current;
  }

  begin(graph: OnnxGraph): void {
    if (this.current) throw new TracingError('trace() was called inside a function that is being traced.');
    this.current = graph;
  }

  end(): void {
    this.current = undefined;
  }

  /** A tensor that stands for a value of the graph. */
  symbol(name: ValueName, shape: readonly number[], dtype: tf.DataType = 'float32'): tf.TensorInfo {
    const dataId = {};
    this.stored.set(dataId, { type: 'value', name });
    if (dtype === 'float32') this.graph.describe(name, shape);
    return { dataId, shape: [...shape], dtype };
  }

  /** The graph's name for a tensor; constants become initializers when they are first used. */
  nameOf(tensor: tf.TensorInfo): ValueName {
    const stored = this.stored.get(tensor.dataId);
    if (stored.type === 'value') return stored.name;
    if (stored.dtype !== 'float32' && stored.dtype !== 'int32' && stored.dtype !== 'bool') {
      throw new TracingError(`A constant of type ${stored.dtype} cannot be traced; use float32, int32 or bool.`);
    }
    return this.graph.constant(stored.dtype, tensor.shape, stored.values as ArrayLike<number>);
  }

  /** The numbers of a constant, or undefined for a value of the graph. */
  constantValues(tensor: tf.TensorInfo): ArrayLike<number> | undefined {
    const stored = this.stored.get(tensor.dataId);
    return stored.type === 'constant' && stored.dtype !== 'string' ? (stored.values as ArrayLike<number>) : undefined;
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): tf.DataId {
    const dataId = {};
    this.stored.set(dataId, { type: 'constant', values, shape: [...shape], dtype });
    return dataId;
  }

  override move(dataId: tf.DataId, values: tf.BackendValues, shape: number[], dtype: tf.DataType): void {
    this.stored.set(dataId, { type: 'constant', values, shape: [...shape], dtype });
  }

  override readSync(dataId: tf.DataId): tf.BackendValues {
    const stored = this.stored.get(dataId);
    if (stored.type === 'constant') return stored.values;
    throw new TracingError(
      `The value of a tensor (${stored.name}) was read while tracing. It is known only when the compiled graph runs: ` +
        'compute with it in TensorFlow.js, or return it as an output.',
    );
  }

  override async read(dataId: tf.DataId): Promise<tf.BackendValues> {
    return this.readSync(dataId);
  }

  override disposeData(dataId: tf.DataId): boolean {
    return this.stored.delete(dataId);
  }

  override numDataIds(): number {
    return this.stored.numDataIds();
  }

  override refCount(): number {
    return 1;
  }

  /** Tensors that share a value have entries of their own, so nothing is counted. */
  override incRef(): void {
    return undefined;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override dispose(): void {
    this.current = undefined;
  }
}
