import type * as tf from '@tensorflow/tfjs';
import { hostOperationOf, type HostOperation } from './host/host-operation';
import { OnnxGraph, type GraphOptions, type GraphPort, type ValueName } from './onnx-graph';
import { stepOf, type Program } from './program';
import { stagesOf } from './stages';
import { record, type Shape, type Shapes } from './trace';
import { placesIn, type Place } from './value-places';

export type CompiledStage =
  /** An ONNX file, with the places of its inputs and outputs by their names in it. */
  | { readonly type: 'graph'; readonly bytes: Uint8Array; readonly feeds: Readonly<Record<string, Place>>; readonly fetches: Readonly<Record<string, Place>> }
  | { readonly type: 'operation'; readonly operation: HostOperation<Place> }
  /** Where two lanes share a step (`lanes/`): what lies in these places goes to the other lane, or comes from it. */
  | { readonly type: 'send' | 'receive'; readonly channel: number; readonly places: readonly Place[] }
  /** Takes the mean of each place and of another into the first. */
  | { readonly type: 'mean'; readonly places: readonly Place[]; readonly others: readonly Place[] };

/** A step of a program, ready to run over the arrays `inputArray(NAME)`, `stateArray(NAME)` and its own. */
export interface CompiledStep {
  readonly stages: readonly CompiledStage[];
  /** Arrays of its own, for what passes between stages and out. */
  readonly buffers: Shapes;
  /** Where its outputs lie when it is done. */
  readonly outputs: Readonly<Record<string, Place>>;
  /** State that lies elsewhere when it is done, and where. */
  readonly moved: Readonly<Record<string, Place>>;
  readonly nodeCount: number;
}

const inputPrefix = 'input/';
const statePrefix = 'state/';
const outputPrefix = 'output/';

export const inputArray = (name: string): string => inputPrefix + name;
export const stateArray = (name: string): string => statePrefix + name;

/** The step, or that variant, of a program, as graphs for onnxruntime with operations of the host between them. */
export function compileStep(program: Program, variant: string | undefined, options: GraphOptions): CompiledStep {
  const graph = new OnnxGraph(options);
  const arrays = { ...withPrefix(inputPrefix, program.inputs), ...withPrefix(statePrefix, program.state) };
  const recorded = record((tensors) => {
    const { outputs, state } = stepOf(program, variant)(namedUnder(inputPrefix, tensors), namedUnder(statePrefix, tensors));
    for (const name of variant === undefined ? Object.keys(program.state) : Object.keys(state)) checkShape(name, state[name], program.state[name] ?? []);
    return { ...withPrefix(outputPrefix, outputs), ...withPrefix(statePrefix, state) };
  }, arrays, graph);

  const places = placesIn(graph, arrays, variant ?? '');
  const isConstant = (value: ValueName): boolean => graph.numbersOf(value) !== undefined;
  const isInMemory = (value: ValueName): boolean => !isConstant(value) && places(value).array in arrays;
  const values = Object.entries(recorded).map(([name, { value, shape }]) => {
    const stays = name.startsWith(statePrefix) && isInMemory(value) && places(value).array === name;
    // What an array of the program holds is copied: it may hold something else when the step is done.
    const own = !stays && (isConstant(value) || isInMemory(value)) ? graph.copy(value) : value;
    graph.describe(own, shape);
    return { name, value: own, stays };
  });
  const goesOut = values.flatMap(({ value, stays }) => (stays ? [] : [value]));
  const stages = stagesOf(graph.nodes, goesOut, { isConstant, isInMemory });

  const port = (value: ValueName): GraphPort => ({ value, name: value, shape: places(value).shape });
  const at = (list: readonly ValueName[]): Record<string, Place> => Object.fromEntries(list.map((value) => [value, places(value)]));
  const lies = (prefix: string): Record<string, Place> => namedUnder(prefix, Object.fromEntries(values.flatMap(({ name, value, stays }) => (stays ? [] : [[name, places(value)]]))));
  return {
    stages: stages.flatMap(({ nodes, operations, reads, gives }): CompiledStage[] => [
      ...(gives.length > 0 ? [{ type: 'graph' as const, bytes: graph.encodePart(nodes, reads.map(port), gives.map(port)), feeds: at(reads), fetches: at(gives) }] : []),
      ...operations.map((node) => ({ type: 'operation' as const, operation: hostOperationOf(node, places) })),
    ]),
    buffers: Object.fromEntries(stages.flatMap(({ gives }) => gives.map((value) => [places(value).array, places(value).shape]))),
    outputs: lies(outputPrefix),
    moved: lies(statePrefix),
    nodeCount: stages.reduce((sum, { nodes, operations }) => sum + nodes.length + operations.length, 0),
  };
}

/** The entries whose name begins with the prefix, without it. */
function namedUnder<Value>(prefix: string, values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [])));
}

function withPrefix<Value>(prefix: string, values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}

function checkShape(name: string, tensor: tf.Tensor | undefined, shape: Shape): void {
  if (tensor?.shape.join() === shape.join()) return;
  throw new Error(`The step returned ${tensor ? `[${tensor.shape.join(', ')}]` : 'nothing'} for the state ${name} of shape [${shape.join(', ')}]`);
}
