import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createChildProcessLauncher } from '../processes/child-process-launcher';
import { buildWorkers } from '../processes/testing/build-workers';
import type { WorkerHandle, WorkerLauncher, WorkerName } from '../processes/worker';
import { latestCheckpoint } from './checkpoint-folders';
import { readCheckpoint } from './checkpoint';
import { startTraining } from './session';
import { smallSettings, trainingBench } from './testing/training-bench';

let built: Awaited<ReturnType<typeof buildWorkers>>;
beforeAll(async () => {
  built = await buildWorkers({ 'learner-worker': 'main/training/learner-worker.ts', 'lockstep-worker': 'main/training/lockstep-worker.ts' });
});
afterAll(() => built.remove());

const benches: Awaited<ReturnType<typeof trainingBench>>[] = [];
afterEach(async () => {
  for (const made of benches.splice(0)) await made.remove();
});

/** The launcher of the app, remembering the processes that it started. */
async function bench() {
  const real = createChildProcessLauncher(built.folder);
  const processIds: number[] = [];
  const launcher: WorkerLauncher = {
    launch<ToWorker, FromWorker>(name: WorkerName): WorkerHandle<ToWorker, FromWorker> {
      const handle = real.launch<ToWorker, FromWorker>(name);
      if (handle.processId !== undefined) processIds.push(handle.processId);
      return handle;
    },
  };
  const made = { ...(await trainingBench(launcher)), processIds };
  benches.push(made);
  return made;
}

async function untilCheckpoint(events: readonly { readonly kind: string }[]): Promise<void> {
  while (!events.some((event) => event.kind === 'checkpoint')) await new Promise((resolve) => setImmediate(resolve));
}

describe('training with workers in processes of their own', () => {
  it('survives kill -9 of the learner, and learns from every step', async () => {
    const { options, told, control, processIds } = await bench();
    const session = await startTraining(options, smallSettings({ steps: 1200 }));
    await untilCheckpoint(told.events);
    process.kill(processIds[0] ?? 0, 'SIGKILL');
    expect(await session.ended).toMatchObject({ state: 'finished', step: 1200, updates: 1150 });

    expect(processIds).toHaveLength(2);
    expect(control.pauses).toEqual([expect.stringContaining('The learner ended unexpectedly with signal SIGKILL.')]);
    expect(told.events.filter((event) => event.kind === 'learner-restarted')).toHaveLength(1);
    expect((await readCheckpoint((await latestCheckpoint(session.runFolder))?.folder ?? '')).replay.count).toBe(1200);
  });

  it('in lock-step comes to the same bytes whether or not its process was killed on the way', async () => {
    async function train(kill: boolean): Promise<Buffer> {
      const { options, told, processIds } = await bench();
      const session = await startTraining(options, smallSettings({ lockstep: true, steps: 700 }));
      if (kill) {
        await untilCheckpoint(told.events);
        process.kill(processIds[0] ?? 0, 'SIGKILL');
      }
      expect(await session.ended).toMatchObject({ state: 'finished', step: 700, updates: 650 });
      expect(processIds).toHaveLength(kill ? 2 : 1);
      return readFile(path.join((await latestCheckpoint(session.runFolder))?.folder ?? '', 'learner.safetensors'));
    }
    expect(await train(true)).toEqual(await train(false));
  });
});
