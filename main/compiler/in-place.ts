import type { ValueName } from './onnx-graph';

interface GraphNode {
  readonly operator: string;
  readonly inputs: readonly ValueName[];
  readonly results: readonly ValueName[];
}

/** Each element of the result depends on that of its operands alone, and onnxruntime fuses none with what makes them. */
const elementwise: ReadonlySet<string> = new Set(['Add', 'Sub', 'Mul', 'Div', 'Min', 'Max', 'Neg', 'Sqrt', 'Clip']);

/** The result may be a view of the operand's memory. */
const views: ReadonlySet<string> = new Set(['Identity', 'Reshape']);

/**
 * Whether `output` may be written where `input` lies, whatever the order in which independent nodes run: all that reads
 * the input is done before the output is written, or is elementwise and part of its making. That halves the memory
 * that an optimiser's state passes through the caches. `nodes` in an order in which they can run.
 */
export function mayOverwrite(nodes: readonly GraphNode[], output: ValueName, input: ValueName): boolean {
  const maker = nodes.find(({ results }) => results.includes(output));
  if (!maker || !elementwise.has(maker.operator)) return false;
  const before = nodesBefore(nodes, maker);
  // What feeds the maker directly could be fused into it, and then reads while it writes.
  const beside = new Set(nodes.filter(({ results }) => results.some((result) => maker.inputs.includes(result))));
  return readersOf(nodes, input).every((reader) => (reader === maker || beside.has(reader) ? elementwise.has(reader.operator) : before.has(reader)));
}

function nodesBefore(nodes: readonly GraphNode[], last: GraphNode): ReadonlySet<GraphNode> {
  const needed = new Set(last.inputs);
  const before = new Set<GraphNode>();
  for (const node of [...nodes.slice(0, nodes.indexOf(last))].reverse()) {
    if (!node.results.some((result) => needed.has(result))) continue;
    before.add(node);
    for (const value of node.inputs) needed.add(value);
  }
  return before;
}

/** Nodes that read the memory of a value, through views of it as well. */
function readersOf(nodes: readonly GraphNode[], value: ValueName): readonly GraphNode[] {
  const same = new Set([value]);
  return nodes.filter(({ operator, inputs, results }) => {
    if (!inputs.some((name) => same.has(name))) return false;
    if (views.has(operator)) for (const result of results) same.add(result);
    return true;
  });
}
