import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { learnerSettingsSchema } from '../../shared/training';
import { createRandom } from '../../shared/maths/random';
import { createActingPolicy } from '../learning/acting-policy';
import { createLearner } from '../learning/create-learner';
import type { Learner, LearnerOptions, TransitionBatch } from '../learning/learner';
import { loadNetworks, readCheckpoint, writeCheckpoint } from './checkpoint';
import { checkpointFolder, latestCheckpoint, listCheckpoints, nearestCheckpoint } from './checkpoint-folders';

const options: LearnerOptions = {
  size: { observationSize: 3, actionSize: 2 },
  settings: learnerSettingsSchema.parse({ hiddenSizes: [8], batchSize: 4, bufferCapacity: 30 }),
  seed: 3,
  executor: 'onnx-cpu',
  threads: 1,
};

/** More transitions than the buffer holds, so that its ring has turned. */
function transitions(count: number): TransitionBatch {
  const random = createRandom(5);
  const column = (width: number) => Float32Array.from({ length: count * width }, () => 2 * random.uniform() - 1);
  return { count, observation: column(3), action: column(2), reward: column(1), nextObservation: column(3), terminated: new Float32Array(count) };
}

let learner: Learner;
let runFolder: string;
beforeAll(async () => {
  learner = await createLearner(options);
  learner.add(transitions(40));
  for (let update = 0; update < 5; update += 1) await learner.update();
});
afterAll(() => learner.close());
beforeEach(async () => {
  runFolder = await mkdtemp(path.join(tmpdir(), 'tempera-checkpoint-'));
  await mkdir(path.join(runFolder, 'checkpoints'));
});
afterEach(() => rm(runFolder, { recursive: true }));

async function write(step: number): Promise<string> {
  const folder = checkpointFolder(runFolder, step);
  await writeCheckpoint(folder, step, learner);
  return folder;
}

describe('a checkpoint', () => {
  it('continues a learner bit for bit', async () => {
    const stored = await readCheckpoint(await write(40));
    const resumed = await createLearner({ ...options, seed: 99, resume: { state: stored.state, replay: stored.replay } });
    for (let update = 0; update < 5; update += 1) expect(await resumed.update()).toEqual(await learner.update());
    expect(resumed.networks()).toEqual(learner.networks());
    expect(resumed.replay()).toEqual(learner.replay());
    await resumed.close();
  });

  it('holds the networks as they were, ready to act', async () => {
    const networks = await loadNetworks(await write(10));
    expect(networks).toEqual(learner.networks());
    const policy = await createActingPolicy(networks);
    const decision = await policy.act(Float32Array.of(0.1, 0.2, 0.3), undefined);
    expect([...decision.action].every((value) => Math.abs(value) <= 1)).toBe(true);
    await policy.close();
  });

  it('thins the older ones to their networks, which can still be shown', async () => {
    const old = await write(10);
    await write(20);
    expect((await readdir(old)).sort()).toEqual(['checkpoint.json', 'networks.safetensors']);
    expect((await loadNetworks(old)).version).toBe(learner.updates);
    await expect(readCheckpoint(old)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is written again over one of the same step', async () => {
    await write(10);
    const folder = await write(10);
    expect((await readCheckpoint(folder)).step).toBe(10);
    expect(await readdir(path.dirname(folder))).toEqual([path.basename(folder)]);
  });

  it('that a crash left half-written is not there, and is cleared away by the next', async () => {
    const folder = await write(10);
    await cp(folder, `${checkpointFolder(runFolder, 20)}.partial`, { recursive: true });
    await rm(path.join(`${checkpointFolder(runFolder, 20)}.partial`, 'checkpoint.json'));
    expect((await listCheckpoints(runFolder)).map(({ step }) => step)).toEqual([10]);
    expect((await latestCheckpoint(runFolder))?.step).toBe(10);
    await write(30);
    expect((await readdir(path.dirname(folder))).sort()).toEqual(['000000010', '000000030']);
  });

  it('newest to go on from is the newest that has everything', async () => {
    await write(10);
    const whole = await write(20);
    await mkdir(checkpointFolder(runFolder, 30));
    await writeFile(path.join(checkpointFolder(runFolder, 30), 'checkpoint.json'), '{}');
    expect(await latestCheckpoint(runFolder)).toEqual({ folder: whole, step: 20 });
    expect(await latestCheckpoint(path.join(runFolder, 'nothing'))).toBeUndefined();
  });

  it.each([
    [5, 10],
    [10, 10],
    [19, 10],
    [20, 20],
    [500, 30],
  ])('nearest to step %i is that of step %i', async (step, expected) => {
    for (const at of [10, 20, 30]) await mkdir(checkpointFolder(runFolder, at));
    expect((await nearestCheckpoint(runFolder, step))?.step).toBe(expected);
  });

  it.each(['learner.safetensors', 'replay.safetensors', 'checkpoint.json'])('with a cut-off %s is one clear failure', async (name) => {
    const folder = await write(10);
    const file = path.join(folder, name);
    await truncate(file, (await readFile(file)).length - 20);
    await expect(readCheckpoint(folder)).rejects.toMatchObject({ code: 'damaged-file', message: expect.stringContaining(`${file} is damaged`) as string });
  });

  it('of a newer program is refused', async () => {
    const folder = await write(10);
    const file = path.join(folder, 'checkpoint.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"version": 1', '"version": 2'));
    await expect(readCheckpoint(folder)).rejects.toThrow('is not a checkpoint that this version reads');
  });
});
