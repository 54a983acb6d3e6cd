import { createRandom } from '../../../shared/maths/random';
import { learnerSettingsSchema, type AlgorithmName, type LearnerSettings } from '../../../shared/training';
import { createLearner } from '../../learning/create-learner';
import type { NetworkSnapshot, ProblemSize } from '../../learning/learner';

/** Networks of a learner that has taken a few updates on random transitions. */
export async function learntSnapshot(algorithm: AlgorithmName, size: ProblemSize, hyper: Partial<LearnerSettings> = {}): Promise<NetworkSnapshot> {
  const settings = learnerSettingsSchema.parse({ algorithm, hiddenSizes: [32, 16], batchSize: 16, ...hyper });
  const learner = await createLearner({ size, settings, seed: 4, executor: 'onnx-cpu', threads: 1 });
  const random = createRandom(3);
  const count = 64;
  const fill = (length: number): Float32Array => Float32Array.from({ length }, () => 6 * random.uniform() - 2);
  learner.add({
    count,
    observation: fill(count * size.observationSize),
    action: Float32Array.from({ length: count * size.actionSize }, () => 2 * random.uniform() - 1),
    reward: fill(count),
    nextObservation: fill(count * size.observationSize),
    terminated: new Float32Array(count),
  });
  for (let update = 0; update < 5; update += 1) await learner.update();
  const snapshot = structuredClone(learner.networks());
  await learner.close();
  return snapshot;
}
