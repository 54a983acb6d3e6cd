import type { OnnxGraph, ValueName } from './onnx-graph';
import type { Shape, Shapes } from './trace';

/** Where a value lies: in the array of that name, from that element on. */
export interface Place {
  readonly array: string;
  readonly offset: number;
  readonly shape: Shape;
}

/**
 * Where each float32 value of a graph lies that is in memory between its stages. Inputs of the graph lie in the arrays
 * of their names, and so do their reshapes and the parts of those that are vectors. What an operation of the host
 * makes lies where its operand lay. Everything else gets an array of its own, `OWNER value NAME`.
 */
export function placesIn(graph: OnnxGraph, arrays: Shapes, owner: string): (value: ValueName) => Place {
  const inputs = new Map(Object.entries(arrays).map(([array, shape]) => [`in:${array}`, { array, offset: 0, shape }]));
  const known = new Map<ValueName, Place>();

  function placeOf(value: ValueName): Place {
    const before = known.get(value);
    if (before) return before;
    const place = inputs.get(value) ?? derived(value) ?? { array: `${owner} value ${value}`, offset: 0, shape: graph.shapeOf(value) };
    known.set(value, place);
    return place;
  }

  /** That of a value whose maker does not move it. */
  function derived(value: ValueName): Place | undefined {
    const node = graph.makerOf(value);
    const index = node?.results.indexOf(value) ?? -1;
    if (!node) return undefined;
    if (node.domain === 'host') return { ...placeOf(node.inputs[index] ?? ''), shape: graph.shapeOf(value) };
    const from = inputs.get(node.inputs[0] ?? '') ?? (node.operator === 'Reshape' ? derived(node.inputs[0] ?? '') : undefined);
    if (!from) return undefined;
    if (node.operator === 'Reshape') return { ...from, shape: graph.shapeOf(value) };
    const sizes = graph.numbersOf(node.inputs[1] ?? '');
    if (node.operator !== 'Split' || from.shape.length !== 1 || !sizes) return undefined;
    return { array: from.array, offset: from.offset + sizes.slice(0, index).reduce((sum, size) => sum + size, 0), shape: graph.shapeOf(value) };
  }

  return placeOf;
}
