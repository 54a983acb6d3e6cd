import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openSimavrArm } from '../../bench/simavr-arm';
import { missingForSimulator } from '../../firmware-bridge/firmware/testing/board-simulator';
import { socatIsThere } from '../../firmware-bridge/transport/pseudo-terminal';
import { systemTime } from '../control/control-time';
import { openPort } from '../control/open-arm';
import { openEmulatedPort } from '../control/serial/emulated-port';
import { openLab } from '../lab/lab';
import { createChildProcessLauncher } from '../processes/child-process-launcher';
import { buildWorkers } from '../processes/testing/build-workers';
import type { WorkerHandle, WorkerLauncher, WorkerName } from '../processes/worker';
import { latestCheckpoint } from './checkpoint-folders';
import { readCheckpoint } from './checkpoint';
import { startTraining } from './session';
import { smallSettings, trainingBench } from './testing/training-bench';

let built: Awaited<ReturnType<typeof buildWorkers>>;
beforeAll(async () => {
  built = await buildWorkers({
    'control-worker': 'main/control/control-worker.ts',
    'learner-worker': 'main/training/learner-worker.ts',
    'lockstep-worker': 'main/training/lockstep-worker.ts',
  });
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

/** Trains in processes of their own on the arm at an address, in real time, and reads back what was kept. */
async function trainAt(address: string) {
  const library = await mkdtemp(path.join(tmpdir(), 'tempera-serial-'));
  const lab = await openLab({ library, launcher: createChildProcessLauncher(built.folder), host: 'browser', finalEvaluationEpisodes: 1 });
  try {
    await lab.call('arm.connect', { address });
    const hyper = { hiddenSizes: [16], batchSize: 16, learningStarts: 60 };
    const { id: runId } = await lab.call('training.start', { settings: { task: 'reach', steps: 260, pace: 'real-time', evaluateEvery: 0, evaluationEpisodes: 1, executor: 'onnx-cpu', hyper } });
    const run = await lab.trainingEnded();
    const { metrics, events } = await lab.call('runs.history', { runId });
    const episodes = await lab.call('episodes.list', { runId });
    const { tracks } = await lab.call('episodes.open', { episodeId: episodes[0]?.id ?? '' });
    return { run, metrics, events, episodes, tracks };
  } finally {
    await lab.close();
    await rm(library, { recursive: true, force: true });
  }
}

const joints = ['shoulder_pan', 'shoulder_lift', 'elbow_flex', 'wrist_flex', 'wrist_roll', 'gripper'];

function expectTrained({ run, metrics, events, episodes, tracks }: Awaited<ReturnType<typeof trainAt>>): void {
  expect(run).toMatchObject({ state: 'finished', step: 260 });
  expect(run.updates).toBeGreaterThan(100);
  expect(events.filter(({ kind }) => kind === 'stopped' || kind === 'paused')).toEqual([]);
  expect(episodes.length).toBeGreaterThanOrEqual(3);
  expect(tracks.jointNames).toEqual(joints);
  // The joints followed their goals over the line.
  const [first, last] = [tracks.positionRad.slice(0, 6), tracks.positionRad.slice(-6)];
  expect(Math.hypot(...last.map((position, joint) => position - (first[joint] ?? 0)))).toBeGreaterThan(0.05);
  const newest = metrics.findLast(({ control }) => control !== undefined);
  expect(newest?.control).toMatchObject({ failures: expect.any(Number), roundTripP99Ms: expect.any(Number), periodErrorP99Ms: expect.any(Number) });
  expect(metrics.some(({ policyAgeS, policyLag }) => policyAgeS !== undefined && policyLag !== undefined)).toBe(true);
}

describe('training through the real serial port, in real time', () => {
  it.skipIf(!socatIsThere)('on emulated bus servos (needs socat)', async () => {
    const port = await openEmulatedPort('feetech', { time: systemTime, openLine: openPort });
    try {
      expectTrained(await trainAt(port.address));
    } finally {
      await port.close();
    }
  });

  it.skipIf(missingForSimulator.length > 0)('on the real firmware in simavr, whose pulses turn the arm (needs gcc-avr, avr-libc, libsimavr-dev, gcc, make)', async () => {
    const board = await openSimavrArm(systemTime);
    try {
      expectTrained(await trainAt(board.address));
    } finally {
      await board.close();
    }
  });
});
