import type { PoseFrame, SceneDescription } from '../../shared/scene';
import type { TaskDescription } from '../../shared/contract/frames';

/**
 * What a policy learns in: one task, on an arm or by itself. Observations and actions are Float32Arrays that the
 * environment owns and reuses: copy what you keep. Actions are in [-1, 1].
 */
export interface Environment {
  readonly task: TaskDescription;
  /** Begins an episode. The same seed gives the same start. Returns the first observation. */
  reset(seed: number): Promise<Float32Array>;
  /** Applies an action for one control period. */
  step(action: Float32Array): Promise<StepOutcome>;
  readonly scene: SceneDescription;
  /** Of the joints in `pose`, in their order; absent where they have no names. */
  readonly jointNames?: readonly string[];
  pose(): PoseFrame;
  /** State that the observation leaves out and `TaskProjection` needs; see `EpisodeStep.configuration`. */
  configuration(): Float64Array;
  close(): Promise<void>;
}

export interface StepOutcome {
  /** What was observed after the step; of the final state too when the episode ended. */
  readonly observation: Float32Array;
  readonly reward: number;
  readonly rewardTerms: Readonly<Record<string, number>>;
  /** The task ended by itself: nothing follows, so nothing is bootstrapped. */
  readonly terminated: boolean;
  /** The time was up: the return goes on beyond the episode, so the value is bootstrapped. */
  readonly truncated: boolean;
  readonly success: boolean;
}

/** Where actions would move the tip: what the fan draws. Pure: it steps no environment. */
export interface TaskProjection {
  /** `points` takes N x 3 metres for N x A `actions` in the state of `observation` and `configuration`. */
  project(observation: Float32Array, configuration: Float64Array, actions: Float32Array, points: Float32Array): void;
  /** Where the tip is in that state, 3 metres. */
  tip(observation: Float32Array, configuration: Float64Array, point: Float32Array): void;
  close(): void;
}
