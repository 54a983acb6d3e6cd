import type { GraphNode, ValueName } from './onnx-graph';

/** Nodes that run together in one session, and then the operations of the host that need what they made. */
export interface Stage {
  readonly nodes: readonly GraphNode[];
  readonly operations: readonly GraphNode[];
  /** Values that come in from outside of the session, and values that are needed after it. */
  readonly reads: readonly ValueName[];
  readonly gives: readonly ValueName[];
}

export interface Whereabouts {
  /** Values that every session has in itself. */
  isConstant(value: ValueName): boolean;
  /** Values that an operation of the host finds in memory without a session that makes them. */
  isInMemory(value: ValueName): boolean;
}

/** Cheaper to compute anew than to pass from one session to the next. */
const views: ReadonlySet<string> = new Set(['Identity', 'Reshape', 'Split', 'Slice']);

/**
 * Cuts a graph at its operations of the host (domain `host`), which write over their operands. Nodes run as late as
 * the operations that need them allow, so that little passes between sessions; what only goes out runs as soon as what
 * it needs has run. Throws when a value would be read after it was written over.
 */
export function stagesOf(graph: readonly GraphNode[], goesOut: readonly ValueName[], { isConstant, isInMemory }: Whereabouts): readonly Stage[] {
  const ofOperations = new Set(graph.filter(isOperation).flatMap(({ results }) => results));
  const needs = (node: GraphNode): readonly ValueName[] => (isOperation(node) ? node.inputs.filter((value) => ofOperations.has(value) || !isInMemory(value)) : node.inputs);
  const nodes = liveNodes(graph, goesOut, needs);
  const maker = new Map(nodes.flatMap((node) => node.results.map((result) => [result, node] as const)));
  const placed = placesOf(nodes, maker, needs);
  const overwritten = overwrittenBy(nodes, placed);

  /** The nodes of a stage, with those views of earlier values that it makes for itself. */
  function nodesOf(stage: number): readonly GraphNode[] {
    const included = new Set<GraphNode>();
    const include = (node: GraphNode): void => {
      included.add(node);
      for (const value of node.inputs) {
        const made = maker.get(value);
        if (made && !included.has(made) && placed.get(made) !== stage && canBeMadeAnew(made, stage)) include(made);
      }
    };
    for (const node of nodes) if (!isOperation(node) && placed.get(node) === stage) include(node);
    return nodes.filter((node) => included.has(node));
  }

  function isView(value: ValueName): boolean {
    const made = maker.get(value);
    return made !== undefined && !isOperation(made) && isInMemory(value);
  }

  function canBeMadeAnew(node: GraphNode, stage: number): boolean {
    return views.has(node.operator) && node.inputs.every((value) => {
      const made = maker.get(value);
      return made ? canBeMadeAnew(made, stage) : (overwritten.get(value) ?? stage) >= stage;
    });
  }

  const count = 1 + Math.max(0, ...placed.values());
  const inStages = Array.from({ length: count }, (_, stage) => nodesOf(stage));
  const operations = inStages.map((_, stage) => nodes.filter((node) => isOperation(node) && placed.get(node) === stage));
  const made = inStages.map((list) => new Set(list.flatMap(({ results }) => results)));
  const reads = inStages.map((list, stage) => unique(list.flatMap(({ inputs }) => inputs)).filter((value) => !made[stage]?.has(value) && !isConstant(value)));
  reads.forEach((values, stage) => {
    // A view that could not be made anew has lost what it looked at.
    for (const value of values) if ((overwritten.get(value) ?? stage) < stage || isView(value)) throw overwrittenError(value);
  });

  return inStages.map((list, stage) => {
    const neededLater = new Set([...goesOut, ...operations.slice(stage).flat().flatMap(needs), ...reads.slice(stage + 1).flat()]);
    const gives = list.flatMap((node) => (placed.get(node) === stage ? node.results.filter((value) => neededLater.has(value)) : []));
    return { nodes: list, operations: operations[stage] ?? [], reads: reads[stage] ?? [], gives };
  });
}

/** All operations, and the nodes that they and what goes out need. */
function liveNodes(graph: readonly GraphNode[], goesOut: readonly ValueName[], needs: (node: GraphNode) => readonly ValueName[]): readonly GraphNode[] {
  const needed = new Set(goesOut);
  const live = [...graph].reverse().filter((node) => {
    if (!isOperation(node) && !node.results.some((result) => needed.has(result))) return false;
    for (const value of needs(node)) needed.add(value);
    return true;
  });
  return live.reverse();
}

/** The stage in which each node runs: as late as can be, unless an operation would write over what it reads before that. */
function placesOf(nodes: readonly GraphNode[], maker: ReadonlyMap<ValueName, GraphNode>, needs: (node: GraphNode) => readonly ValueName[]): ReadonlyMap<GraphNode, number> {
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
function overwrittenBy(nodes: readonly GraphNode[], placed: ReadonlyMap<GraphNode, number>): ReadonlyMap<ValueName, number> {
  const overwritten = new Map<ValueName, number>();
  for (const node of nodes.filter(isOperation)) {
    for (const value of node.inputs) if (overwritten.has(value)) throw overwrittenError(value);
    for (const value of node.inputs.slice(0, node.results.length)) overwritten.set(value, placed.get(node) ?? 0);
  }
  return overwritten;
}

function overwrittenError(value: ValueName): Error {
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

function isOperation({ domain }: GraphNode): boolean {
  return domain === 'host';
}

function unique<Value>(values: readonly Value[]): readonly Value[] {
  return [...new Set(values)];
}
