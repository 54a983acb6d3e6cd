import { compileStep, inputArray, stateArray, type CompiledStage, type CompiledStep } from '../compile-step';
import type { GraphOptions } from '../onnx-graph';
import { elementCount, type Program } from '../program';
import type { Shapes } from '../trace';
import type { Place } from '../value-places';
import type { LaneLinkLayout } from './lane-link';

/** A program whose two lanes each take half of the batch. Both hold all of the state, and it is the same to the bit. */
export interface DividedProgram {
  /** The program of half the batch. */
  readonly half: Program;
  readonly steps: readonly CompiledStep[];
  /** The stages of each step, with what the lanes tell each other; the same for both lanes. */
  readonly stages: readonly (readonly CompiledStage[])[];
  /** Arrays for what the other lane says. */
  readonly buffers: Shapes;
  readonly layout: LaneLinkLayout;
  /** Inputs pass through this channel, in their order. */
  readonly inputChannel: number;
  /** A part of the state passes through the channel of its name. */
  readonly stateChannels: ReadonlyMap<string, number>;
}

/**
 * Divides a program by its batch: each lane runs all of it on its half, and before an optimiser's step both take the
 * mean of their gradients, and of the outputs. Undefined for a program that does not say how, or
 * that changes its state in other ways.
 */
export function divideProgram(program: Program, variants: readonly (string | undefined)[], options: GraphOptions): DividedProgram | undefined {
  const half = program.half?.();
  if (half === undefined) return undefined;
  const steps = variants.map((variant) => compileStep(half, variant, options));
  if (steps.some(({ moved }) => Object.keys(moved).length > 0)) return undefined;

  const channels: (readonly number[])[] = [];
  const channelFor = (shapes: readonly (readonly number[])[]): number => channels.push(shapes.map(elementCount)) - 1;
  const buffers: Record<string, readonly number[]> = {};
  const meanOf = (places: readonly Place[]): CompiledStage => {
    const others = places.map(({ shape }, index) => ({ array: `other ${channels.length} ${index}`, offset: 0, shape }));
    for (const { array, shape } of others) buffers[array] = shape;
    return { type: 'mean', channel: channelFor(places.map(({ shape }) => shape)), places, others };
  };
  const stages = steps.map((step) => withMeans(step, meanOf));
  return {
    half,
    steps,
    stages,
    buffers,
    inputChannel: channelFor(Object.values(half.inputs)),
    stateChannels: new Map(Object.entries(half.state).map(([name, shape]) => [name, channelFor([shape])])),
    layout: { channels },
  };
}

/** All arrays of the lane that has nothing but its half. */
export function arraysOfHalf({ half, steps, buffers }: DividedProgram): Shapes {
  return {
    ...Object.fromEntries(Object.entries(half.inputs).map(([name, shape]) => [inputArray(name), shape])),
    ...Object.fromEntries(Object.entries(half.state).map(([name, shape]) => [stateArray(name), shape])),
    ...(Object.assign({}, ...steps.map((step) => step.buffers)) as Shapes),
    ...buffers,
  };
}

/**
 * Stages with a mean before each run of operations: of the gradients that they take, and of those outputs that are
 * made by then, in one go, since each mean waits for the other lane.
 */
function withMeans({ stages, outputs }: CompiledStep, meanOf: (places: readonly Place[]) => CompiledStage): readonly CompiledStage[] {
  const waiting = new Set(Object.values(outputs));
  const made: Place[] = [];
  const makes = (stage: CompiledStage): void => {
    const arrays = new Set(stage.type === 'graph' ? Object.values(stage.fetches).map(({ array }) => array) : []);
    for (const output of waiting) {
      if (!arrays.has(output.array)) continue;
      waiting.delete(output);
      made.push(output);
    }
  };
  const divided = stages.flatMap((stage, index) => {
    makes(stage);
    if (stage.type !== 'operation' || stages[index - 1]?.type === 'operation') return [stage];
    const end = stages.findIndex((later, at) => at > index && later.type !== 'operation');
    const gradients = stages.slice(index, end < 0 ? undefined : end).flatMap((one) => (one.type === 'operation' && one.operation.operator === 'Adam' ? [one.operation.operands.gradient] : []));
    const places = [...gradients, ...made.splice(0)];
    return places.length > 0 ? [meanOf(places), stage] : [stage];
  });
  const last = [...made, ...waiting];
  return last.length > 0 ? [...divided, meanOf(last)] : divided;
}
