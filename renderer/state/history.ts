import type { EpisodeSummary } from '../../shared/episodes';
import type { MetricsRow, RunEvent } from '../../shared/training';

/** What the window remembers of one run, oldest first, bounded in length. */
export interface RunHistory {
  readonly runId: string | undefined;
  readonly metrics: readonly MetricsRow[];
  readonly episodes: readonly EpisodeSummary[];
  readonly events: readonly RunEvent[];
}

export const historyLimits = { metrics: 12_000, episodes: 8_000, events: 2_000 } as const;

export function emptyHistory(runId: string | undefined): RunHistory {
  return { runId, metrics: [], episodes: [], events: [] };
}

/**
 * Appends and keeps the list within `limit`. When it would grow past it, every second item of the older half goes, so
 * that a long curve keeps its shape and loses only detail; items that `keep` names stay.
 */
export function appendBounded<Item>(list: readonly Item[], items: readonly Item[], limit: number, keep: (item: Item) => boolean = () => false): readonly Item[] {
  if (items.length === 0) return list;
  let joined = [...list, ...items];
  while (joined.length > limit) {
    const half = Math.floor(joined.length / 2);
    const thinned = joined.filter((item, index) => index >= half || index % 2 === 1 || keep(item));
    // When everything old must be kept, the oldest go all the same: memory is bounded.
    joined = thinned.length < joined.length ? thinned : joined.slice(joined.length - limit);
  }
  return joined;
}

interface HistoryAddition {
  readonly metrics?: readonly MetricsRow[] | undefined;
  readonly episodes?: readonly EpisodeSummary[] | undefined;
  readonly events?: readonly RunEvent[] | undefined;
}

/** Live rows of the run. Episodes of another run are left out; a step that goes back (a resumed run) is taken as it comes. */
export function appendHistory(history: RunHistory, addition: HistoryAddition): RunHistory {
  return {
    runId: history.runId,
    metrics: appendBounded(history.metrics, addition.metrics ?? [], historyLimits.metrics, (row) => row.evaluation !== undefined),
    episodes: appendBounded(history.episodes, (addition.episodes ?? []).filter((episode) => episode.runId === history.runId), historyLimits.episodes),
    events: appendBounded(history.events, addition.events ?? [], historyLimits.events),
  };
}

/** Joins what the run folder holds with what arrived live while it was being read: the folder first, then what is newer. */
export function mergeHistory(stored: RunHistory, live: RunHistory): RunHistory {
  if (stored.runId !== live.runId) return live;
  const lastStep = stored.metrics.at(-1)?.step ?? -1;
  const known = new Set(stored.episodes.map((episode) => episode.id));
  const lastEvent = stored.events.at(-1)?.atMs ?? -Infinity;
  return appendHistory(stored, {
    metrics: live.metrics.filter((row) => row.step > lastStep),
    episodes: live.episodes.filter((episode) => !known.has(episode.id)),
    events: live.events.filter((event) => event.atMs > lastEvent),
  });
}
