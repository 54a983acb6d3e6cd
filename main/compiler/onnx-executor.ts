import * as ort from 'onnxruntime-node';
import { copiesOf, copyArrays, type Executor, type ExecutorSettings } from './executor';
import { elementCount, inputName, stateName, type Arrays, type Program } from './program';
import type { CompiledGraph, Shapes } from './trace';

// A provider that cannot start is told of by the error that it throws: onnxruntime need not print it as well.
ort.env.logLevel = 'fatal';

export type OnnxProvider = 'cpu' | 'webgpu' | 'cuda';

interface Buffers {
  readonly arrays: Arrays;
  readonly tensors: Readonly<Record<string, ort.Tensor>>;
}

/**
 * Runs a program as one ONNX graph, that of `traceProgram`. Two sets of state tensors take turns: each step reads one and writes the other
 * in place, so that nothing is allocated or copied between steps.
 */
export async function openOnnxExecutor(program: Program, graph: CompiledGraph, provider: OnnxProvider, settings: ExecutorSettings): Promise<Executor> {
  const session = await ort.InferenceSession.create(graph.bytes, sessionOptions(provider, settings));
  const inputs = buffers(program.inputs);
  const outputs = buffers(outputShapes(graph.outputs, program));
  let front = buffers(program.state);
  let back = buffers(program.state);
  const directions = new Map([front, back].map((from) => [from, feedsAndFetches(inputs, from, outputs, from === front ? back : front)]));

  return {
    name: describe(provider, settings),
    inputs: inputs.arrays,
    setState: (values) => copyArrays(values, front.arrays),
    getState: (names = Object.keys(program.state)) => copiesOf(front.arrays, names),
    async step() {
      const direction = directions.get(front);
      if (!direction) throw new Error('The state buffers of the executor were exchanged');
      await session.run(direction.feeds, direction.fetches);
      [front, back] = [back, front];
      return outputs.arrays;
    },
    close: () => session.release(),
  };
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

function feedsAndFetches(inputs: Buffers, from: Buffers, outputs: Buffers, to: Buffers) {
  return {
    feeds: { ...renamed(inputs.tensors, (name) => `in:${inputName(name)}`), ...renamed(from.tensors, (name) => `in:${stateName(name)}`) },
    fetches: { ...renamed(outputs.tensors, (name) => `out:${inputName(name)}`), ...renamed(to.tensors, (name) => `out:${stateName(name)}`) },
  };
}

function renamed(tensors: Buffers['tensors'], rename: (name: string) => string): Record<string, ort.Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [rename(name), tensor]));
}
