import type { GraphNode, ValueName } from './onnx-graph';

/** Cheaper to compute anew than to pass from one session to the next. */
export const views: ReadonlySet<string> = new Set(['Identity', 'Reshape', 'Split', 'Slice']);

/** The stage in which each node runs: as late as can be, unless an operation would write over what it reads before that. */
export function placesOf(nodes: readonly GraphNode[], maker: ReadonlyMap<ValueName, GraphNode>, needs: (node: GraphNode) => readonly ValueName[]): ReadonlyMap<GraphNode, number> {
  /** Operations that may not wait longer. */
  const bounds = new Map<GraphNode, number>();
  for (;;) {
    const placed = latestPlaces(nodes, maker, needs, bounds);
    const overwritten = overwrittenBy(nodes, placed);
    const lasts = (node: GraphNode): number => Math.min(...sourcesOf(node, maker).map((value) => overwritten.get(value) ?? Infinity));
    const tightened = nodes.filter(isOperation).filter((operation) => {
      const bound = Math.min(...nodesBefore(operation, maker).flatMap((node) => ((placed.get(node) ?? 0) > lasts(node) ? [lasts(node)] : [])));
      if (bound >= (bounds.get(operation) ?? Infinity)) return false;
      bounds.set(operation, bound);
      return true;
    });
    if (tightened.length === 0) return placed;
  }
}

function latestPlaces(
  nodes: readonly GraphNode[],
  maker: ReadonlyMap<ValueName, GraphNode>,
  needs: (node: GraphNode) => readonly ValueName[],
  bounds: ReadonlyMap<GraphNode, number>,
): ReadonlyMap<GraphNode, number> {
  // The first stage in which each can run. What an operation makes is there for nodes from the next stage on.
  const first = new Map<GraphNode, number>();
  for (const node of nodes) first.set(node, Math.max(0, ...makersOf(node, maker).map((made) => (first.get(made) ?? 0) + stagesBetween(made, node))));
  const last = Math.max(...first.values());
  // The last one, from the end of the graph on.
  const placed = new Map<GraphNode, number>();
  for (const node of [...nodes].reverse()) {
    const users = nodes.filter((user) => needs(user).some((value) => node.results.includes(value)));
    const latest = users.map((user) => (placed.get(user) ?? Infinity) - stagesBetween(node, user));
    // A user that is not placed only goes out, and does so as soon as it can.
    const earliest = first.get(node) ?? 0;
    if (isOperation(node)) placed.set(node, latest.includes(Infinity) ? earliest : Math.max(earliest, Math.min(bounds.get(node) ?? last, ...latest)));
    else if (Math.min(...latest) < Infinity) placed.set(node, Math.min(...latest));
  }
  placeWhatOnlyGoesOut(nodes, maker, placed);
  return placed;
}

/** As soon as something that it needs has run; what needs only values from outside waits for what needs it. */
function placeWhatOnlyGoesOut(nodes: readonly GraphNode[], maker: ReadonlyMap<ValueName, GraphNode>, placed: Map<GraphNode, number>): void {
  const overwritten = overwrittenBy(nodes, placed);
  /** The last stage in which a node that needs only values from outside can run. */
  const latest = new Map<GraphNode, number>();
  for (const node of nodes) {
    if (placed.has(node)) continue;
    const makers = makersOf(node, maker);
    const stages = makers.flatMap((made) => (placed.has(made) ? [(placed.get(made) ?? 0) + stagesBetween(made, node)] : []));
    if (stages.length > 0) placed.set(node, Math.max(...stages));
    else latest.set(node, Math.min(...node.inputs.map((value) => overwritten.get(value) ?? Infinity), ...makers.map((made) => latest.get(made) ?? Infinity)));
  }
  for (const [node, last] of [...latest].reverse()) {
    const users = nodes.filter(({ inputs }) => node.results.some((result) => inputs.includes(result)));
    const wanted = users.length > 0 ? Math.min(...users.map((user) => placed.get(user) ?? 0)) : 0;
    placed.set(node, Math.min(wanted, last));
  }
}

/** Values from outside that an operation writes over, and after which stage: its first operands, as many as it has results. */
export function overwrittenBy(nodes: readonly GraphNode[], placed: ReadonlyMap<GraphNode, number>): ReadonlyMap<ValueName, number> {
  const overwritten = new Map<ValueName, number>();
  const stageOf = (node: GraphNode): number => placed.get(node) ?? 0;
  for (const node of nodes.filter(isOperation).sort((left, right) => stageOf(left) - stageOf(right))) {
    for (const value of node.inputs) if (overwritten.has(value)) throw overwrittenError(value);
    for (const value of node.inputs.slice(0, node.results.length)) overwritten.set(value, stageOf(node));
  }
  return overwritten;
}

export function overwrittenError(value: ValueName): Error {
  return new Error(`The value ${value} is read after an operation of the host wrote over it; read what the operation made, or read it before`);
}

function makersOf(node: GraphNode, maker: ReadonlyMap<ValueName, GraphNode>): readonly GraphNode[] {
  return node.inputs.flatMap((value) => maker.get(value) ?? []);
}

/** Nodes that an operation needs, up to other operations. */
function nodesBefore(operation: GraphNode, maker: ReadonlyMap<ValueName, GraphNode>): readonly GraphNode[] {
  const found = new Set<GraphNode>();
  const visit = (node: GraphNode): void => {
    for (const made of makersOf(node, maker)) {
      if (isOperation(made) || found.has(made)) continue;
      found.add(made);
      visit(made);
    }
  };
  visit(operation);
  return [...found];
}

/** Values from outside that a node reads, through views of them as well. */
function sourcesOf(node: GraphNode, maker: ReadonlyMap<ValueName, GraphNode>): readonly ValueName[] {
  return node.inputs.flatMap((value) => {
    const made = maker.get(value);
    if (!made) return [value];
    return views.has(made.operator) ? sourcesOf(made, maker) : [];
  });
}

/** Operations run after the nodes of their stage, in order. */
function stagesBetween(made: GraphNode, user: GraphNode): number {
  return isOperation(made) && !isOperation(user) ? 1 : 0;
}

export function isOperation({ domain }: GraphNode): boolean {
  return domain === 'host';
}
