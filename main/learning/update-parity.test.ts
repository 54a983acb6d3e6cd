import { expect, it } from 'vitest';
import { createRandom } from '../../shared/maths/random';
import { algorithmNames, learnerSettingsSchema } from '../../shared/training';
import { createLearner } from './create-learner';
import type { LearnerState } from './learner';

const size = { observationSize: 3, actionSize: 2 };

async function afterOneUpdate(algorithm: (typeof algorithmNames)[number], executor: string): Promise<LearnerState> {
  const settings = learnerSettingsSchema.parse({ algorithm, hiddenSizes: [32, 32], batchSize: 64 });
  const learner = await createLearner({ size, settings, seed: 5, executor, threads: 1 });
  const random = createRandom(9);
  const column = (width: number): Float32Array => Float32Array.from({ length: 200 * width }, () => 2 * random.uniform() - 1);
  learner.add({ count: 200, observation: column(3), action: column(2), reward: column(1), nextObservation: column(3), terminated: new Float32Array(200) });
  await learner.update();
  const state = learner.state();
  await learner.close();
  return state;
}

// Adam's first moments are the gradients of the first update, times a constant.
it.each(algorithmNames)('one update of %s has the same gradients compiled as run operation by operation', async (algorithm) => {
  const compiled = await afterOneUpdate(algorithm, 'onnx-cpu');
  const eager = await afterOneUpdate(algorithm, 'tensorflow-cpu');
  const gradients = Object.entries(eager.tensors).filter(([name]) => name.includes('First/'));
  expect(gradients.length).toBeGreaterThan(2);
  for (const [name, { data }] of gradients) {
    const scale = data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
    data.forEach((value, index) => expect(Math.abs((compiled.tensors[name]?.data[index] ?? NaN) - value), `${name}[${index}]`).toBeLessThan(1e-5 * scale));
  }
});
