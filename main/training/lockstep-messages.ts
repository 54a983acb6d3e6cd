import type { TemperatureSetting } from '../../shared/training';
import type { FromControl, RolloutSettings } from '../control/control-messages';
import type { PolicySnapshot } from '../learning/learner';
import type { FromLearner } from './learner-messages';
import type { LearningOrder } from './learning-work';

/** The lock-step worker is control and learner in one: it speaks what it needs of both. */
export type ToLockstep =
  | ({
      readonly type: 'begin';
      readonly rollout: RolloutSettings;
      /** Control steps between evaluations and between checkpoints, met exactly; 0 for no evaluation. */
      readonly evaluateEvery: number;
      readonly checkpointEvery: number;
    } & Omit<LearningOrder, 'size'>)
  | { readonly type: 'set-temperature'; readonly setting: TemperatureSetting }
  | { readonly type: 'pause'; readonly paused: boolean }
  /** The evaluation that was due is done: the turns go on. */
  | { readonly type: 'evaluated' }
  | { readonly type: 'checkpoint' }
  /** Takes no further step, and closes the episode in hand. */
  | { readonly type: 'end-rollout' }
  | { readonly type: 'end' };

export type FromLockstep =
  | Extract<FromLearner, { readonly type: 'ready' | 'networks' | 'progress' | 'checkpointed' | 'failed' }>
  | Extract<FromControl, { readonly type: 'scene' | 'pose' | 'state' | 'episode' | 'rollout-ended' }>
  /** At fixed steps, after the `progress` that belongs to them: a row of metrics is due. */
  | { readonly type: 'measured'; readonly stepsTaken: number; readonly policyVersion: number }
  /** The worker waits for `evaluated`. */
  | { readonly type: 'evaluation-due'; readonly step: number; readonly policy: PolicySnapshot };
