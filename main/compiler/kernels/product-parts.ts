import type * as tf from '@tensorflow/tfjs';
import type { ValueName } from '../onnx-graph';
import { int, type Attribute } from '../onnx-format';
import { integers, type KernelCall } from './kernel';

/**
 * Some of the columns of a product with a transposed matrix, or of a sum of such, as products with some rows of it:
 * where a gradient is wanted for the action alone, that for the observation beside it is never computed. Undefined for
 * anything else.
 */
export function columnsOfProduct(call: KernelCall, x: tf.TensorInfo, sizes: readonly number[], axis: number): tf.TensorInfo[] | undefined {
  if (x.shape.length !== 2 || axis !== 1 || call.tracer.constantValues(x)) return undefined;
  const [rows = 0] = x.shape;
  const name = call.tracer.nameOf(x);
  let begin = 0;
  const parts = sizes.map((size) => {
    begin += size;
    return columns(call, name, [rows, size], begin - size);
  });
  if (!parts.every((part) => part !== undefined)) return undefined;
  return parts.map((part, index) => call.tracer.symbol(part, [rows, sizes[index] ?? 0]));
}

function columns(call: KernelCall, value: ValueName, shape: readonly [rows: number, columns: number], from: number): ValueName | undefined {
  const { graph } = call.tracer;
  const maker = graph.makerOf(value);
  const [left = '', right = ''] = maker?.inputs ?? [];
  if (maker?.operator === 'FusedMatMul' && isOne(maker.attributes?.['transB']) && !isOne(maker.attributes?.['transA'])) {
    const [begin, end] = [from, from + shape[1]];
    const rows = graph.node({ operator: 'Slice', inputs: [right, ...[begin, end, 0].map((number) => integers(call, [number]))] });
    return graph.node({ operator: 'FusedMatMul', inputs: [left, rows], attributes: { transA: int(0), transB: int(1) }, domain: 'com.microsoft' });
  }
  if (maker?.operator !== 'Add') return undefined;
  const whole = graph.shapeOf(value);
  if (!graph.hasShape(left, whole) || !graph.hasShape(right, whole)) return undefined;
  const [first, second] = [columns(call, left, shape, from), columns(call, right, shape, from)];
  if (first === undefined || second === undefined) return undefined;
  const sum = graph.node({ operator: 'Add', inputs: [first, second] });
  graph.describe(sum, shape);
  return sum;
}

function isOne(attribute: Attribute | undefined): boolean {
  return attribute?.type === 'int' && attribute.value === 1;
}
