import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ControlRate } from '../shared/arm';
import { Failure } from '../shared/contract/failure';
import type { LearnerSettings } from '../shared/training';
import type { ControlRequest, FromControl, ToControl } from '../main/control/control-messages';
import type { WorkerHandle } from '../main/processes/worker';
import type { FromLearner, ToLearner } from '../main/training/learner-messages';
import { problemSizeOf } from '../main/training/task-size';
import { updatesDue } from '../main/training/update-budget';
import { findTask } from '../main/worlds/task-registry';
import { createBenchLauncher, nextMessage } from './workers';

/** What was measured over some windows of 10 s of control in real time, while the learner worked. */
export interface RealTimeFigures {
  readonly seconds: number;
  readonly rateHz: number;
  /** |period - 50 ms|: of the worst 10 s window for p50 and p99, over all of them for the maximum. */
  readonly periodErrorP50Ms: number;
  readonly periodErrorP99Ms: number;
  readonly periodErrorMaxMs: number;
  readonly missedTicks: number;
  readonly learnerUpdatesPerS: number;
  /** Updates that the steps so far have earned and the learner has not made. */
  readonly updatesBehind: number;
}

export interface RealTimeTraining {
  /** `earned`: as many updates as the control steps allow, as in a training. `flat-out`: one after another, without a rest. */
  measure(windows: number, updates: 'earned' | 'flat-out'): Promise<RealTimeFigures>;
  /** Where the learner was bound to one core, its number. */
  readonly learnerCore: number | undefined;
  close(): Promise<void>;
}

export interface RealTimeOptions {
  readonly task: string;
  readonly hyper: LearnerSettings;
  /** Binds the learner to the first core where the system can, so that it leaves the others alone. */
  readonly bindLearner: boolean;
}

type Control = WorkerHandle<ToControl, FromControl>;
type Learner = WorkerHandle<ToLearner, FromLearner>;

/** The control worker measures over this time. */
const windowMs = 10_000;
/** A status is up to a second old. */
const settleMs = 2000;
/** A step count that no learner catches up with: it updates without a rest. */
const farAhead = 1_000_000_000;
const learnerCore = 0;

/**
 * Begins a training on the simulated arm in real time, recorded, control and learner each in the app's own worker. What
 * passes between them passes through this process, as it does through the app's.
 */
export async function openRealTimeTraining({ task, hyper, bindLearner }: RealTimeOptions): Promise<RealTimeTraining> {
  const launcher = createBenchLauncher();
  const runFolder = await mkdtemp(path.join(tmpdir(), 'tempera-bench-control-'));
  const control: Control = launcher.launch('control');
  const learner: Learner = launcher.launch('learner');
  const flow = { updates: 0, stepsTaken: 0, flatOut: false, rate: undefined as ControlRate | undefined };

  async function close(): Promise<void> {
    control.kill();
    learner.kill();
    await rm(runFolder, { recursive: true, force: true });
  }

  async function begin(): Promise<number | undefined> {
    await beginLearning(learner, task, hyper);
    const bound = bindLearner && bindToCore(learner.processId) ? learnerCore : undefined;
    await ask(control, 1, { type: 'connect', address: 'sim' });
    await ask(control, 2, {
      type: 'begin-rollout',
      rollout: { runId: 'bench', runFolder, task, seed: 1, pace: 'real-time', firstStep: 0, firstEpisode: 1, lastStep: farAhead, learningStarts: hyper.learningStarts, updateToData: hyper.updateToData },
    });
    control.onMessage((message) => {
      if (message.type === 'transitions') {
        flow.stepsTaken = message.stepsTaken;
        learner.post({ type: 'transitions', batch: message.batch, stepsTaken: flow.flatOut ? farAhead : message.stepsTaken });
      }
      if (message.type === 'status') flow.rate = message.status.control;
    });
    learner.onMessage((message) => {
      if (message.type === 'policy') control.post({ type: 'policy', snapshot: message.snapshot });
      if (message.type === 'progress') flow.updates = message.updates;
    });
    // Until the learner has what it learns from, its core is idle.
    await nextMessage(learner, (message) => (message.type === 'progress' && message.updates > 0 ? message : undefined));
    await nextMessage(control, (message) => (message.type === 'transitions' && message.policyVersion > 0 ? message : undefined));
    return bound;
  }

  async function measure(windows: number, updates: 'earned' | 'flat-out'): Promise<RealTimeFigures> {
    flow.flatOut = updates === 'flat-out';
    // The first policy is compiled while the control loop waits; the worker's window must not hold that tick any more.
    await until(performance.now() + settleMs);
    const begunMs = performance.now();
    const before = { updates: flow.updates, missed: flow.rate?.missedTicks ?? 0 };
    const rates: ControlRate[] = [];
    for (let window = 1; window <= windows; window += 1) {
      await until(begunMs + window * windowMs);
      if (flow.rate === undefined) throw new Failure('internal', 'The control worker measured no rate: its rollout does not tick.');
      rates.push(flow.rate);
    }
    const seconds = (performance.now() - begunMs) / 1000;
    const highest = (value: (each: ControlRate) => number | undefined): number => Math.max(...rates.map((each) => value(each) ?? Number.NaN));
    return {
      seconds,
      rateHz: Math.min(...rates.map(({ rateHz }) => rateHz)),
      periodErrorP50Ms: highest((each) => each.periodErrorP50Ms),
      periodErrorP99Ms: highest((each) => each.periodErrorP99Ms),
      periodErrorMaxMs: highest((each) => each.periodErrorMaxMs),
      missedTicks: (rates.at(-1)?.missedTicks ?? 0) - before.missed,
      learnerUpdatesPerS: (flow.updates - before.updates) / seconds,
      updatesBehind: Math.max(0, updatesDue(flow.stepsTaken, hyper) - flow.updates),
    };
  }

  try {
    return { learnerCore: await begin(), measure, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function beginLearning(learner: Learner, task: string, hyper: LearnerSettings): Promise<void> {
  const ready = nextMessage(learner, (message) => (message.type === 'ready' ? message : undefined));
  learner.post({ type: 'begin', size: problemSizeOf(findTask(task)), settings: hyper, seed: 1, executor: 'onnx-cpu', threads: 1 });
  await ready;
}

/** Binds a process to one core where the system can; returns whether it did. */
function bindToCore(processId: number | undefined): boolean {
  if (processId === undefined || process.platform !== 'linux') return false;
  return spawnSync('taskset', ['-a', '-c', '-p', String(learnerCore), String(processId)], { stdio: 'ignore' }).status === 0;
}

async function ask(control: Control, id: number, request: ControlRequest): Promise<void> {
  const answered = nextMessage(control, (message) => (message.type === 'answer' && message.id === id ? message : undefined));
  control.post({ type: 'request', id, request });
  const { failure } = await answered;
  if (failure !== undefined) throw new Failure(failure.code, failure.message);
}

function until(atMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs - performance.now())));
}
