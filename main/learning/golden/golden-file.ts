import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { learnerSettingsSchema, type LearnerSettings } from '../../../shared/training';
import type { NamedTensors } from '../learner';

/**
 * One SAC update computed by PyTorch's autodiff, to test against. Critics are given one by one with layers fc1, fc2,
 * fc3, the actor with the heads fc_mean and fc_logstd; kernels are [in, out]. `log_prob` has the form
 * log(1 - a^2 + 1e-6); the deviations are squashed into their range by a tanh; losses have no factor 1/2.
 */
const vector = z.array(z.number());
const matrix = z.array(vector);
const layers = z.record(z.string(), z.union([matrix, vector]));

const goldenSchema = z.object({
  shape: z.object({ observation: z.number(), action: z.number(), hidden: z.number(), batch: z.number() }),
  hyper: z.object({
    gamma: z.number(),
    tau: z.number(),
    alpha: z.number(),
    critic_lr: z.number(),
    actor_lr: z.number(),
    alpha_lr: z.number(),
    adam_b1: z.number(),
    adam_b2: z.number(),
    adam_eps: z.number(),
    log_std_min: z.number(),
    log_std_max: z.number(),
    target_entropy: z.number(),
  }),
  initial: z.object({ critic1: layers, critic2: layers, target1: layers, target2: layers, actor: layers }),
  batch: z.object({
    observation: matrix,
    action: matrix,
    reward: vector,
    terminated: vector,
    next_observation: matrix,
    noise_next: matrix,
    noise: matrix,
  }),
  expected: z.object({
    next_action: matrix,
    next_log_prob: vector,
    target: vector,
    q1: vector,
    q2: vector,
    critic1_loss: z.number(),
    critic2_loss: z.number(),
    critic1_grad: layers,
    critic2_grad: layers,
    actor_at_initial_critics: z.object({ action: matrix, log_prob: vector, loss: z.number(), grad: layers }),
    actor_loss: z.number(),
    alpha_loss: z.number(),
    log_alpha_grad: z.number(),
    after: z.object({ critic1: layers, critic2: layers, target1: layers, target2: layers, actor: layers, log_alpha: z.number() }),
  }),
});

export type Golden = z.infer<typeof goldenSchema>;
export type GoldenLayers = z.infer<typeof layers>;

/** The file that SAC_GOLDEN names, or the one that lies beside this module. */
export function readGolden(environment: Readonly<Record<string, string | undefined>>): Golden {
  const file = environment['SAC_GOLDEN'] ?? path.join(__dirname, 'sac_update_small.json');
  return goldenSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

export function goldenSettings({ hyper, shape }: Golden): LearnerSettings {
  return learnerSettingsSchema.parse({
    hiddenSizes: [shape.hidden, shape.hidden],
    batchSize: shape.batch,
    discount: hyper.gamma,
    targetRate: hyper.tau,
    actorLearningRate: hyper.actor_lr,
    criticLearningRate: hyper.critic_lr,
    temperatureLearningRate: hyper.alpha_lr,
    initialAlpha: hyper.alpha,
    temperature: { mode: 'auto', targetEntropy: hyper.target_entropy },
    logStdMin: hyper.log_std_min,
    logStdMax: hyper.log_std_max,
  });
}

/** Two critics as one, with a leading axis. */
export function twin(first: GoldenLayers, second: GoldenLayers): NamedTensors {
  return Object.fromEntries(
    Object.entries(first).map(([name, values]) => {
      const other = second[name] ?? [];
      const [rows, columns] = shapeOf(values);
      return [name, { shape: [2, rows, columns], data: Float32Array.from([...values.flat(), ...other.flat()]) }];
    }),
  );
}

/** The two heads as one layer, fc3: means, then raw log deviations. */
export function joinedActor(actor: GoldenLayers): NamedTensors {
  const rowsOf = (name: string): number[][] => toRows(actor[name] ?? []);
  const joined = (part: 'kernel' | 'bias'): number[][] =>
    rowsOf(`fc_mean.${part}`).map((row, index) => [...row, ...(rowsOf(`fc_logstd.${part}`)[index] ?? [])]);
  const all: Record<string, number[][]> = {
    'fc1.kernel': rowsOf('fc1.kernel'),
    'fc1.bias': rowsOf('fc1.bias'),
    'fc2.kernel': rowsOf('fc2.kernel'),
    'fc2.bias': rowsOf('fc2.bias'),
    'fc3.kernel': joined('kernel'),
    'fc3.bias': joined('bias'),
  };
  return Object.fromEntries(Object.entries(all).map(([name, rows]) => [name, { shape: shapeOf(rows), data: Float32Array.from(rows.flat()) }]));
}

function toRows(values: number[][] | number[]): number[][] {
  return values.every((value) => Array.isArray(value)) ? (values as number[][]) : [values as number[]];
}

function shapeOf(values: number[][] | number[]): [number, number] {
  const rows = toRows(values);
  return [rows.length, rows[0]?.length ?? 0];
}
