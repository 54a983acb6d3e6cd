import type { EpisodeSummary } from '../../shared/episodes';
import type { ControlMetrics, MetricsRow, TemperatureSetting } from '../../shared/training';
import type { UpdateMetrics } from '../learning/learner';

export interface LearningProgress {
  readonly updates: number;
  readonly updatesPerS: number;
  readonly metrics: UpdateMetrics;
  readonly temperature: TemperatureSetting;
}

export interface RowPosition {
  readonly step: number;
  readonly updates: number;
  readonly elapsedS: number;
  readonly policyVersion: number;
  /** Seconds since that policy began to act; undefined before any has. */
  readonly policyAgeS?: number;
  readonly control?: ControlMetrics;
}

/** Gathers what a row of metrics says: means over the episodes since the last row, and the newest of the rest. */
export interface MetricsWindow {
  episode(summary: EpisodeSummary): void;
  learnt(progress: LearningProgress): void;
  /** Closes the window: the row for this step, after so many seconds of training. */
  row(position: RowPosition): MetricsRow;
}

export function createMetricsWindow(firstStep: number, firstElapsedS: number): MetricsWindow {
  let episodes: EpisodeSummary[] = [];
  let newest: LearningProgress | undefined;
  let last = { step: firstStep, elapsedS: firstElapsedS };

  return {
    episode(summary) {
      // An episode that was cut short says nothing about the policy.
      if (summary.end === 'terminated' || summary.end === 'truncated') episodes.push(summary);
    },
    learnt(progress) {
      newest = progress;
    },
    row({ step, updates, elapsedS, policyVersion, policyAgeS, control }) {
      const intervalS = elapsedS - last.elapsedS;
      const row: MetricsRow = {
        step,
        updates,
        elapsedS,
        ...(episodes.length === 0
          ? {}
          : {
              episodeReturn: mean(episodes.map((episode) => episode.episodeReturn)),
              episodeSuccess: mean(episodes.map((episode) => (episode.success ? 1 : 0))),
              episodeLength: mean(episodes.map((episode) => episode.length)),
            }),
        ...(newest === undefined
          ? {}
          : {
              entropy: newest.metrics.entropy,
              ...(newest.temperature.mode === 'auto' ? { targetEntropy: newest.temperature.targetEntropy } : {}),
              alpha: newest.metrics.alpha,
              criticLoss: newest.metrics.criticLoss,
              actorLoss: newest.metrics.actorLoss,
              qMean: newest.metrics.qMean,
              updatesPerS: newest.updatesPerS,
              policyLag: Math.max(0, updates - policyVersion),
            }),
        ...(policyAgeS === undefined ? {} : { policyAgeS }),
        ...(control === undefined ? {} : { control }),
        ...(intervalS > 0 ? { stepsPerS: (step - last.step) / intervalS } : {}),
      };
      episodes = [];
      last = { step, elapsedS };
      return row;
    },
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
