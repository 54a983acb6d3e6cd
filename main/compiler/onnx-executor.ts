import * as ort from 'onnxruntime-node';
import { copiesOf, copyArrays, type Executor, type ExecutorSettings } from './executor';
import { elementCount, inputName, stateName, type Arrays, type Program } from './program';
import type { CompiledGraph, Shapes } from './trace';

// A provider that cannot start is told of by the error that it throws: onnxruntime need not print it as well.
ort.env.logLevel = 'fatal';

export type OnnxProvider = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';

interface Buffers {
  readonly arrays: Arrays;
  readonly tensors: Readonly<Record<string, ort.Tensor>>;
}

/** One step of the program: its session, what it gives out and which state it writes, and where. */
interface CompiledStep {
  readonly session: ort.InferenceSession;
  readonly outputs: Buffers;
  /** State that it writes where it lies, and state that it writes to the other set. */
  readonly inPlace: ReadonlySet<string>;
  readonly moved: ReadonlySet<string>;
}

interface Direction {
  readonly feeds: Record<string, ort.Tensor>;
  readonly fetches: Record<string, ort.Tensor>;
}

/** The name of the step itself among the variants. */
const wholeStep = '';

/**
 * Runs a program as ONNX graphs, one for its step and one for each variant, as `traceProgram` makes them. State
 * stays in arrays of its own: what a step has done with before it writes it is written in place, and for the rest two
 * sets of arrays take turns. So nothing is allocated or copied between steps, and as little memory as possible passes
 * through the caches. State that a variant does not write stays where it is.
 */
export async function openOnnxExecutor(program: Program, graphs: ReadonlyMap<string | undefined, CompiledGraph>, provider: OnnxProvider, settings: ExecutorSettings): Promise<Executor> {
  const steps = new Map<string, CompiledStep>();
  for (const [variant, graph] of graphs) steps.set(variant ?? wholeStep, await compiledStep(program, graph, provider, settings));
  const inputs = buffers(program.inputs);
  const first = buffers(program.state);
  const turning = Object.keys(program.state).filter((name) => [...steps.values()].some(({ moved }) => moved.has(name)));
  const state = [first, withFresh(first, buffers(Object.fromEntries(turning.map((name) => [name, named(program.state, name)]))))] as const;
  /** Which set each state is in: how often it was written, modulo two. */
  const written = new Map([...steps.keys()].map((step) => [step, 0]));
  const directions = new Map<string, Direction>();

  function sideOf(name: string): 0 | 1 {
    let side = 0;
    for (const [step, times] of written) if (times === 1 && steps.get(step)?.moved.has(name)) side ^= 1;
    return side === 0 ? 0 : 1;
  }

  function current(): Arrays {
    return Object.fromEntries(Object.keys(program.state).map((name) => [name, named(state[sideOf(name)].arrays, name)]));
  }

  /** Each of the few combinations of sides is made up once. */
  function direction(name: string, step: CompiledStep): Direction {
    const key = `${name} ${[...written.values()].join('')}`;
    const known = directions.get(key);
    if (known) return known;
    const made: Direction = {
      feeds: { ...renamed(inputs.tensors, (input) => `in:${inputName(input)}`) },
      fetches: { ...renamed(step.outputs.tensors, (output) => `out:${inputName(output)}`) },
    };
    for (const stateful of Object.keys(program.state)) {
      const side = sideOf(stateful);
      made.feeds[`in:${stateName(stateful)}`] = named(state[side].tensors, stateful);
      if (step.inPlace.has(stateful)) made.fetches[`out:${stateName(stateful)}`] = named(state[side].tensors, stateful);
      if (step.moved.has(stateful)) made.fetches[`out:${stateName(stateful)}`] = named(state[side === 0 ? 1 : 0].tensors, stateful);
    }
    directions.set(key, made);
    return made;
  }

  return {
    name: describe(provider, settings),
    inputs: inputs.arrays,
    setState: (values) => copyArrays(values, current()),
    getState: (names = Object.keys(program.state)) => copiesOf(current(), names),
    async step(variant) {
      const name = variant ?? wholeStep;
      const step = steps.get(name);
      if (!step) throw new Error(`The program has no variant ${name}`);
      const { feeds, fetches } = direction(name, step);
      await step.session.run(feeds, fetches);
      written.set(name, 1 - (written.get(name) ?? 0));
      return step.outputs.arrays;
    },
    async close() {
      for (const { session } of steps.values()) await session.release();
    },
  };
}

async function compiledStep(program: Program, graph: CompiledGraph, provider: OnnxProvider, settings: ExecutorSettings): Promise<CompiledStep> {
  const session = await ort.InferenceSession.create(graph.bytes, sessionOptions(provider, settings));
  const written = Object.keys(program.state).filter((name) => graph.outputs[stateName(name)] !== undefined);
  const inPlace = new Set(written.filter((name) => graph.inPlace.has(stateName(name))));
  return { session, outputs: buffers(outputShapes(graph.outputs, program)), inPlace, moved: new Set(written.filter((name) => !inPlace.has(name))) };
}

/** The same buffers, but for those that are fresh. */
function withFresh(same: Buffers, fresh: Buffers): Buffers {
  return { arrays: { ...same.arrays, ...fresh.arrays }, tensors: { ...same.tensors, ...fresh.tensors } };
}

function named<Value>(values: Readonly<Record<string, Value>>, name: string): Value {
  const value = values[name];
  if (value === undefined) throw new Error(`There is no ${name}; there are ${Object.keys(values).join(', ')}`);
  return value;
}

function sessionOptions(provider: OnnxProvider, { threads }: ExecutorSettings): ort.InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 4,
    // The moments of a unit that is never active decay into subnormal numbers, which are many times slower.
    extra: { session: { set_denormal_as_zero: '1' } },
  };
}

function describe(provider: OnnxProvider, { threads }: ExecutorSettings): string {
  return provider === 'cpu' ? `onnx-cpu (${threads} ${threads === 1 ? 'thread' : 'threads'})` : `onnx-${provider}`;
}

function buffers(shapes: Shapes): Buffers {
  const arrays = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, new Float32Array(elementCount(shape))]));
  const tensors = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, new ort.Tensor('float32', array, shapes[name] ?? [])]));
  return { arrays, tensors };
}

/** The outputs of the graph that are not state, under their own names. */
function outputShapes(all: Shapes, program: Program): Shapes {
  const states = new Set(Object.keys(program.state).map(stateName));
  return Object.fromEntries(Object.entries(all).flatMap(([name, shape]) => (states.has(name) ? [] : [[name.slice(inputName('').length), shape]])));
}

function renamed(tensors: Buffers['tensors'], rename: (name: string) => string): Record<string, ort.Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [rename(name), tensor]));
}
