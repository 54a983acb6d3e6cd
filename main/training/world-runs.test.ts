import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSimulatedEnvironment } from '../control/simulated-environment';
import { listEpisodes, episodeFile } from '../recording/list-episodes';
import { readEpisode } from '../recording/read-episode';
import { describeSource } from '../worlds/custom/custom-world';
import { readWorldFile } from '../worlds/custom/world-file';
import { createProjection, describeTask } from '../worlds/task-registry';
import { latestCheckpoint } from './checkpoint-folders';
import { loadNetworks } from './checkpoint';
import { readRun, taskOfRun } from './run-folder';
import { resumeTraining, startTraining } from './session';
import { observationSizeOf } from './task-size';
import { createInProcessControl } from './testing/in-process-control';
import { evaluateHere, smallSettings, trainingBench } from './testing/training-bench';

const examples = path.join(import.meta.dirname, '../../docs/examples/worlds');

let folder: string;
let made: Awaited<ReturnType<typeof trainingBench>>;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tempera-worlds-'));
  await cp(examples, folder, { recursive: true });
  made = await trainingBench();
});
afterEach(async () => {
  await made.remove();
  await rm(folder, { recursive: true, force: true });
});

async function start(name: string, lockstep: boolean) {
  const { source, files } = await readWorldFile(path.join(folder, `${name}.json`));
  const task = await describeSource(source);
  const control = createInProcessControl(() => createSimulatedEnvironment(source.file));
  const options = { ...made.options, control, task, world: files };
  const session = await startTraining(options, smallSettings({ task: name, steps: 200, lockstep, hyper: { hiddenSizes: [8], batchSize: 8, learningStarts: 50 } }));
  return { options, session };
}

describe('training in a world of the operator', () => {
  // The sizes of Gymnasium's observations and actions.
  it.each([
    ['hopper', 11, 3, true],
    ['half-cheetah', 17, 6, true],
    ['walker2d', 17, 6, true],
    ['ant', 105, 8, true],
    ['two-link-reacher', 10, 2, false],
    ['pusher', 23, 7, false],
  ] as const)('learns %s for 200 steps, and keeps the world in the run', async (name, observations, actions, lockstep) => {
    const { session } = await start(name, lockstep);
    expect(await session.ended).toMatchObject({ id: `0001-${name}-sac`, state: 'finished', step: 200, updates: 150, lastEvaluation: { episodes: 1 } });
    const task = await describeTask(taskOfRun(session.runFolder, name));
    expect([observationSizeOf(task), task.actionNames.length]).toEqual([observations, actions]);
    expect((await readRun(session.runFolder)).settings.task).toBe(name);
    for (const [copy, original] of [['task.json', `${name}.json`], [`${name}.xml`, `${name}.xml`]] as const) {
      expect(await readFile(path.join(session.runFolder, 'world', copy))).toEqual(await readFile(path.join(examples, original)));
    }
  });

  it('goes on, evaluates, and shows its episodes when the original is gone', async () => {
    const { options, session } = await start('two-link-reacher', true);
    await session.ended;
    await rm(folder, { recursive: true });
    const resumed = await resumeTraining({ ...options, world: new Map() }, session.runId, 300);
    expect(await resumed.ended).toMatchObject({ state: 'finished', step: 300, updates: 250 });

    const task = taskOfRun(session.runFolder, 'two-link-reacher');
    const policy = await loadNetworks((await latestCheckpoint(session.runFolder))?.folder ?? '');
    const request = { task, step: 300, policy, episodes: 2, seed: 5 };
    expect(await evaluateHere(request)).toEqual(await evaluateHere(request));

    const [first] = await listEpisodes(session.runFolder);
    const { scene, header, steps } = await readEpisode(episodeFile(session.runFolder, first?.number ?? 0));
    expect(header.task).toBe('two-link-reacher');
    expect(scene.bodies.map((body) => body.name)).toEqual(['world', 'link1', 'link2', 'fingertip', 'target']);

    // The fan: the tip where it is, and where the recorded action took it one control step later.
    const projection = (await createProjection(task)) ?? expect.fail('the world names its tip');
    const [now, next] = steps;
    const tip = new Float32Array(3);
    const point = new Float32Array(3);
    projection.project(now?.observation ?? new Float32Array(0), now?.configuration ?? new Float64Array(0), now?.action ?? new Float32Array(0), point);
    projection.tip(next?.observation ?? new Float32Array(0), next?.configuration ?? new Float64Array(0), tip);
    projection.close();
    expect(Math.hypot(...tip)).toBeGreaterThan(0.01);
    for (const axis of [0, 1, 2]) expect(point[axis]).toBeCloseTo(tip[axis] ?? NaN, 6);
  });

  it('repeats a lock-step run of one seed bit for bit', async () => {
    const runs = [await start('hopper', true), await start('hopper', true)];
    for (const { session } of runs) await session.ended;
    const [one, other] = await Promise.all(runs.map(async ({ session }) => readFile(path.join((await latestCheckpoint(session.runFolder))?.folder ?? '', 'networks.safetensors'))));
    expect(one?.equals(other ?? Buffer.alloc(0))).toBe(true);
  });
});
