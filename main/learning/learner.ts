import type { LearnerSettings, TemperatureSetting } from '../../shared/training';

/** A dense float32 tensor by name: parameters, moments, counters. Row-major; kernels are [in, out]. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
export type NamedTensors = Readonly<Record<string, NamedTensor>>;

/** Transitions in columns, all of one length. A time limit is not a termination: `terminated` is 0 there. */
export interface TransitionBatch {
  readonly count: number;
  /** count x O. */
  readonly observation: Float32Array;
  /** count x A, in [-1, 1]. */
  readonly action: Float32Array;
  readonly reward: Float32Array;
  readonly nextObservation: Float32Array;
  /** 1 where the task ended by itself, else 0. */
  readonly terminated: Float32Array;
}

export interface UpdateMetrics {
  readonly criticLoss: number;
  /** Of the value network, where there is one. */
  readonly valueLoss?: number;
  readonly actorLoss: number;
  /** E[-log pi] over the batch, nats. */
  readonly entropy: number;
  readonly alpha: number;
  readonly qMean: number;
}

export interface ProblemSize {
  readonly observationSize: number;
  readonly actionSize: number;
}

/** The acting half of the networks: what the control side needs, numbered by updates. */
export interface PolicySnapshot {
  readonly version: number;
  readonly size: ProblemSize;
  /** Bounds of the log standard deviation, as in the settings it was trained with. */
  readonly logStdRange: readonly [minimum: number, maximum: number];
  readonly tensors: NamedTensors;
}

/** Actor and critics, for the lens and for checkpoints without optimiser state. */
export interface NetworkSnapshot extends PolicySnapshot {
  readonly alpha: number;
}

/** Learns from transitions. One per process; not re-entrant: await each call before the next. */
export interface Learner {
  /** The executor in use, for example "onnx-cpu (1 thread)". */
  readonly executor: string;
  readonly updates: number;
  readonly stored: number;
  /** Refuses NaN and infinity with a `Failure` that names the column and the row; nothing is stored then. */
  add(transitions: TransitionBatch): void;
  /** One update of critics, actor, temperature and targets on one batch from the buffer. */
  update(): Promise<UpdateMetrics>;
  setTemperature(setting: TemperatureSetting): void;
  readonly temperature: TemperatureSetting;
  readonly alpha: number;
  /** Copies. */
  policy(): PolicySnapshot;
  networks(): NetworkSnapshot;
  /** Everything that continues bit for bit: parameters, targets, moments, counters, generator. */
  state(): LearnerState;
  /** The replay buffer in insertion order. */
  replay(): TransitionBatch;
  close(): Promise<void>;
}

export interface LearnerState {
  readonly tensors: NamedTensors;
  readonly updates: number;
  readonly temperature: TemperatureSetting;
  /** State of the seeded generator, as JSON. */
  readonly random: unknown;
}

export interface LearnerOptions {
  readonly size: ProblemSize;
  readonly settings: LearnerSettings;
  readonly seed: number;
  readonly executor: string;
  readonly threads: number;
  /** Goes on from here instead of from fresh networks. */
  readonly resume?: { readonly state: LearnerState; readonly replay?: TransitionBatch };
}

/** A policy ready to act. Owns its arrays: copy what you keep. */
export interface ActingPolicy {
  readonly version: number;
  /** Takes newer weights; the shapes must be those it was made with. */
  load(snapshot: PolicySnapshot): void;
  /** `noise`: A standard normals, or undefined for the deterministic action. */
  act(observation: Float32Array, noise: Float32Array | undefined): Promise<PolicyDecision>;
  close(): Promise<void>;
}

export interface PolicyDecision {
  /** In [-1, 1]. */
  readonly action: Float32Array;
  readonly preTanhMean: Float32Array;
  readonly logStd: Float32Array;
  readonly logProb: number;
}

/** Policy and critics over many actions of one state: what the lens asks. */
export interface StateInspector {
  load(snapshot: NetworkSnapshot): void;
  /** Samples `count` actions (fixed at creation) with the given noise, count x A standard normals. */
  sample(observation: Float32Array, noise: Float32Array): Promise<{
    readonly preTanhMean: Float32Array;
    readonly logStd: Float32Array;
    readonly actions: Float32Array;
    readonly logProb: Float32Array;
    /** Minimum over the critics. */
    readonly q: Float32Array;
  }>;
  /** Minimum over the critics for given actions, `count` x A. */
  evaluate(observation: Float32Array, actions: Float32Array): Promise<Float32Array>;
  close(): Promise<void>;
}
