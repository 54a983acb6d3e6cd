import type * as tf from '@tensorflow/tfjs';
import type { OnnxGraph } from './onnx-graph';
import { trace, type CompiledGraph, type Shapes, type Tensors } from './trace';

/**
 * A TensorFlow.js function with a memory: from its inputs and its state it makes outputs and the next state, whose
 * names and shapes are those of the state. Written once; compiled or run eagerly by an `Executor`.
 */
export interface Program {
  readonly inputs: Shapes;
  readonly state: Shapes;
  step(inputs: Tensors, state: Tensors): StepResult;
  /** Other steps over the same inputs and state, by name: each gives back only the state that it changes. */
  readonly variants?: Readonly<Record<string, Program['step']>>;
}

export interface StepResult {
  readonly outputs: Tensors;
  readonly state: Tensors;
}

/** Arrays by name, row-major. */
export type Arrays = Readonly<Record<string, Float32Array>>;

const inputPrefix = 'input/';
const statePrefix = 'state/';

export const inputName = (name: string): string => inputPrefix + name;
export const stateName = (name: string): string => statePrefix + name;

/** The step, or that variant, of a program. */
export function stepOf(program: Program, variant: string | undefined): Program['step'] {
  if (variant === undefined) return (inputs, state) => program.step(inputs, state);
  const step = program.variants?.[variant];
  if (!step) throw new Error(`The program has no variant ${variant}; it has ${Object.keys(program.variants ?? {}).join(', ') || 'none'}`);
  return step;
}

/** A whole step as one graph; names carry `input/` or `state/`, so that both may share a name. `graph` is what it is written to. */
export function traceProgram(program: Program, variant?: string, graph?: OnnxGraph): CompiledGraph {
  return trace((tensors) => {
    const { outputs, state } = stepOf(program, variant)(namedUnder(inputPrefix, tensors), namedUnder(statePrefix, tensors));
    const returned = variant === undefined ? program.state : Object.fromEntries(Object.keys(state).map((name) => [name, program.state[name] ?? []]));
    for (const [name, shape] of Object.entries(returned)) checkShape(name, state[name], shape);
    return { ...withPrefix(inputPrefix, outputs), ...withPrefix(statePrefix, state) };
  }, { ...withPrefix(inputPrefix, program.inputs), ...withPrefix(statePrefix, program.state) }, graph);
}

/** The entries whose name begins with the prefix, without it. */
function namedUnder<Value>(prefix: string, values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [])));
}

function withPrefix<Value>(prefix: string, values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}

function checkShape(name: string, tensor: tf.Tensor | undefined, shape: readonly number[]): void {
  if (tensor?.shape.join() === shape.join()) return;
  throw new Error(`The step returned ${tensor ? `[${tensor.shape.join(', ')}]` : 'nothing'} for the state ${name} of shape [${shape.join(', ')}]`);
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
