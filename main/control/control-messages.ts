import type { ArmDescription, ArmStatus } from '../../shared/arm';
import type { SetupActionName, SetupRequest, SetupState } from '../../shared/arm-setup';
import type { FailureReport } from '../../shared/contract/failure';
import type { ReplayStatus } from '../../shared/contract/frames';
import type { EpisodeOutcome, EpisodeSummary } from '../../shared/episodes';
import type { PoseFrame, SceneDescription } from '../../shared/scene';
import type { PolicySnapshot, TransitionBatch } from '../learning/learner';

/** Requests carry an id; exactly one `answer` follows each. */
export type ToControl =
  | { readonly type: 'request'; readonly id: number; readonly request: ControlRequest }
  /** Newer weights for the rollout; no answer. */
  | { readonly type: 'policy'; readonly snapshot: PolicySnapshot }
  /** How far the learner is; lets a fast simulation go on. No answer. */
  | { readonly type: 'progress'; readonly updates: number; readonly alpha: number };

export type ControlRequest =
  | {
      readonly type: 'connect';
      readonly address: string;
      /** Where the calibrations of named arms are. */
      readonly calibrationFolder?: string;
      /** The only arm that will do: the one that a waiting run has trained on. */
      readonly expected?: ArmDescription;
    }
  | { readonly type: 'disconnect' }
  | { readonly type: 'stop'; readonly sentence: string }
  | { readonly type: 'engage' }
  | { readonly type: 'release' }
  | { readonly type: 'jog'; readonly positionRad: readonly number[] }
  | { readonly type: 'begin-rollout'; readonly rollout: RolloutSettings }
  | { readonly type: 'pause-rollout'; readonly paused: boolean; readonly sentence?: string }
  | { readonly type: 'label-episode'; readonly outcome: EpisodeOutcome }
  | { readonly type: 'end-rollout' }
  | { readonly type: 'replay'; readonly episodeFile: string; readonly episodeId: string; readonly speed: number }
  | { readonly type: 'end-replay' }
  | { readonly type: 'setup'; readonly command: SetupCommand };

/** For the procedures of setting up; the state that comes of it goes out before the answer. */
export type SetupCommand =
  | { readonly type: 'begin'; readonly request: SetupRequest; /** Where the calibrations of named arms are. */ readonly calibrationFolder: string }
  | { readonly type: 'act'; readonly action: SetupActionName; readonly joint?: string }
  | { readonly type: 'abandon' }
  | { readonly type: 'turn-by-hand'; readonly joint: string; readonly positionRad: number };

export interface RolloutSettings {
  readonly runId: string;
  readonly runFolder: string;
  readonly task: string;
  readonly seed: number;
  readonly pace: 'real-time' | 'fast';
  /** Control steps already taken, when a run goes on. */
  readonly firstStep: number;
  readonly firstEpisode: number;
  /** The rollout ends by itself after this step. */
  readonly lastStep: number;
  /** Steps with uniformly random actions. */
  readonly learningStarts: number;
  /** Updates per control step that a fast simulation waits for. */
  readonly updateToData: number;
}

export type FromControl =
  | { readonly type: 'answer'; readonly id: number; readonly failure?: FailureReport; readonly status: ArmStatus }
  | { readonly type: 'status'; readonly status: ArmStatus }
  | { readonly type: 'scene'; readonly scene: SceneDescription }
  | { readonly type: 'pose'; readonly pose: PoseFrame }
  /** In the order in which they happened; `stepsTaken` counts the run's control steps up to the last of them. */
  | { readonly type: 'transitions'; readonly batch: TransitionBatch; readonly stepsTaken: number; readonly policyVersion: number }
  | { readonly type: 'episode'; readonly summary: EpisodeSummary }
  /** The state that the lens should show: the newest, a few times a second. */
  | {
      readonly type: 'state';
      readonly task: string;
      readonly stepIndex: number;
      readonly observation: Float32Array;
      readonly configuration: Float64Array;
      /** How the scene looked in that state. */
      readonly pose: PoseFrame;
    }
  | { readonly type: 'replay'; readonly status: ReplayStatus }
  | { readonly type: 'setup'; readonly state: SetupState }
  | {
      readonly type: 'rollout-ended';
      readonly reason: 'complete' | 'asked' | 'stopped';
      readonly stepsTaken: number;
      /** Why it was `stopped`. */
      readonly failure?: FailureReport;
    };
