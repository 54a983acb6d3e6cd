import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import type { ControlRate } from '../shared/arm';
import { Failure } from '../shared/contract/failure';
import type { ControlRequest, FromControl, ToControl } from '../main/control/control-messages';
import { createChildProcessLauncher } from '../main/processes/child-process-launcher';
import type { WorkerHandle } from '../main/processes/worker';
import type { FromLearner, ToLearner } from '../main/training/learner-messages';
import { problemSizeOf } from '../main/training/task-size';
import { findTask } from '../main/worlds/task-registry';

export interface ControlFigures {
  readonly seconds: number;
  readonly rateHz: number;
  /** |period - 50 ms|: of the worst 10 s window for p50 and p99, over all of them for the maximum. */
  readonly periodErrorP50Ms: number;
  readonly periodErrorP99Ms: number;
  readonly periodErrorMaxMs: number;
  readonly missedTicks: number;
  readonly learnerUpdatesPerS: number;
  /** Where the learner was bound to one core, its number. */
  readonly learnerCore?: number;
  readonly cores: number;
}

type Control = WorkerHandle<ToControl, FromControl>;
type Learner = WorkerHandle<ToLearner, FromLearner>;

const task = 'reach';
const targetP99Ms = 5;
/** The control worker measures over this time. */
const windowMs = 10_000;
/** A status is up to a second old. */
const settleMs = 2000;
/** A step count that no learner catches up with: it updates without a rest. */
const farAhead = 1_000_000_000;
const learnerCore = 0;

/**
 * How even a 20 Hz control loop is while a learner runs flat out, each in its own process: `reach` in real time on the
 * simulated arm, recorded, with the newest policy acting. Prints one table, or one line of JSON.
 */
export async function benchControl({ json, quick }: { readonly json: boolean; readonly quick: boolean }): Promise<ControlFigures> {
  const launcher = createChildProcessLauncher(workerFolder());
  const runFolder = await mkdtemp(path.join(tmpdir(), 'tempera-bench-control-'));
  const control: Control = launcher.launch('control');
  const learner: Learner = launcher.launch('learner');
  try {
    await beginLearning(learner);
    const bound = bindToCore(learner.processId);
    await beginControl(control, runFolder);
    const figures = await measure(control, learner, quick ? 1 : 6, bound);
    process.stdout.write(json ? `${JSON.stringify({ bench: 'control', ...figures })}\n` : table(figures));
    return figures;
  } finally {
    control.kill();
    learner.kill();
    await rm(runFolder, { recursive: true });
  }
}

/** The built workers lie beside the command line, or one folder above this bundle's chunk. */
function workerFolder(): string {
  const folder = [__dirname, path.join(__dirname, '..')].find((candidate) => existsSync(path.join(candidate, 'control-worker.cjs')));
  if (folder === undefined) throw new Failure('unavailable', `The control worker is missing near ${__dirname}: build the app with "npm run build".`);
  return folder;
}

async function beginLearning(learner: Learner): Promise<void> {
  const description = findTask(task);
  const preset = description.presets[0];
  if (preset === undefined) throw new Error(`the task ${task} has no preset`);
  const ready = next(learner, (message) => (message.type === 'ready' ? message : undefined));
  learner.post({ type: 'begin', size: problemSizeOf(description), settings: { ...preset.hyper, learningStarts: 100 }, seed: 1, executor: 'onnx-cpu', threads: 1 });
  await ready;
}

/** Binds a process to one core where the system can; returns whether it did. */
function bindToCore(processId: number | undefined): boolean {
  if (processId === undefined || process.platform !== 'linux') return false;
  return spawnSync('taskset', ['-a', '-c', '-p', String(learnerCore), String(processId)], { stdio: 'ignore' }).status === 0;
}

async function beginControl(control: Control, runFolder: string): Promise<void> {
  await ask(control, 1, { type: 'connect', address: 'sim' });
  await ask(control, 2, {
    type: 'begin-rollout',
    rollout: { runId: 'bench', runFolder, task, seed: 1, pace: 'real-time', firstStep: 0, firstEpisode: 1, lastStep: farAhead, learningStarts: 100, updateToData: 1 },
  });
}

async function measure(control: Control, learner: Learner, windows: number, bound: boolean): Promise<ControlFigures> {
  let updates = 0;
  let rate: ControlRate | undefined;
  control.onMessage((message) => {
    if (message.type === 'transitions') learner.post({ type: 'transitions', batch: message.batch, stepsTaken: farAhead });
    if (message.type === 'status') rate = message.status.control;
  });
  learner.onMessage((message) => {
    if (message.type === 'policy') control.post({ type: 'policy', snapshot: message.snapshot });
    if (message.type === 'progress') ({ updates } = message);
  });
  // Until the learner has what it learns from, its core is idle.
  await next(learner, (message) => (message.type === 'progress' && message.updates > 0 ? message : undefined));
  await next(control, (message) => (message.type === 'transitions' && message.policyVersion > 0 ? message : undefined));

  // The first policy is compiled while the control loop waits; the worker's window must not hold that tick any more.
  await until(performance.now() + settleMs);

  const begunMs = performance.now();
  const updatesBefore = updates;
  const missedBefore = rate?.missedTicks ?? 0;
  const rates: ControlRate[] = [];
  for (let window = 1; window <= windows; window += 1) {
    await until(begunMs + window * windowMs);
    if (rate === undefined) throw new Failure('internal', 'The control worker measured no rate: its rollout does not tick.');
    rates.push(rate);
  }
  const seconds = (performance.now() - begunMs) / 1000;
  const highest = (value: (each: ControlRate) => number | undefined): number => Math.max(...rates.map((each) => value(each) ?? Number.NaN));
  return {
    seconds,
    rateHz: Math.min(...rates.map(({ rateHz }) => rateHz)),
    periodErrorP50Ms: highest((each) => each.periodErrorP50Ms),
    periodErrorP99Ms: highest((each) => each.periodErrorP99Ms),
    periodErrorMaxMs: highest((each) => each.periodErrorMaxMs),
    missedTicks: (rates.at(-1)?.missedTicks ?? 0) - missedBefore,
    learnerUpdatesPerS: (updates - updatesBefore) / seconds,
    ...(bound ? { learnerCore } : {}),
    cores: cpus().length,
  };
}

/** The first message that `pick` takes; rejects when the worker ends or says that it failed. */
function next<Message extends FromControl | FromLearner, Picked>(worker: WorkerHandle<never, Message>, pick: (message: Message) => Picked | undefined): Promise<Picked> {
  return new Promise((resolve, reject) => {
    const stopListening = worker.onMessage((message) => {
      const picked = pick(message);
      if (picked !== undefined) {
        stopListening();
        resolve(picked);
      } else if (message.type === 'failed') reject(new Failure(message.failure.code, message.failure.message));
      else if (message.type === 'rollout-ended') reject(new Failure('internal', `The rollout ended: ${message.failure?.message ?? message.reason}.`));
    });
    worker.onExit(() => reject(new Failure('internal', 'A worker of the benchmark ended before its time; its own output says why.')));
  });
}

async function ask(control: Control, id: number, request: ControlRequest): Promise<void> {
  const answered = next(control, (message) => (message.type === 'answer' && message.id === id ? message : undefined));
  control.post({ type: 'request', id, request });
  const { failure } = await answered;
  if (failure !== undefined) throw new Failure(failure.code, failure.message);
}

function until(atMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs - performance.now())));
}

function table(figures: ControlFigures): string {
  const milliseconds = (value: number): string => `${value.toFixed(2)} ms`;
  const learner = figures.learnerCore === undefined ? 'not bound to a core' : `bound to core ${figures.learnerCore} of ${figures.cores}`;
  const rows = [
    ['rate', `${figures.rateHz.toFixed(2)} Hz`],
    ['period error, p50', milliseconds(figures.periodErrorP50Ms)],
    ['period error, p99', `${milliseconds(figures.periodErrorP99Ms)}  (target: under ${targetP99Ms} ms)`],
    ['period error, highest', milliseconds(figures.periodErrorMaxMs)],
    ['missed ticks', String(figures.missedTicks)],
    ['learner', `${figures.learnerUpdatesPerS.toFixed(0)} updates/s, ${learner}`],
  ];
  const lines = rows.map(([name = '', value = '']) => `  ${name.padEnd(24)}${value}`);
  return `Control at 20 Hz for ${figures.seconds.toFixed(0)} s beside a learner; p50 and p99 of the worst 10 s\n${lines.join('\n')}\n`;
}
