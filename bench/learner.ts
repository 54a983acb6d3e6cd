import * as os from 'node:os';
import * as tf from '@tensorflow/tfjs';
import { createRandom } from '../shared/maths/random';
import { percentile } from '../shared/maths/statistics';
import { learnerSettingsSchema, type ExecutorName } from '../shared/training';
import { laneEntryIn } from '../main/compiler/lanes/second-lane';
import { openExecutor } from '../main/compiler/open-executor';
import type { Executor } from '../main/compiler/executor';
import { createLearner } from '../main/learning/create-learner';
import type { Learner, TransitionBatch } from '../main/learning/learner';
import { builtFolder } from './workers';
import { matrixProducts, productsProgram, type UpdateShape } from './matrix-products';

export interface LearnerBenchOptions {
  /** Prints JSON alone. */
  readonly json: boolean;
  /** Fewer repetitions, for a check that it runs. */
  readonly quick: boolean;
}

/** The tenth percentile is what the machine can do: other work on it counts in the median. */
export interface Percentiles {
  readonly tenth: number;
  readonly median: number;
}

export interface LearnerBenchRow {
  readonly shape: string;
  readonly executor: string;
  readonly threads: number;
  /** One update: sampling, noise and the whole graph. */
  readonly updateMs: Percentiles;
  /** Its matrix products alone, some in a row, turn about with as many updates. */
  readonly floorMs?: Percentiles;
  /** Ratio of the tenth percentiles. */
  readonly timesFloor?: number;
  /** How many times as fast several threads are as one, turn about as well: by the tenth percentiles and by the medians. */
  readonly speedup?: Percentiles;
}

export interface LearnerBenchResult {
  readonly machine: string;
  readonly rows: readonly LearnerBenchRow[];
  readonly memory: { readonly updates: number; readonly growthMiB: number; readonly tensorsBefore: number; readonly tensorsAfter: number };
}

export interface Case {
  readonly shape: UpdateShape;
  readonly executor: ExecutorName;
  readonly threads: number;
  readonly updates: number;
}

export const large: UpdateShape = { observationSize: 17, actionSize: 6, hiddenSize: 256, batchSize: 256 };
export const small: UpdateShape = { observationSize: 3, actionSize: 1, hiddenSize: 64, batchSize: 100 };

/** Updates follow one another in training, and so they do here: in turns with the products, so that both see the same machine. */
const turnLength = 24;
/** The first of a turn find in the caches what the others left there, and threads that have yet to wake. */
const settling = 4;

const cases: readonly Case[] = [
  { shape: large, executor: 'onnx-cpu', threads: 1, updates: 600 },
  { shape: large, executor: 'onnx-cpu', threads: 2, updates: 600 },
  { shape: large, executor: 'tensorflow-wasm', threads: 1, updates: 20 },
  { shape: large, executor: 'tensorflow-cpu', threads: 1, updates: 6 },
  { shape: small, executor: 'onnx-cpu', threads: 1, updates: 4000 },
  { shape: small, executor: 'onnx-cpu', threads: 2, updates: 4000 },
  { shape: small, executor: 'tensorflow-wasm', threads: 1, updates: 100 },
  { shape: small, executor: 'tensorflow-cpu', threads: 1, updates: 50 },
];

/** Times one SAC update against its matrix products, turn about in one run, and watches its memory. */
export async function benchLearner({ json, quick }: LearnerBenchOptions): Promise<LearnerBenchResult> {
  const rows: LearnerBenchRow[] = [];
  for (const one of cases) rows.push(await measureCase({ ...one, updates: quick ? Math.max(4, Math.round(one.updates / 20)) : one.updates }));
  const memory = await measureMemory(quick ? 1000 : 50_000);
  const result = { machine: `${os.cpus()[0]?.model.trim() ?? 'unknown processor'}, ${os.cpus().length} cores`, rows, memory };
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : tableOf(result));
  return result;
}

export async function measureCase({ shape, executor, threads, updates }: Case): Promise<LearnerBenchRow> {
  const learner = await filledLearner(shape, executor, threads);
  const alone = threads > 1 ? await filledLearner(shape, executor, 1) : undefined;
  // The products are those of onnxruntime, whose share of the update they are.
  const floor = executor === 'onnx-cpu' ? await openExecutor(productsProgram(matrixProducts(shape)), 'onnx-cpu', { threads }) : undefined;
  if (floor) fillAtRandom(floor);
  const [updateMs = noTime, floorMs, aloneMs] = await turnAbout(updates, [() => learner.update(), floor && (() => floor.step()), alone && (() => alone.update())]);
  for (const opened of [learner, floor, alone]) await opened?.close();
  return {
    shape: nameOf(shape), executor, threads, updateMs,
    ...(floorMs ? { floorMs, timesFloor: updateMs.tenth / floorMs.tenth } : {}),
    ...(aloneMs ? { speedup: { tenth: aloneMs.tenth / updateMs.tenth, median: aloneMs.median / updateMs.median } } : {}),
  };
}

/** Times several things in turns, so that all see the same machine, after a tenth of their repetitions has warmed it up. */
async function turnAbout(count: number, runs: readonly ((() => Promise<unknown>) | undefined)[]): Promise<readonly (Percentiles | undefined)[]> {
  const times = runs.map((): number[] => []);
  const turn = Math.min(turnLength, count);
  for (let done = -Math.ceil(count / 10); done < count; done += turn) {
    for (const [index, run] of runs.entries()) {
      const taken = run ? await timesOfTurn(turn, run) : [];
      if (done >= 0) times[index]?.push(...taken);
    }
  }
  return times.map((list) => (list.length > 0 ? percentilesOf(list) : undefined));
}

/** Resident memory and live tensors over many updates, after enough of them for every pool to be filled. */
async function measureMemory(updates: number): Promise<LearnerBenchResult['memory']> {
  const learner = await filledLearner(small, 'onnx-cpu', 1);
  for (let update = 0; update < 2000; update += 1) await learner.update();
  const tensorsBefore = tf.memory().numTensors;
  const before = process.memoryUsage().rss;
  for (let update = 0; update < updates; update += 1) await learner.update();
  const growthMiB = (process.memoryUsage().rss - before) / 2 ** 20;
  const tensorsAfter = tf.memory().numTensors;
  await learner.close();
  return { updates, growthMiB, tensorsBefore, tensorsAfter };
}

async function filledLearner(shape: UpdateShape, executor: ExecutorName, threads: number): Promise<Learner> {
  const settings = learnerSettingsSchema.parse({ hiddenSizes: [shape.hiddenSize, shape.hiddenSize], batchSize: shape.batchSize });
  const learner = await createLearner({ size: shape, settings, seed: 1, executor, threads }, { laneEntry: laneEntryIn(builtFolder()) });
  learner.add(randomTransitions(shape, 10_000));
  return learner;
}

function randomTransitions({ observationSize, actionSize }: UpdateShape, count: number): TransitionBatch {
  const random = createRandom(2);
  const column = (width: number): Float32Array => Float32Array.from({ length: count * width }, () => 2 * random.uniform() - 1);
  return {
    count,
    observation: column(observationSize),
    action: column(actionSize),
    reward: column(1),
    nextObservation: column(observationSize),
    terminated: new Float32Array(count),
  };
}

function fillAtRandom(executor: Executor): void {
  const random = createRandom(3);
  for (const array of Object.values(executor.inputs)) random.fillNormal(array);
}

/** Of the runs of a turn that come after it has settled. */
async function timesOfTurn(turn: number, run: () => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let count = 0; count < turn; count += 1) times.push(await timed(run));
  return times.slice(Math.min(settling, turn - 1));
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await run();
  return performance.now() - startedMs;
}

const noTime: Percentiles = { tenth: Number.NaN, median: Number.NaN };

function percentilesOf(times: readonly number[]): Percentiles {
  return { tenth: percentile(times, 0.1), median: percentile(times, 0.5) };
}

export function nameOf({ hiddenSize, batchSize, observationSize, actionSize }: UpdateShape): string {
  return `2x${hiddenSize}, batch ${batchSize}, ${observationSize} obs, ${actionSize} act`;
}

function tableOf({ machine, rows, memory }: LearnerBenchResult): string {
  const head = ['update', 'executor', 'threads', 'ms, p10', 'ms, p50', 'products p10', 'x products', 'x as fast as one thread'];
  const widths = [33, 16, 7, 8, 8, 12, 10, 23];
  const body = rows.map(({ shape, executor, threads, updateMs, floorMs, timesFloor, speedup }) =>
    [shape, executor, String(threads), figure(updateMs.tenth), figure(updateMs.median), figure(floorMs?.tenth), figure(timesFloor), speedup ? `${figure(speedup.tenth)}, median ${figure(speedup.median)}` : ''],
  );
  const lines = [head, ...body].map((cells) => cells.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' '));
  const { updates, growthMiB, tensorsBefore, tensorsAfter } = memory;
  const remembered = `memory over ${updates} updates: ${growthMiB.toFixed(1)} MiB more, tensors ${tensorsBefore} before and ${tensorsAfter} after`;
  return `${[machine, ...lines, remembered].join('\n')}\n`;
}

function figure(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(2);
}
