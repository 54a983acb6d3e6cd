import { neededFor, type GraphNode, type ValueName } from './onnx-graph';
import { isOperation, overwrittenBy, overwrittenError, placesOf, views } from './stage-order';

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

/**
 * Cuts a graph at its operations of the host (domain `host`), which write over their operands. Nodes run as late as
 * the operations that need them allow, so that little passes between sessions; what only goes out runs as soon as what
 * it needs has run. Throws when a value would be read after it was written over.
 */
export function stagesOf(graph: readonly GraphNode[], goesOut: readonly ValueName[], { isConstant, isInMemory }: Whereabouts): readonly Stage[] {
  const ofOperations = new Set(graph.filter(isOperation).flatMap(({ results }) => results));
  const needs = (node: GraphNode): readonly ValueName[] => (isOperation(node) ? node.inputs.filter((value) => ofOperations.has(value) || !isInMemory(value)) : node.inputs);
  const nodes = neededFor(graph, [...goesOut, ...ofOperations], needs);
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

function unique<Value>(values: readonly Value[]): readonly Value[] {
  return [...new Set(values)];
}
