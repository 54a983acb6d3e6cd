import type { EpisodeSummary } from '../episodes';
import { mean } from './statistics';

/**
 * The trade-off plane: every episode a point, its entropy across and its return up. Maximum-entropy learning
 * maximises return + alpha x entropy, so episodes of equal objective lie on lines of slope -alpha: the exchange
 * rate between reward and entropy.
 */

/** One episode's objective in its two parts, in the unit of the reward. */
export interface ObjectiveSplit {
  /** Sum of the rewards. */
  readonly reward: number;
  /** alpha x the sum over the steps of -log pi(a|s). */
  readonly entropyBonus: number;
  readonly objective: number;
}

export function objectiveSplit(episode: Pick<EpisodeSummary, 'episodeReturn' | 'entropySum' | 'alpha'>): ObjectiveSplit {
  const entropyBonus = episode.alpha * episode.entropySum;
  return { reward: episode.episodeReturn, entropyBonus, objective: episode.episodeReturn + entropyBonus };
}

/** return = intercept + slope x entropy. */
export interface IsoObjectiveLine {
  readonly slope: number;
  /** The objective that every point of the line has. */
  readonly intercept: number;
}

/**
 * The line of equal objective through the middle of the newest points: slope -alpha.
 * Undefined without a point. `episodes` run from oldest to newest; the last `newest` of them count.
 */
export function isoObjectiveLine(
  episodes: readonly Pick<EpisodeSummary, 'episodeReturn' | 'entropySum'>[],
  alpha: number,
  newest = 20,
): IsoObjectiveLine | undefined {
  const recent = episodes.slice(-newest);
  if (recent.length === 0) return undefined;
  const entropy = mean(recent.map((episode) => episode.entropySum));
  const episodeReturn = mean(recent.map((episode) => episode.episodeReturn));
  return { slope: -alpha, intercept: episodeReturn + alpha * entropy };
}

/** Return on the line at an entropy. */
export function returnAt(line: IsoObjectiveLine, entropy: number): number {
  return line.intercept + line.slope * entropy;
}
