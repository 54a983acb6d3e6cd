import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../../shared/contract/failure';
import type { TrainingStatus } from '../../shared/training';
import type { ControlAccess, RolloutMessage } from './control-access';
import { latestCheckpoint, listCheckpoints } from './checkpoint-folders';
import { readCheckpoint } from './checkpoint';
import { listRuns, readHistory, readRun } from './run-folder';
import { resumeTraining, startTraining } from './session';
import { learningLauncher, smallSettings, trainingBench } from './testing/training-bench';

const benches: Awaited<ReturnType<typeof trainingBench>>[] = [];
async function bench(launcher?: Parameters<typeof trainingBench>[0]) {
  const made = await trainingBench(launcher);
  benches.push(made);
  return made;
}
afterEach(async () => {
  for (const made of benches.splice(0)) await made.remove();
});

/** Resolves when a listener's list has an entry that passes. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

describe('a training session', () => {
  it('ends exactly at its steps, with every transition learnt from, a checkpoint and an evaluation', async () => {
    const { options, told, library } = await bench();
    const session = await startTraining(options, smallSettings({ evaluateEvery: 200 }));
    const summary = await session.ended;

    expect(session.status().note).toBeUndefined();
    expect(summary).toMatchObject({ id: '0001-pendulum-sac', state: 'finished', step: 400, updates: 350, episodes: 2 });
    expect(summary.lastEvaluation).toMatchObject({ step: 400, episodes: 1, meanLength: 200 });
    const checkpoint = await latestCheckpoint(session.runFolder);
    expect(checkpoint?.step).toBe(400);
    const stored = await readCheckpoint(checkpoint?.folder ?? '');
    expect(stored).toMatchObject({ step: 400, updates: 350 });
    expect(stored.replay.count).toBe(400);
    expect(told.events.map((event) => event.kind)).toEqual(expect.arrayContaining(['started', 'checkpoint', 'finished']));
    const history = await readHistory(session.runFolder);
    expect(history.metrics).toEqual(told.rows);
    expect(history.metrics.filter((row) => row.evaluation).map((row) => row.step).at(-1)).toBe(400);
    expect((await listRuns(library, Date.now())).runs).toEqual([summary]);
  });

  it('keeps only networks in the older checkpoints', async () => {
    const { options } = await bench();
    const session = await startTraining(options, smallSettings({}));
    await session.ended;
    const checkpoints = await listCheckpoints(session.runFolder);
    expect(checkpoints.length).toBeGreaterThan(1);
    for (const { folder, step } of checkpoints) {
      const names = (await readdir(folder)).sort();
      expect(names).toEqual(step === 400 ? ['checkpoint.json', 'learner.safetensors', 'networks.safetensors', 'replay.safetensors'] : ['checkpoint.json', 'networks.safetensors']);
    }
  });

  it('restarts a learner that was killed from its checkpoint while the arm holds, and loses nothing', async () => {
    const launcher = learningLauncher();
    const { options, told, control } = await bench(launcher);
    const session = await startTraining(options, smallSettings({ steps: 600 }));
    await until(() => told.events.some((event) => event.kind === 'checkpoint'));
    launcher.kill('learner');
    const summary = await session.ended;

    expect(summary).toMatchObject({ state: 'finished', step: 600, updates: 550 });
    expect(launcher.launched('learner')).toBe(2);
    expect(control.pauses).toEqual([expect.stringMatching(/^The learner ended unexpectedly with signal SIGKILL. It starts again from step \d+; the arm holds meanwhile.$/)]);
    expect(told.events.filter((event) => event.kind === 'learner-restarted')).toHaveLength(1);
    const stored = await readCheckpoint((await latestCheckpoint(session.runFolder))?.folder ?? '');
    expect(stored.replay.count).toBe(600);
  });

  it('counts no time while a learner that died is started again', async () => {
    const launcher = learningLauncher();
    const { options, told } = await bench(launcher);
    let nowMs = 0;
    const listener = {
      ...options.listener,
      // Seven seconds pass whenever the session has said that it waits for the learner.
      status: (status: TrainingStatus) => {
        options.listener.status(status);
        if (status.note?.includes('It starts again') === true) nowMs += 7000;
      },
    };
    const session = await startTraining({ ...options, listener, nowMs: () => nowMs }, smallSettings({ steps: 600 }));
    await until(() => told.events.some((event) => event.kind === 'checkpoint'));
    launcher.kill('learner');
    const summary = await session.ended;
    expect(nowMs).toBeGreaterThanOrEqual(7000);
    expect(summary).toMatchObject({ state: 'finished', step: 600, elapsedS: 0 });
    expect(told.rows.every(({ elapsedS }) => elapsedS === 0)).toBe(true);
  });

  it('fails with the learner\'s own sentence when it cannot begin', async () => {
    const { options } = await bench();
    const session = await startTraining(options, smallSettings({ hyper: { hiddenSizes: [8], logStdMin: 3, learningStarts: 50 } }));
    const summary = await session.ended;
    expect(summary.state).toBe('failed');
    expect(session.status().note).toContain('logStdMin (3) must be below logStdMax (2)');
    expect((await readRun(session.runFolder)).note).toContain('logStdMin');
  });

  it('ends early with a checkpoint, and goes on from it with the same history', async () => {
    const { options, told } = await bench();
    const session = await startTraining(options, smallSettings({ steps: 100_000 }));
    await until(() => told.rows.length > 0 && session.status().step > 150);
    await session.setTemperature({ mode: 'fixed', alpha: 0.05 });
    const first = await session.finish({ evaluate: false });
    expect(first.state).toBe('finished');
    expect(first.step).toBeGreaterThan(150);
    const rowsBefore = (await readHistory(session.runFolder)).metrics;

    const again = await resumeTraining(options, session.runId, first.step + 100);
    expect(again.status().temperature).toEqual({ mode: 'fixed', alpha: 0.05 });
    const second = await again.ended;
    expect(second).toMatchObject({ state: 'finished', step: first.step + 100, updates: first.step + 50 });
    expect(second.elapsedS).toBeGreaterThan(first.elapsedS);
    const history = await readHistory(session.runFolder);
    expect(history.metrics.slice(0, rowsBefore.length)).toEqual(rowsBefore);
    expect(history.events.map((event) => event.kind)).toEqual(expect.arrayContaining(['started', 'temperature', 'resumed']));
    const numbers = (await readdir(path.join(session.runFolder, 'episodes'))).filter((name) => name.endsWith('.mcap'));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.length).toBe(told.episodes.length);
  });

  it('refuses to go on beyond the steps that were taken', async () => {
    const { options } = await bench();
    const session = await startTraining(options, smallSettings({ steps: 60 }));
    await session.ended;
    await expect(resumeTraining(options, session.runId)).rejects.toThrow('has taken its 60 steps: give a larger number of steps');
  });

  it('rests while it is paused, and takes back what came after the checkpoint it resumes from', async () => {
    const { options, told, control } = await bench();
    const session = await startTraining(options, smallSettings({ steps: 500 }));
    await until(() => session.status().step > 60);
    await session.pause();
    expect(session.status().state).toBe('paused');
    expect(control.pauses).toHaveLength(1);
    expect((await readRun(session.runFolder)).state).toBe('paused');
    await session.continue();
    expect(await session.ended).toMatchObject({ state: 'finished', step: 500, updates: 450 });
    expect(told.events.map((event) => event.kind)).toEqual(expect.arrayContaining(['paused', 'resumed', 'finished']));
  });

  it('stays paused while there is no arm to go on with, and goes on once there is', async () => {
    const { options, control } = await bench();
    let armThere = true;
    let tell: (message: RolloutMessage) => void = () => undefined;
    const losing: ControlAccess = {
      ...control,
      onMessage(listener) {
        tell = listener;
        return control.onMessage(listener);
      },
      beginRollout: (rollout) => (armThere ? control.beginRollout(rollout) : Promise.reject(new Failure('no-arm', 'No arm is connected: connect one first.'))),
    };
    const session = await startTraining({ ...options, control: losing }, smallSettings({ steps: 500 }));
    await until(() => session.status().step > 60);
    armThere = false;
    await control.endRollout();
    tell({ type: 'control-lost', sentence: 'The control process ended.' });
    await expect(session.continue()).rejects.toMatchObject({ code: 'no-arm' });
    expect(session.status()).toMatchObject({ state: 'paused', note: 'The control process ended.' });
    armThere = true;
    await session.continue();
    expect(await session.ended).toMatchObject({ state: 'finished', step: 500, updates: 450 });
  });

  it('writes run.json that names what the preset came to', async () => {
    const { options } = await bench();
    const session = await startTraining(options, smallSettings({ steps: 60 }));
    await session.ended;
    const record = JSON.parse(await readFile(path.join(session.runFolder, 'run.json'), 'utf8')) as unknown;
    expect(record).toMatchObject({ version: 1, state: 'finished', hyper: { hiddenSizes: [8], temperature: { mode: 'auto', targetEntropy: -1 } } });
  });
});
