import { expect, it } from 'vitest';
import { createRandom } from '../../shared/maths/random';
import { learnerSettingsSchema } from '../../shared/training';
import { createLearner } from '../learning/create-learner';
import type { OpenRecorder } from '../recording/recorder';
import type { Environment } from '../worlds/environment';
import { createEpisodeCollector } from './episode-collector';
import { problemSizeOf } from './task-size';
import { createCountingEnvironment } from './testing/counting-environment';
import { createTransitionCollector } from './transition-batch';

const unrecorded: OpenRecorder = ({ runId, number, task, startedMs, startStep }) =>
  Promise.resolve({
    add: () => undefined,
    event: () => undefined,
    finish: (end, success) =>
      Promise.resolve({ id: '', runId, number, task, startedMs, startStep, length: 4, durationS: 0, episodeReturn: 4, entropySum: 0, alpha: 0, success, end }),
  });

/** A reward of 1 for ever, in a world that is always the same, cut into episodes of four steps or ended after four. */
function world(ends: 'time limit' | 'termination'): Environment {
  const still = new Float32Array(2);
  const counting = createCountingEnvironment(ends === 'time limit' ? { horizonSteps: 4 } : { horizonSteps: 100, terminateAt: 4 });
  return {
    ...counting,
    reset: (seed) => counting.reset(seed).then(() => still),
    step: (action) => counting.step(action).then((outcome) => ({ ...outcome, observation: still, reward: 1 })),
  };
}

// From collecting to the critics: a time limit (truncation) is bootstrapped through, a termination is not.
it.each([
  ['time limit', 1 / (1 - 0.98)],
  // One step in four ends it, and states look alike: Q = 1 + 0.98 (3/4) Q.
  ['termination', 1 / (1 - 0.98 * 0.75)],
] as const)('a reward of 1 that is cut by a %s every four steps is worth what it should be', async (ends, worth) => {
  const environment = world(ends);
  const size = problemSizeOf(environment.task);
  const settings = learnerSettingsSchema.parse({
    hiddenSizes: [16],
    batchSize: 64,
    discount: 0.98,
    targetRate: 0.2,
    criticLearningRate: 3e-2,
    temperature: { mode: 'fixed', alpha: 1e-6 },
  });
  const collector = createEpisodeCollector({
    environment,
    settings: { runId: 'run', task: environment.task.name, firstStep: 0, firstEpisode: 1, learningStarts: 1000 },
    openRecorder: unrecorded,
    createPolicy: () => Promise.reject(new Error('the first 1000 actions are random')),
    random: createRandom(1),
    nowMs: () => 0,
  });
  const learner = await createLearner({ size, settings, seed: 2, executor: 'onnx-cpu', threads: 1 });
  const gathered = createTransitionCollector(size, 400);
  for (let step = 0; step < 400; step += 1) gathered.add((await collector.step()).transition);
  learner.add(gathered.take());
  let qMean = 0;
  for (let update = 0; update < 2500; update += 1) ({ qMean } = await learner.update());
  expect(Math.abs(qMean - worth)).toBeLessThan(0.05 * worth);
  await learner.close();
});
