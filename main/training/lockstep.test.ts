import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { MetricsRow, TrainingRequest } from '../../shared/training';
import { latestCheckpoint } from './checkpoint-folders';
import { readHistory } from './run-folder';
import { resumeTraining, startTraining } from './session';
import { smallSettings, trainingBench } from './testing/training-bench';

const benches: Awaited<ReturnType<typeof trainingBench>>[] = [];
async function bench(task: string) {
  const made = await trainingBench(undefined, task);
  benches.push(made);
  return made;
}
afterEach(async () => {
  for (const made of benches.splice(0)) await made.remove();
});

/** What a run learnt, without what the clock says. */
async function learnt(runFolder: string) {
  const { metrics } = await readHistory(runFolder);
  const folder = (await latestCheckpoint(runFolder))?.folder ?? '';
  const files = ['learner.safetensors', 'networks.safetensors', 'replay.safetensors'];
  return { rows: metrics.map(untimed), files: await Promise.all(files.map((name) => readFile(path.join(folder, name)))) };
}

function untimed(row: MetricsRow): Partial<MetricsRow> {
  const { elapsedS, stepsPerS, updatesPerS, ...rest } = row;
  expect([elapsedS, stepsPerS ?? 0, updatesPerS ?? 0].every(Number.isFinite)).toBe(true);
  return rest;
}

async function train(task: string, request: Partial<TrainingRequest>) {
  const { options } = await bench(task);
  const session = await startTraining(options, smallSettings({ task, lockstep: true, steps: 260, evaluateEvery: 100, ...request }));
  expect(await session.ended).toMatchObject({ state: 'finished', step: 260, updates: 210 });
  return learnt(session.runFolder);
}

describe('a lock-step run', () => {
  it.each(['pendulum', 'reach'])('is the same from the same seed, in every row and every byte that it learnt: %s', async (task) => {
    const [one, other] = [await train(task, { seed: 7 }), await train(task, { seed: 7 })];
    expect(one.rows.map((row) => row.step)).toEqual([100, 100, 200, 200, 260, 260]);
    expect(other.rows).toEqual(one.rows);
    expect(other.files).toEqual(one.files);
  });

  it('is another run from another seed', async () => {
    const [one, other] = [await train('pendulum', { seed: 7 }), await train('pendulum', { seed: 8 })];
    expect(other.rows).not.toEqual(one.rows);
  });

  it.each([
    ['pendulum', 'sac', {}],
    ['reach', 'sac', {}],
    ['pendulum', 'sac', { layerNorm: true, dropout: 0.1, actorEvery: 3 }],
    ['pendulum', 'sac-v', {}],
    ['pendulum', 'sql', {}],
  ] as const)('goes on bit for bit from where it was cut, in the middle of an episode: %s by %s with %o', async (task, algorithm, variation) => {
    const hyper = { ...smallSettings({}).hyper, ...variation };
    const whole = await train(task, { algorithm, hyper, evaluateEvery: 0 });

    const { options } = await bench(task);
    const cut = await startTraining(options, smallSettings({ task, algorithm, hyper, lockstep: true, steps: 130, evaluateEvery: 0 }));
    expect(await cut.ended).toMatchObject({ state: 'finished', step: 130 });
    const resumed = await resumeTraining(options, cut.runId, 260);
    expect(await resumed.ended).toMatchObject({ state: 'finished', step: 260, updates: 210 });
    expect((await learnt(resumed.runFolder)).files).toEqual(whole.files);
  });

  it('goes on bit for bit with normalised observations too, cut between two updates', async () => {
    const request = { lockstep: true, hyper: { ...smallSettings({}).hyper, normaliseObservations: true, updateToData: 0.25 } };
    const { options } = await bench('pendulum');
    const whole = await startTraining(options, smallSettings({ ...request, steps: 160 }));
    expect(await whole.ended).toMatchObject({ state: 'finished', updates: 27 });

    const { options: others } = await bench('pendulum');
    const cut = await startTraining(others, smallSettings({ ...request, steps: 132 }));
    expect(await cut.ended).toMatchObject({ state: 'finished', updates: 20 });
    const resumed = await resumeTraining(others, cut.runId, 160);
    expect(await resumed.ended).toMatchObject({ state: 'finished', updates: 27 });
    expect((await learnt(resumed.runFolder)).files).toEqual((await learnt(whole.runFolder)).files);
  });
});
