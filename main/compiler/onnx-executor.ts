import * as ort from 'onnxruntime-node';
import { createArrayMemory } from './array-memory';
import { compileStep, inputArray, stateArray, type CompiledStage, type CompiledStep } from './compile-step';
import { copiesOf, copyArrays, named, type Executor, type ExecutorSettings } from './executor';
import { createHostKernels, type HostKernels } from './host/host-kernels';
import type { GraphOptions } from './onnx-graph';
import { elementCount, type Arrays, type Program } from './program';
import { hostCall } from './host/host-call';
import type { Shapes } from './trace';
import type { Place } from './value-places';

// A provider that cannot start is told of by the error that it throws: onnxruntime need not print it as well.
ort.env.logLevel = 'fatal';

export type OnnxProvider = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';

export interface OnnxExecutorSettings extends ExecutorSettings {
  readonly graph: GraphOptions;
}

/** One step of the program, or a variant, with all that it touches bound to memory. */
interface BoundStep {
  readonly actions: readonly (() => unknown)[];
  readonly sessions: readonly ort.InferenceSession[];
  readonly outputs: Arrays;
}

/**
 * Runs a program as ONNX graphs with the steps of its optimisers between them (`compileStep`). All arrays lie in one
 * memory and are bound once: nothing is allocated or copied between steps, but for state that a graph computes anew,
 * which is copied to its place at the end.
 */
export async function openOnnxExecutor(program: Program, provider: OnnxProvider, settings: OnnxExecutorSettings): Promise<Executor> {
  const compiled = new Map([undefined, ...Object.keys(program.variants ?? {})].map((variant) => [variant, compileStep(program, variant, settings.graph)]));
  const { memory, arrays } = createArrayMemory({ ...renamed(program.inputs, inputArray), ...renamed(program.state, stateArray), ...buffersOf(compiled.values()) });
  const host = createHostKernels(memory);
  const inputs = pick(arrays, program.inputs, inputArray);
  const state = pick(arrays, program.state, stateArray);

  const steps = new Map<string | undefined, BoundStep>();
  try {
    for (const [variant, step] of compiled) steps.set(variant, await bound(step, arrays, host, provider, settings));
  } catch (thrown) {
    await close();
    throw thrown;
  }

  async function close(): Promise<void> {
    for (const { sessions } of steps.values()) for (const session of sessions) await session.release();
  }

  return {
    name: describe(provider, settings),
    inputs,
    setState: (values) => copyArrays(values, state),
    getState: (names = Object.keys(program.state)) => copiesOf(state, names),
    async step(variant) {
      const step = steps.get(variant);
      if (!step) throw new Error(`The program has no variant ${String(variant)}`);
      for (const action of step.actions) await action();
      return step.outputs;
    },
    close,
  };
}

async function bound(step: CompiledStep, arrays: Arrays, host: HostKernels, provider: OnnxProvider, settings: ExecutorSettings): Promise<BoundStep> {
  const sessions: ort.InferenceSession[] = [];
  const actions: (() => unknown)[] = [];
  for (const stage of step.stages) actions.push(stage.type === 'operation' ? hostCall(stage.operation, (place) => arrayAt(arrays, place), host) : await sessionCall(stage));
  const moves = Object.entries(step.moved).map(([name, place]) => [named(arrays, stateArray(name)), arrayAt(arrays, place)] as const);
  if (moves.length > 0) {
    actions.push(() => {
      for (const [to, from] of moves) to.set(from);
    });
  }
  return { sessions, actions, outputs: Object.fromEntries(Object.entries(step.outputs).map(([name, place]) => [name, arrayAt(arrays, place)])) };

  async function sessionCall({ bytes, feeds, fetches }: Extract<CompiledStage, { type: 'graph' }>): Promise<() => Promise<unknown>> {
    const session = await ort.InferenceSession.create(bytes, sessionOptions(provider, settings));
    sessions.push(session);
    const [given, wanted] = [tensorsAt(arrays, feeds), tensorsAt(arrays, fetches)];
    return () => session.run(given, wanted);
  }
}

function tensorsAt(arrays: Arrays, places: Readonly<Record<string, Place>>): Record<string, ort.Tensor> {
  return Object.fromEntries(Object.entries(places).map(([name, place]) => [name, new ort.Tensor('float32', arrayAt(arrays, place), place.shape)]));
}

function arrayAt(arrays: Arrays, { array, offset, shape }: Place): Float32Array {
  return named(arrays, array).subarray(offset, offset + elementCount(shape));
}

function sessionOptions(provider: OnnxProvider, { threads }: ExecutorSettings): ort.InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 4,
    extra: {
      session: {
        // Numbers that decay towards zero become subnormal, which are many times slower.
        set_denormal_as_zero: '1',
        // Sessions run in turn: the threads of one must not keep the cores from the next.
        force_spinning_stop: '1',
      },
    },
  };
}

function describe(provider: OnnxProvider, { threads }: ExecutorSettings): string {
  return provider === 'cpu' ? `onnx-cpu (${threads} ${threads === 1 ? 'thread' : 'threads'})` : `onnx-${provider}`;
}

function buffersOf(steps: Iterable<CompiledStep>): Shapes {
  return Object.assign({}, ...[...steps].map(({ buffers }) => buffers)) as Shapes;
}

function renamed(shapes: Shapes, rename: (name: string) => string): Shapes {
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [rename(name), shape]));
}

/** The arrays of these names, by them. */
function pick(arrays: Arrays, names: Shapes, rename: (name: string) => string): Arrays {
  return Object.fromEntries(Object.keys(names).map((name) => [name, named(arrays, rename(name))]));
}
