import type * as tf from '@tensorflow/tfjs';
import type { OnnxGraph, ValueName } from '../onnx-graph';
import { integers, sameShape, type KernelCall } from './kernel';

/** A tensor in another shape of as many elements. */
export function reshaped(call: KernelCall, x: tf.TensorInfo, shape: readonly number[]): tf.TensorInfo {
  const { tracer } = call;
  const constant = tracer.constantValues(x);
  if (constant) return { dataId: tracer.write(Float32Array.from(constant), [...shape], x.dtype), shape: [...shape], dtype: x.dtype };
  if (sameShape(x.shape, shape)) return tracer.symbol(tracer.nameOf(x), shape, x.dtype);
  const source = beforeReshapes(tracer.graph, tracer.nameOf(x));
  if (tracer.graph.hasShape(source, shape)) return tracer.symbol(source, shape, x.dtype);
  return tracer.symbol(tracer.graph.node({ operator: 'Reshape', inputs: [source, integers(call, shape)] }), shape, x.dtype);
}

/** What a value was before it was reshaped, however often: one reshape does for several. */
export function beforeReshapes(graph: OnnxGraph, value: ValueName): ValueName {
  const maker = graph.makerOf(value);
  return maker?.operator === 'Reshape' ? beforeReshapes(graph, maker.inputs[0] ?? '') : value;
}
