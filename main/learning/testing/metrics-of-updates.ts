import { createRandom } from '../../../shared/maths/random';
import { learnerSettingsSchema, type AlgorithmName, type ExecutorName } from '../../../shared/training';
import { createLearner } from '../create-learner';
import type { UpdateMetrics } from '../learner';

export interface Updates {
  readonly executor: string;
  readonly metrics: readonly UpdateMetrics[];
}

const size = { observationSize: 5, actionSize: 2 };

/** Takes some small updates on one executor, the same ones on each. */
export async function metricsOfUpdates(executor: ExecutorName, algorithm: AlgorithmName, count: number): Promise<Updates> {
  const settings = learnerSettingsSchema.parse({ algorithm, hiddenSizes: [16, 16], batchSize: 16, actorLearningRate: 1e-3, criticLearningRate: 1e-3, layerNorm: algorithm === 'sac' });
  const learner = await createLearner({ size, settings, seed: 5, executor, threads: 1 });
  const random = createRandom(9);
  const rows = 100;
  const fill = (length: number): Float32Array => Float32Array.from({ length }, () => 2 * random.uniform() - 1);
  learner.add({
    count: rows,
    observation: fill(rows * size.observationSize),
    action: fill(rows * size.actionSize),
    reward: fill(rows),
    nextObservation: fill(rows * size.observationSize),
    terminated: Float32Array.from({ length: rows }, (_, row) => Number(row % 10 === 0)),
  });
  const metrics: UpdateMetrics[] = [];
  for (let update = 0; update < count; update += 1) metrics.push({ ...(await learner.update()) });
  const { executor: name } = learner;
  await learner.close();
  return { executor: name, metrics };
}
