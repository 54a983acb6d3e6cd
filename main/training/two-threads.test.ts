import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { learnerSettingsSchema, type LearnerSettings } from '../../shared/training';
import { laneEntryIn, startSecondLane } from '../compiler/lanes/second-lane';
import { buildWorkers } from '../processes/testing/build-workers';
import { createLearner } from '../learning/create-learner';
import type { Learner, LearnerOptions, TransitionBatch } from '../learning/learner';
import { randomTransitions } from '../learning/testing/random-transitions';

const size = { observationSize: 3, actionSize: 2 };
const opened: Learner[] = [];
let built: Awaited<ReturnType<typeof buildWorkers>>;

beforeAll(async () => {
  built = await buildWorkers({ 'lane-worker': 'main/compiler/lanes/lane-worker.ts' });
});
afterAll(() => built.remove());
afterEach(async () => {
  for (const learner of opened.splice(0)) await learner.close();
});

/** Networks so large that the threads share the steps of their optimisers too. */
async function learnerWith(threads: number, hyper: Partial<LearnerSettings>, rest: Partial<LearnerOptions> = {}): Promise<Learner> {
  const settings = learnerSettingsSchema.parse({ hiddenSizes: [96, 96], batchSize: 32, ...hyper });
  const learner = await createLearner({ size, settings, seed: 5, executor: 'onnx-cpu', threads, ...rest }, { laneEntry: laneEntryIn(built.folder) });
  opened.push(learner);
  return learner;
}

const transitions = (count: number, seed?: number): TransitionBatch => randomTransitions(size, count, seed);

/** Everything that is learnt, with all moments, but for the order in which sums were taken. */
function expectClose(left: Learner, right: Learner): void {
  const [found, expected] = [left.state().tensors, right.state().tensors];
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [name, { data }] of Object.entries(expected)) {
    const scale = 1e-4 * Math.max(1e-3, ...data.map(Math.abs));
    data.forEach((value, index) => expect(Math.abs((found[name]?.data[index] ?? NaN) - value), `${name}[${index}]`).toBeLessThan(scale));
  }
}

describe.each<[what: string, hyper: Partial<LearnerSettings>]>([
  ['SAC', {}],
  ['SAC, whose critics learn more often than the actor', { actorEvery: 3, layerNorm: true, normaliseObservations: true }],
  ['SAC with some of five critics', { criticCount: 5, criticSubset: 2, actorQ: 'mean' }],
  ['SAC with a value network', { algorithm: 'sac-v' }],
  ['soft Q-learning', { algorithm: 'sql' }],
])('two threads on %s', (_what, hyper) => {
  it('learn what one thread learns, each from half of the batch', async () => {
    const [one, two] = [await learnerWith(1, hyper), await learnerWith(2, hyper)];
    expect(two.executor).toBe('onnx-cpu (2 threads)');
    for (const learner of [one, two]) learner.add(transitions(100));
    for (let update = 0; update < 12; update += 1) {
      const [alone, shared] = [await one.update(), await two.update()];
      for (const [name, value] of Object.entries(alone) as [keyof typeof alone, number][]) {
        if (!Number.isNaN(value)) expect(Math.abs((shared[name] ?? NaN) - value), name).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
      }
    }
    expectClose(two, one);
  });

  it('repeat a seed, and go on from a state, bit for bit', async () => {
    const [first, second] = [await learnerWith(2, hyper), await learnerWith(2, hyper)];
    for (const learner of [first, second]) learner.add(transitions(100));
    for (let update = 0; update < 5; update += 1) expect(await second.update()).toEqual(await first.update());
    const state = structuredClone(first.state());
    const third = await learnerWith(2, hyper, { seed: 77, resume: { state, replay: first.replay() } });
    for (const learner of [first, third]) learner.add(transitions(20, 3));
    for (let update = 0; update < 4; update += 1) expect(await third.update()).toEqual(await first.update());
    expect(third.state()).toEqual(first.state());
  });
});

it('follows a temperature that is set, on both threads', async () => {
  const [one, two] = [await learnerWith(1, {}), await learnerWith(2, {})];
  for (const learner of [one, two]) {
    learner.add(transitions(100));
    await learner.update();
    learner.setTemperature({ mode: 'fixed', alpha: 3 });
    for (let update = 0; update < 5; update += 1) await learner.update();
  }
  expectClose(two, one);
});

it.each<[what: string, hyper: Partial<LearnerSettings>]>([
  ['a batch of an odd size', { batchSize: 33 }],
  ['a gradient that is clipped by the norm of the whole', { gradientClip: 0.1 }],
  ['dropout, whose masks are of the whole batch', { dropout: 0.1 }],
])('shares the work within each node for %s', async (_what, hyper) => {
  const [one, two] = [await learnerWith(1, hyper), await learnerWith(2, hyper)];
  for (const learner of [one, two]) {
    learner.add(transitions(100));
    for (let update = 0; update < 3; update += 1) await learner.update();
  }
  expectClose(two, one);
});

it('says in one sentence that the second thread did not start', async () => {
  const settings = learnerSettingsSchema.parse({ hiddenSizes: [8], batchSize: 8 });
  const attempt = createLearner({ size, settings, seed: 1, executor: 'onnx-cpu', threads: 2 }, { laneEntry: laneEntryIn('nowhere') });
  await expect(attempt).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(/second thread of the updates did not start.*nowhere.*; use one thread\.$/) as string });
});

it('hears why the second thread failed, instead of waiting for it', async () => {
  // A step that sends through a channel that there is not.
  const broken = [[{ type: 'send', channel: 7, places: [] }]] as const;
  const lane = await startSecondLane(laneEntryIn(built.folder), {
    layout: { channels: [[[], []]] }, arrays: { x: [1] }, steps: broken, inputs: { arrays: [], channel: 0 }, state: [], binding: { provider: 'cpu', threads: 1 },
  });
  lane.link.command('step', 0);
  lane.link.send(0, []);
  expect(() => lane.link.command('step', 0)).toThrow('The second thread of the updates failed: There is no channel 7; there are 1');
  await lane.close();
});
