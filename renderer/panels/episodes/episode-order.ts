import type { EpisodeSummary } from '../../../shared/episodes';

export type EpisodeFilter = 'all' | 'success' | 'failed';
export type EpisodeColumn = 'number' | 'return' | 'success' | 'length' | 'entropy' | 'when';

export interface EpisodeOrder {
  readonly column: EpisodeColumn;
  readonly rising: boolean;
}

export const newestFirst: EpisodeOrder = { column: 'number', rising: false };

const keys: Readonly<Record<EpisodeColumn, (episode: EpisodeSummary) => number>> = {
  number: (episode) => episode.number,
  return: (episode) => episode.episodeReturn,
  success: (episode) => Number(episode.success),
  length: (episode) => episode.length,
  entropy: (episode) => episode.entropySum,
  when: (episode) => episode.startedMs,
};

/** The episodes that the filter lets through, in order; equals run from the newest to the oldest. */
export function orderEpisodes(episodes: readonly EpisodeSummary[], filter: EpisodeFilter, order: EpisodeOrder): readonly EpisodeSummary[] {
  const key = keys[order.column];
  const sign = order.rising ? 1 : -1;
  return episodes
    .filter((episode) => filter === 'all' || episode.success === (filter === 'success'))
    .sort((first, second) => sign * (key(first) - key(second)) || second.number - first.number);
}

/** A second press on a column turns it round; a new column starts with its largest values. */
export function pressColumn(order: EpisodeOrder, column: EpisodeColumn): EpisodeOrder {
  return order.column === column ? { column, rising: !order.rising } : { column, rising: false };
}

/** Stored episodes and those that have ended since, without repeats. */
export function joinEpisodes(stored: readonly EpisodeSummary[], live: readonly EpisodeSummary[]): readonly EpisodeSummary[] {
  const byId = new Map(stored.map((episode) => [episode.id, episode]));
  for (const episode of live) byId.set(episode.id, episode);
  return [...byId.values()];
}
