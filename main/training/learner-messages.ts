import type { FailureReport } from '../../shared/contract/failure';
import type { TemperatureSetting } from '../../shared/training';
import type { NetworkSnapshot, PolicySnapshot, TransitionBatch, UpdateMetrics } from '../learning/learner';
import type { LearningOrder } from './learning-work';

export type ToLearner =
  | ({ readonly type: 'begin' } & LearningOrder)
  | { readonly type: 'transitions'; readonly batch: TransitionBatch; readonly stepsTaken: number }
  | { readonly type: 'set-temperature'; readonly setting: TemperatureSetting }
  | { readonly type: 'checkpoint'; readonly folder: string; readonly step: number }
  | { readonly type: 'pause'; readonly paused: boolean }
  | { readonly type: 'end' };

export type FromLearner =
  | { readonly type: 'ready'; readonly executor: string; readonly updates: number }
  | { readonly type: 'policy'; readonly snapshot: PolicySnapshot }
  | { readonly type: 'networks'; readonly snapshot: NetworkSnapshot }
  | {
      readonly type: 'progress';
      readonly updates: number;
      readonly updatesPerS: number;
      readonly metrics: UpdateMetrics;
      readonly temperature: TemperatureSetting;
    }
  | { readonly type: 'checkpointed'; readonly folder: string; readonly step: number }
  | { readonly type: 'failed'; readonly failure: FailureReport };
