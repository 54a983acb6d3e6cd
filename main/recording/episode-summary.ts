import type { EpisodeSummary } from '../../shared/episodes';
import { episodeId } from './episode-format';
import type { EpisodeHeader } from './recorder';

/** What a summary counts of every step. */
export interface CountedStep {
  readonly timeS: number;
  readonly reward: number;
  readonly logProb: number;
  readonly alpha: number;
}

/** Adds up an episode step by step: the recorder while it writes, the reader for a file without an end. */
export interface EpisodeTally {
  readonly steps: number;
  add(step: CountedStep): void;
  summary(end: EpisodeSummary['end'], success: boolean): EpisodeSummary;
}

export function createEpisodeTally(header: EpisodeHeader): EpisodeTally {
  let steps = 0;
  let firstTimeS = 0;
  let lastTimeS = 0;
  let episodeReturn = 0;
  let entropySum = 0;
  let alpha = 0;
  return {
    get steps() {
      return steps;
    },
    add(step) {
      if (steps === 0) firstTimeS = step.timeS;
      lastTimeS = step.timeS;
      steps += 1;
      episodeReturn += step.reward;
      entropySum -= step.logProb;
      ({ alpha } = step);
    },
    summary: (end, success) => ({
      id: episodeId(header.runId, header.number),
      runId: header.runId,
      number: header.number,
      task: header.task,
      startedMs: header.startedMs,
      startStep: header.startStep,
      length: steps,
      // The last step lasts one control period.
      durationS: steps === 0 ? 0 : lastTimeS - firstTimeS + header.controlPeriodS,
      episodeReturn,
      entropySum,
      alpha,
      success,
      end,
    }),
  };
}
