import { z } from 'zod';

/** Settings of a training run, its metrics and its life, as stored in a run folder and shown in the window. */

export const algorithmNames = ['sac', 'sac-v', 'sql'] as const;
export type AlgorithmName = (typeof algorithmNames)[number];

/** For a person to choose by. */
export const algorithmTitles: Readonly<Record<AlgorithmName, string>> = {
  sac: 'Soft Actor-Critic, automatic temperature',
  'sac-v': 'Soft Actor-Critic with a value network, fixed temperature',
  sql: 'Soft Q-learning, a policy of any shape, fixed temperature',
};

/** What computes the updates; docs/executors.md. */
export const executorNames = ['auto', 'onnx-cpu', 'onnx-webgpu', 'onnx-cuda', 'onnx-dml', 'onnx-coreml', 'tensorflow', 'tensorflow-wasm', 'tensorflow-cpu'] as const;
export type ExecutorName = (typeof executorNames)[number];

const positive = z.number().positive();
const fraction = z.number().min(0).max(1);
const count = z.number().int().positive();

/** How the temperature is chosen: learnt towards a target entropy, or held. */
export const temperatureSchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('auto'), targetEntropy: z.number() }),
  z.strictObject({ mode: z.literal('fixed'), alpha: z.number().min(1e-6).max(1e3) }),
]);
export type TemperatureSetting = z.infer<typeof temperatureSchema>;

/** Every hyper-parameter of the learner in one place. Defaults: arXiv 1812.05905, Table 1, unless said otherwise. */
export const learnerSettingsSchema = z.strictObject({
  /** Chosen with the run: presets and overrides leave it alone. */
  algorithm: z.enum(algorithmNames).default('sac'),
  hiddenSizes: z.array(count.max(4096)).min(1).max(4).default([256, 256]),
  batchSize: count.max(65_536).default(256),
  discount: fraction.default(0.99),
  /** Rewards that a target sums before it bootstraps: 1 as in the paper, 3 where rewards are sparse or delayed. */
  returnSteps: count.max(64).default(1),
  /** Polyak rate of the target networks: 1 copies them. */
  targetRate: fraction.default(0.005),
  /** Updates between two moves of the target networks. */
  targetEvery: count.default(1),
  actorLearningRate: positive.default(3e-4),
  criticLearningRate: positive.default(3e-4),
  temperatureLearningRate: positive.default(3e-4),
  initialAlpha: positive.default(0.2),
  /** Undefined means auto towards minus the number of action dimensions, or held at `initialAlpha` where the algorithm does not learn it. */
  temperature: temperatureSchema.optional(),
  /** Critics that are trained side by side. */
  criticCount: count.max(20).default(2),
  /** How many of them, drawn anew for each update, a target takes the smallest of; undefined takes all (SAC only). */
  criticSubset: count.max(20).optional(),
  /** What the actor climbs: the smallest critic, as in the papers, or their mean, as in the authors' later code (SAC only). */
  actorQ: z.enum(['min', 'mean']).default('min'),
  /** Normalises the hidden layers of the critics (arXiv 1607.06450), for many updates a step. */
  layerNorm: z.boolean().default(false),
  /** Share of hidden units of the critics that is dropped while learning (SAC only); 0.01 in DroQ, arXiv 2110.02034. */
  dropout: z.number().min(0).max(0.5).default(0),
  /** Shows the networks observations with mean 0 and deviation 1, by what was observed so far. */
  normaliseObservations: z.boolean().default(false),
  /** Largest norm of the gradient of a network; undefined leaves it alone. */
  gradientClip: positive.optional(),
  /** Updates of the critics for each of the actor and the temperature (SAC only). */
  actorEvery: count.max(1000).default(1),
  /** Soft Q-learning: particles of each state that the sampler is moved by, and as many that are moved. */
  particles: count.min(2).max(1024).default(16),
  /** Soft Q-learning: actions that a soft value is estimated with, half of them uniform. */
  valueParticles: count.min(4).max(4096).default(32),
  logStdMin: z.number().default(-5),
  logStdMax: z.number().default(2),
  bufferCapacity: count.max(10_000_000).default(200_000),
  /** Control steps with uniformly random actions before the first update. */
  learningStarts: count.default(1000),
  /** Updates per control step. */
  updateToData: positive.max(64).default(1),
});
export type LearnerSettings = z.infer<typeof learnerSettingsSchema>;

export type LearnerOverrides = Partial<Omit<LearnerSettings, 'algorithm'>>;

/** Single values to lay over a preset. Nothing is filled in: what is left out stays the preset's. */
const learnerOverridesSchema = z.strictObject(
  Object.fromEntries(Object.entries(learnerSettingsSchema.omit({ algorithm: true }).shape).map(([name, field]) => [name, (field instanceof z.ZodDefault ? field.unwrap() : field).optional()])),
) as unknown as z.ZodType<LearnerOverrides, LearnerOverrides>;

export const trainingSettingsSchema = z.strictObject({
  task: z.string().min(1),
  algorithm: z.enum(algorithmNames).default('sac'),
  /** A preset of the task; `hyper` overrides single values of it. */
  preset: z.string().default('standard'),
  hyper: learnerOverridesSchema.default({}),
  /** Control steps to train for. */
  steps: count.max(100_000_000),
  seed: z.number().int().min(0).max(0xffff_ffff).default(1),
  executor: z.enum(executorNames).default('auto'),
  threads: z.number().int().min(1).max(256).default(1),
  /** `real-time`: at the control rate. `fast`: as fast as the update-to-data ratio lets the simulation run. */
  pace: z.enum(['real-time', 'fast']).default('fast'),
  /** Collect and learn in strict turns in one process, so that a seed repeats a run bit for bit. */
  lockstep: z.boolean().default(false),
  /** Control steps between evaluations; 0 evaluates at the end only. */
  evaluateEvery: z.number().int().min(0).default(5000),
  evaluationEpisodes: count.max(10_000).default(20),
  checkpointEvery: count.default(2500),
});
export type TrainingSettings = z.infer<typeof trainingSettingsSchema>;
/** What a caller gives: everything with a default may be left out. */
export type TrainingRequest = z.input<typeof trainingSettingsSchema>;

export type RunState = 'preparing' | 'training' | 'paused' | 'finishing' | 'finished' | 'failed' | 'interrupted';

/** One line of `metrics.jsonl`, at most a few a second. Numbers that are not known yet are absent. */
export interface MetricsRow {
  /** Control steps taken. */
  readonly step: number;
  readonly updates: number;
  /** Seconds of training so far, over all resumptions; pauses and a frozen program left out (docs/formats.md). */
  readonly elapsedS: number;
  /** Mean over the episodes that ended since the last row. */
  readonly episodeReturn?: number;
  readonly episodeSuccess?: number;
  readonly episodeLength?: number;
  /** E[-log pi] over the last batch, nats. */
  readonly entropy?: number;
  readonly targetEntropy?: number;
  readonly alpha?: number;
  readonly criticLoss?: number;
  readonly actorLoss?: number;
  readonly qMean?: number;
  readonly updatesPerS?: number;
  readonly stepsPerS?: number;
  /** Updates between the policy that acted and the newest. */
  readonly policyLag?: number;
  /** Seconds since the policy that acted began to act. */
  readonly policyAgeS?: number;
  readonly control?: ControlMetrics;
  readonly evaluation?: EvaluationResult;
}

/**
 * How evenly control ran and how the talk with the arm went: times over the last 10 s, counts since the arm was
 * connected. See `ControlRate` and `LinkQuality`. Absent where control is simulated faster than real time.
 */
export interface ControlMetrics {
  readonly rateHz: number;
  readonly periodErrorP50Ms?: number;
  readonly periodErrorP99Ms: number;
  readonly missedTicks?: number;
  readonly roundTripP50Ms?: number;
  readonly roundTripP99Ms?: number;
  readonly retries?: number;
  readonly failures?: number;
  readonly damaged?: number;
  /** In joint order. */
  readonly jointRetries?: readonly number[];
  readonly jointFailures?: readonly number[];
}

export interface EvaluationResult {
  readonly step: number;
  readonly episodes: number;
  readonly meanReturn: number;
  /** Standard deviation over the episodes. */
  readonly returnDeviation: number;
  readonly successRate: number;
  readonly meanLength: number;
}

/** Something worth a mark on the curves: a change of temperature, a restart of the learner, a stop. */
export interface RunEvent {
  readonly step: number;
  readonly atMs: number;
  readonly kind: 'started' | 'resumed' | 'paused' | 'labelled' | 'temperature' | 'checkpoint' | 'learner-restarted' | 'stopped' | 'finished' | 'failed';
  readonly sentence: string;
}

export interface RunSummary {
  readonly id: string;
  readonly settings: TrainingSettings;
  readonly state: RunState;
  readonly createdMs: number;
  readonly step: number;
  readonly updates: number;
  readonly episodes: number;
  readonly elapsedS: number;
  readonly lastEvaluation?: EvaluationResult;
}

/** The run that is being trained now, as the header of the window shows it. */
export interface TrainingStatus extends RunSummary {
  readonly executor: string;
  readonly temperature: TemperatureSetting;
  readonly alpha: number;
  readonly updatesPerS: number;
  readonly stepsPerS: number;
  /** How stale the acting policy is: updates behind the newest, and seconds since it began to act. */
  readonly policyLag?: number;
  readonly policyAgeS?: number;
  /** Seconds; absent until it can be estimated. */
  readonly timeLeftS?: number;
  /** Why training is held up, or how it failed, in one sentence. */
  readonly note?: string;
}
