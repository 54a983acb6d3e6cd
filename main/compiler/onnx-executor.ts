import { createArrayMemory } from './array-memory';
import { arrayAt, bindStages, type BoundStages, type OnnxProvider } from './bind-stages';
import { compileStep, inputArray, stateArray, type CompiledStep } from './compile-step';
import { copiesOf, copyArrays, named, type Executor, type ExecutorSettings } from './executor';
import { createHostKernels } from './host/host-kernels';
import { arraysOfHalf, divideProgram, type DividedProgram } from './lanes/divide-program';
import { startSecondLane, type SecondLane } from './lanes/second-lane';
import type { GraphOptions } from './onnx-graph';
import { elementCount, type Arrays, type Program } from './program';
import type { Shapes } from './trace';

export interface OnnxExecutorSettings extends ExecutorSettings {
  readonly graph: GraphOptions;
}

/** One step of the program, or a variant, with all that it touches bound to memory. */
interface BoundStep extends BoundStages {
  readonly outputs: Arrays;
}

/**
 * Runs a program as ONNX graphs with the steps of its optimisers between them (`compileStep`). All arrays lie in one
 * memory and are bound once: nothing is allocated or copied between steps, but for state that a graph computes anew,
 * which is copied to its place at the end.
 *
 * Of several threads, half work in a second lane on the second half of the batch, where the program can be divided
 * (`lanes/divide-program.ts`). Otherwise they share the work within each node.
 */
export async function openOnnxExecutor(program: Program, provider: OnnxProvider, settings: OnnxExecutorSettings): Promise<Executor> {
  const variants = [undefined, ...Object.keys(program.variants ?? {})];
  const divided = settings.threads > 1 && settings.laneEntry !== undefined ? divideProgram(program, variants, settings.graph) : undefined;
  const compiled = divided?.steps ?? variants.map((variant) => compileStep(program, variant, settings.graph));
  const binding = { provider, threads: divided ? Math.floor(settings.threads / 2) : settings.threads };

  const { memory, arrays } = createArrayMemory({ ...renamed(program.inputs, inputArray), ...renamed(program.state, stateArray), ...buffersOf(compiled), ...divided?.buffers });
  const host = createHostKernels(memory);
  const inputs = pick(arrays, program.inputs, inputArray);
  const state = pick(arrays, program.state, stateArray);

  let second: SecondLane | undefined;
  const steps = new Map<string | undefined, BoundStep>();
  try {
    if (divided) second = await openSecondLane(divided, settings.laneEntry ?? '', binding);
    for (const [index, step] of compiled.entries()) {
      const bound = await bindStages(divided?.stages[index]?.[0] ?? step.stages, { arrays, host, ...(second ? { link: second.link } : {}) }, binding);
      steps.set(variants[index], { ...bound, actions: [...bound.actions, ...moves(step, arrays)], outputs: Object.fromEntries(Object.entries(step.outputs).map(([name, place]) => [name, arrayAt(arrays, place)])) });
    }
  } catch (thrown) {
    await close();
    throw thrown;
  }
  const forSecond = divided ? secondHalves(divided, inputs) : [];

  async function close(): Promise<void> {
    for (const { release } of steps.values()) await release();
    await second?.close();
  }

  return {
    name: describe(provider, settings),
    inputs,
    setState(values) {
      copyArrays(values, state);
      for (const [index, { name, channel }] of (divided?.state ?? []).entries()) {
        if (!(name in values)) continue;
        second?.link.command('take-state', index);
        second?.link.send(channel, [named(state, name)]);
      }
    },
    getState(names = Object.keys(program.state)) {
      for (const [index, { name, channel, heldFrom }] of (divided?.state ?? []).entries()) {
        if (heldFrom === undefined || !names.includes(name)) continue;
        second?.link.command('give-state', index);
        second?.link.receive(channel, [named(state, name).subarray(heldFrom)]);
      }
      return copiesOf(state, names);
    },
    async step(variant) {
      const step = steps.get(variant);
      if (!step) throw new Error(`The program has no variant ${String(variant)}`);
      if (second && divided) {
        second.link.command('step', variants.indexOf(variant));
        second.link.send(divided.inputChannel, forSecond);
      }
      for (const action of step.actions) await action();
      return step.outputs;
    },
    close,
  };
}

async function openSecondLane(divided: DividedProgram, entry: string, binding: { readonly provider: OnnxProvider; readonly threads: number }): Promise<SecondLane> {
  const { half, layout, stages, inputChannel, state } = divided;
  return startSecondLane(entry, {
    layout,
    arrays: arraysOfHalf(divided),
    steps: stages.map(([, forSecond]) => forSecond),
    inputs: { arrays: Object.keys(half.inputs).map(inputArray), channel: inputChannel },
    state: state.map(({ name, ...part }) => ({ array: stateArray(name), ...part })),
    binding,
  });
}

/** Of each input the second half, or all of it where the halves share it. The first half lies where the first lane reads. */
function secondHalves({ half }: DividedProgram, inputs: Arrays): readonly Float32Array[] {
  return Object.entries(half.inputs).map(([name, shape]) => {
    const [whole, count] = [named(inputs, name), elementCount(shape)];
    if (whole.length !== count && whole.length !== 2 * count) throw new Error(`Half of the input ${name} of ${whole.length} numbers cannot have ${count}`);
    return whole.subarray(whole.length - count);
  });
}

function moves({ moved }: CompiledStep, arrays: Arrays): readonly (() => void)[] {
  const pairs = Object.entries(moved).map(([name, place]) => [named(arrays, stateArray(name)), arrayAt(arrays, place)] as const);
  if (pairs.length === 0) return [];
  return [
    () => {
      for (const [to, from] of pairs) to.set(from);
    },
  ];
}

function describe(provider: OnnxProvider, { threads }: ExecutorSettings): string {
  return provider === 'cpu' ? `onnx-cpu (${threads} ${threads === 1 ? 'thread' : 'threads'})` : `onnx-${provider}`;
}

function buffersOf(steps: readonly CompiledStep[]): Shapes {
  return Object.assign({}, ...steps.map(({ buffers }) => buffers)) as Shapes;
}

function renamed(shapes: Shapes, rename: (name: string) => string): Shapes {
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [rename(name), shape]));
}

/** The arrays of these names, by them. */
function pick(arrays: Arrays, names: Shapes, rename: (name: string) => string): Arrays {
  return Object.fromEntries(Object.keys(names).map((name) => [name, named(arrays, rename(name))]));
}
