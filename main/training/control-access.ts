import type { ArmStatus } from '../../shared/arm';
import type { FromControl, RolloutSettings } from '../control/control-messages';
import type { EpisodeOutcome } from '../../shared/episodes';
import type { PolicySnapshot } from '../learning/learner';
import type { Unsubscribe } from '../processes/worker';

/** What a training session needs of the control worker. The lab implements it over the worker's messages. */
export interface ControlAccess {
  /** How the arm is, as told last. */
  readonly status: ArmStatus;
  /** Resolves when the rollout has begun; rejects with a `Failure` when the arm refuses. */
  beginRollout(settings: RolloutSettings): Promise<void>;
  /** Holds the arm and takes no further step, or goes on. */
  pauseRollout(paused: boolean, sentence?: string): Promise<void>;
  /** Ends the episode in hand with the operator's verdict; rejects with a `Failure` when none is under way. */
  labelEpisode(outcome: EpisodeOutcome): Promise<void>;
  /** Ends the rollout after the current step; its `rollout-ended` message comes before this resolves. */
  endRollout(): Promise<void>;
  sendPolicy(snapshot: PolicySnapshot): void;
  sendProgress(updates: number, alpha: number): void;
  /** The rollout's messages in order. When the worker itself is lost, `control-lost` comes once instead of `rollout-ended`. */
  onMessage(listener: (message: RolloutMessage) => void): Unsubscribe;
}

export type RolloutMessage =
  | Extract<FromControl, { readonly type: 'transitions' | 'episode' | 'rollout-ended' }>
  | { readonly type: 'control-lost'; readonly sentence: string };
