import { compileStep, inputArray, stateArray, type CompiledStage, type CompiledStep } from '../compile-step';
import type { HostOperation } from '../host/host-operation';
import type { GraphOptions } from '../onnx-graph';
import { elementCount, type Program } from '../program';
import type { Shapes } from '../trace';
import type { Place } from '../value-places';
import type { LaneLinkLayout, LaneNumber } from './lane-link';

/** A program whose two lanes each take half of the batch. Both hold all parameters, and those are the same to the bit. */
export interface DividedProgram {
  /** The program of half the batch. */
  readonly half: Program;
  readonly steps: readonly CompiledStep[];
  /** For each step the stages of either lane, with what the lanes tell each other. */
  readonly stages: readonly ByLane<readonly CompiledStage[]>[];
  /** Arrays for what the other lane says. */
  readonly buffers: Shapes;
  readonly layout: LaneLinkLayout;
  /** Inputs pass through this channel, in their order. */
  readonly inputChannel: number;
  /** The parts of the state, in an order that commands count by. */
  readonly state: readonly StatePart[];
}

export type ByLane<Value> = readonly [first: Value, second: Value];

export interface StatePart {
  readonly name: string;
  /** The first lane gives all of it, the second from `heldFrom` on. */
  readonly channel: number;
  /** Where what the second lane alone keeps begins; undefined where both have all of it. */
  readonly heldFrom?: number;
}

/** Smaller arrays are not worth dividing. */
const dividedFrom = 4096;
/** Halves begin at a line of the cache. */
const lineLength = 16;

type Adam = Extract<HostOperation<Place>, { readonly operator: 'Adam' }>;

/**
 * Divides a program by its batch: each lane runs all of it on its half. Before an optimiser's step they tell each other
 * their gradients and take the mean. Each then steps half of every large array of parameters, whose moments it alone
 * keeps, and tells the other what came of it. Undefined for a program that does not say what half of it is, or that
 * changes its state in other ways.
 */
export function divideProgram(program: Program, variants: readonly (string | undefined)[], options: GraphOptions): DividedProgram | undefined {
  const half = program.half?.();
  if (half === undefined) return undefined;
  const steps = variants.map((variant) => compileStep(half, variant, options));
  if (steps.some(({ moved }) => Object.keys(moved).length > 0)) return undefined;

  const exchange = createExchange();
  const stages = steps.map((step) => dividedStages(step, exchange));
  const moments = new Set(steps.flatMap((step) => step.stages.flatMap((stage) => (isAdam(stage) && isDivided(stage.operation) ? [stage.operation.operands.first.array, stage.operation.operands.second.array] : []))));
  return {
    half,
    steps,
    stages,
    buffers: exchange.buffers,
    inputChannel: exchange.channel([Object.values(half.inputs).map(elementCount), []]),
    state: Object.entries(half.state).map(([name, shape]) => {
      const count = elementCount(shape);
      if (!moments.has(stateArray(name))) return { name, channel: exchange.channel([[count], []]) };
      return { name, channel: exchange.channel([[count], [count - halfOf(count)]]), heldFrom: halfOf(count) };
    }),
    layout: { channels: exchange.channels },
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

type Exchange = ReturnType<typeof createExchange>;

/** Numbers the channels, and makes the stages at both of their ends. */
function createExchange() {
  const channels: ByLane<readonly number[]>[] = [];
  const buffers: Record<string, readonly number[]> = {};
  const channel = (lengths: ByLane<readonly number[]>): number => channels.push(lengths) - 1;
  const lengths = (places: readonly Place[]): readonly number[] => places.map(({ shape }) => elementCount(shape));
  return {
    channels,
    buffers,
    channel,
    /** Each lane sends some places, and what comes in goes to others. */
    swap(sent: ByLane<readonly Place[]>, received: ByLane<readonly Place[]>): ByLane<readonly CompiledStage[]> {
      const number = channel([lengths(sent[0]), lengths(sent[1])]);
      const at = (lane: LaneNumber): readonly CompiledStage[] => [{ type: 'send', channel: number, places: sent[lane] }, { type: 'receive', channel: number, places: received[lane] }];
      return [at(0), at(1)];
    },
    /** Places for what the other lane says of these. */
    others: (places: readonly Place[]): readonly Place[] =>
      places.map(({ shape }, index) => {
        const array = `other ${channels.length} ${index}`;
        // Either lane has one of this name, as long as the longer of both.
        buffers[array] = [Math.max(elementCount(shape), elementCount(buffers[array] ?? [0]))];
        return { array, offset: 0, shape };
      }),
  };
}

/**
 * The stages of either lane. Before each run of operations comes the mean of the gradients that they take and of those
 * outputs that are made by then, in one go, since each mean waits for the other lane; after its optimisers the
 * parameters that the other lane stepped.
 */
function dividedStages({ stages, outputs }: CompiledStep, exchange: Exchange): ByLane<readonly CompiledStage[]> {
  const lanes: ByLane<CompiledStage[]> = [[], []];
  const add = ([first, second]: ByLane<readonly CompiledStage[]>): void => {
    lanes[0].push(...first);
    lanes[1].push(...second);
  };
  const waiting = new Set(Object.values(outputs));
  const takeOutputs = (isMade: (output: Place) => boolean): readonly Place[] => {
    const made = [...waiting].filter(isMade);
    for (const output of made) waiting.delete(output);
    return made;
  };
  const made = new Set<string>();
  let stepped: Adam[] = [];
  const tellSteps = (): void => {
    const [first, second] = ([0, 1] as const).map((lane) => stepped.map(({ operands }) => partOf(operands.parameter, lane))) as [Place[], Place[]];
    if (stepped.length > 0) add(exchange.swap([first, second], [second, first]));
    stepped = [];
  };
  for (const [index, stage] of stages.entries()) {
    if (stage.type === 'operation' && stages[index - 1]?.type !== 'operation') {
      const end = stages.findIndex((later, at) => at > index && later.type !== 'operation');
      add(means(stages.slice(index, end < 0 ? undefined : end).filter(isAdam).map(({ operation }) => operation), takeOutputs(({ array }) => made.has(array)), exchange));
    }
    if (!isAdam(stage)) tellSteps();
    if (isAdam(stage) && isDivided(stage.operation)) {
      const { operation } = stage;
      add([[{ type: 'operation', operation: stepOfPart(operation, 0) }], [{ type: 'operation', operation: stepOfPart(operation, 1) }]]);
      stepped.push(operation);
    } else add([[stage], [stage]]);
    if (stage.type === 'graph') for (const { array } of Object.values(stage.fetches)) made.add(array);
  }
  tellSteps();
  add(means([], takeOutputs(() => true), exchange));
  return lanes;
}

/** The mean of gradients and of whole places: of a divided gradient each lane takes that of its part alone. */
function means(adams: readonly Adam[], whole: readonly Place[], exchange: Exchange): ByLane<readonly CompiledStage[]> {
  const places = (lane: LaneNumber): readonly Place[] => [...adams.map((adam) => (isDivided(adam) ? partOf(adam.operands.gradient, lane) : adam.operands.gradient)), ...whole];
  const own: ByLane<readonly Place[]> = [places(0), places(1)];
  if (own[0].length === 0) return [[], []];
  const others: ByLane<readonly Place[]> = [exchange.others(own[0]), exchange.others(own[1])];
  // What the first lane sends is what the second takes the mean of.
  const swapped = exchange.swap([own[1], own[0]], others);
  const at = (lane: LaneNumber): readonly CompiledStage[] => [...swapped[lane], { type: 'mean', places: own[lane], others: others[lane] }];
  return [at(0), at(1)];
}

function isAdam(stage: CompiledStage): stage is Extract<CompiledStage, { readonly type: 'operation' }> & { readonly operation: Adam } {
  return stage.type === 'operation' && stage.operation.operator === 'Adam';
}

function isDivided({ operands }: Adam): boolean {
  return elementCount(operands.parameter.shape) >= dividedFrom;
}

function halfOf(count: number): number {
  return Math.floor(count / 2 / lineLength) * lineLength;
}

/** The numbers of a place that a lane steps. */
function partOf({ array, offset, shape }: Place, lane: LaneNumber): Place {
  const count = elementCount(shape);
  const half = halfOf(count);
  return lane === 0 ? { array, offset, shape: [half] } : { array, offset: offset + half, shape: [count - half] };
}

function stepOfPart(operation: Adam, lane: LaneNumber): Adam {
  const { parameter, first, second, gradient, ...numbers } = operation.operands;
  return { ...operation, operands: { ...numbers, parameter: partOf(parameter, lane), first: partOf(first, lane), second: partOf(second, lane), gradient: partOf(gradient, lane) } };
}
