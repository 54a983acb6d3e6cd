import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { WorkerHandle } from '../main/processes/worker';
import type { FromLockstep, ToLockstep } from '../main/training/lockstep-messages';
import { findTask } from '../main/worlds/task-registry';
import { percentile } from '../shared/maths/statistics';
import { createBenchLauncher, nextMessage } from './workers';

/** Control steps a second: of the fastest tenth of the blocks, and their median. Other work on the machine counts in the median. */
export interface Speed {
  readonly best: number;
  readonly median: number;
}

/** Control steps between two looks at the clock. It is how often the lock-step worker tells where it is. */
export const blockSteps = 100;

export function speedOf(blockTimesMs: readonly number[]): Speed {
  const perS = (milliseconds: number): number => (1000 * blockSteps) / milliseconds;
  return { best: perS(percentile(blockTimesMs, 0.1)), median: perS(percentile(blockTimesMs, 0.5)) };
}

/** So few updates a step that none is ever due. */
const noUpdates = 1e-9;

/**
 * How fast the lock-step worker collects, recording every step, when nothing is learnt: with random actions, or with
 * those of a fresh policy of the preset `standard`.
 */
export async function measureLockstep(task: string, actions: 'random' | 'policy', blocks: number): Promise<Speed> {
  const runFolder = await mkdtemp(path.join(tmpdir(), 'tempera-bench-lockstep-'));
  const worker: WorkerHandle<ToLockstep, FromLockstep> = createBenchLauncher().launch('lockstep');
  try {
    const ended = nextMessage(worker, (message) => (message.type === 'rollout-ended' ? true : undefined));
    const atMs: number[] = [];
    worker.onMessage((message) => {
      if (message.type === 'measured') atMs.push(performance.now());
    });
    // The first blocks warm up the compiler.
    const warmUp = Math.ceil(blocks / 5);
    worker.post(order(task, actions, runFolder, blockSteps * (warmUp + blocks + 1)));
    await ended;
    return speedOf(atMs.slice(warmUp, warmUp + blocks).map((sinceMs, index) => (atMs[warmUp + index + 1] ?? Number.NaN) - sinceMs));
  } finally {
    worker.kill();
    await rm(runFolder, { recursive: true, force: true });
  }
}

function order(task: string, actions: 'random' | 'policy', runFolder: string, lastStep: number): ToLockstep {
  const hyper = findTask(task).presets[0]?.hyper;
  if (hyper === undefined) throw new Error(`the task ${task} has no preset`);
  const learningStarts = actions === 'random' ? lastStep : 1;
  const settings = { ...hyper, learningStarts, updateToData: noUpdates };
  return {
    type: 'begin',
    settings,
    seed: 1,
    executor: 'onnx-cpu',
    threads: 1,
    rollout: { runId: 'bench', runFolder, task, seed: 1, pace: 'fast', firstStep: 0, firstEpisode: 1, lastStep, learningStarts, updateToData: noUpdates },
    evaluateEvery: 0,
    checkpointEvery: 2 * lastStep,
  };
}
