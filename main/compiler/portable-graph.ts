import { int, type ElementType } from './onnx-format';
import { OnnxGraph, type NodeRequest, type ValueName } from './onnx-graph';
import type { Arrays } from './program';
import type { Shape } from './trace';
import { TracingError } from './tracing-backend';

/**
 * How many rows a batch is traced with: a prime above every dimension of a network. So a dimension of a shape is a
 * multiple of it exactly where it grows with the batch.
 */
export const tracedBatch = 99_991;
const batchName = 'batch';

/**
 * An ONNX graph for other programs: names as they are, weights inside, operators of the standard alone, and a batch of
 * any size. Trace with inputs whose first dimension is `tracedBatch`; shapes that hold a multiple of it are computed
 * from the batch that the graph is run with. The function may not use the size of the batch as a number of its own,
 * as a mean over the batch by hand would.
 */
export class PortableGraph extends OnnxGraph {
  /** An input whose first dimension is the batch. */
  private batched: ValueName | undefined;

  /** Inputs that have weights under their name become constants. */
  constructor(private readonly weights: Arrays) {
    super();
  }

  override input(name: string, shape: Shape): ValueName {
    const values = this.weights[name];
    if (values) return this.initializer(name, 'float32', shape, values);
    if (shape[0] === tracedBatch) this.batched ??= name;
    return this.declareInput(name, symbolic(shape));
  }

  override output(name: string, value: ValueName, shape: Shape): void {
    this.declareOutput(name, value, symbolic(shape));
  }

  override nodeWithOutputs(request: NodeRequest): readonly ValueName[] {
    if (request.domain) throw new TracingError(`The operator ${request.operator} of ${request.domain} is no part of the ONNX standard, so other programs could not read this graph.`);
    return super.nodeWithOutputs(request);
  }

  override constant(type: ElementType, shape: Shape, values: ArrayLike<number>): ValueName {
    if (shape.some(growsWithBatch)) return this.filled(type, shape, values);
    if (type === 'int64' && Array.from(values).some(growsWithBatch)) return this.computedShape(Array.from(values));
    return super.constant(type, shape, values);
  }

  /** A constant as long as the batch: one value, spread over the shape. */
  private filled(type: ElementType, shape: Shape, values: ArrayLike<number>): ValueName {
    const value = values[0] ?? 0;
    for (let index = 0; index < values.length; index += 1) {
      if (values[index] !== value) throw new TracingError(`A constant of shape [${shape.join(', ')}] differs from row to row, so it fits no other batch.`);
    }
    return this.node({ operator: 'Expand', inputs: [super.constant(type, [], [value]), this.computedShape(shape)] });
  }

  /** The list of integers with the batch that is there in place of the traced one. */
  private computedShape(values: readonly number[]): ValueName {
    const parts = values.map((value) => (growsWithBatch(value) ? this.batchTimes(value / tracedBatch) : super.constant('int64', [1], [value])));
    return this.node({ operator: 'Concat', inputs: parts, attributes: { axis: int(0) } });
  }

  private batchTimes(factor: number): ValueName {
    if (this.batched === undefined) throw new TracingError('A shape grows with the batch, but no input has the batch as its first dimension.');
    const batch = this.node({ operator: 'Shape', inputs: [this.batched], attributes: { start: int(0), end: int(1) } });
    return factor === 1 ? batch : this.node({ operator: 'Mul', inputs: [batch, super.constant('int64', [1], [factor])] });
  }
}

function growsWithBatch(size: number): boolean {
  return size !== 0 && size % tracedBatch === 0;
}

/** In the file the batch has a name. */
function symbolic(shape: Shape): (number | string)[] {
  return shape.map((size) => {
    if (size === tracedBatch) return batchName;
    if (growsWithBatch(size)) throw new TracingError(`An input or output of shape [${shape.join(', ')}] mixes the rows of the batch with something else.`);
    return size;
  });
}
