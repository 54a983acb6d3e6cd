import { useEffect, useMemo, useState } from 'react';
import type { EpisodeSummary } from '../../../shared/episodes';
import { useLab, useLabClient } from '../../state/lab-context';
import { joinEpisodes } from './episode-order';

const none: readonly EpisodeSummary[] = [];

/** The episodes of a run: those stored, and those that end while one looks. Undefined while they are read. */
export function useEpisodes(runId: string | undefined): readonly EpisodeSummary[] | undefined {
  const client = useLabClient();
  const [stored, setStored] = useState<{ readonly runId: string; readonly episodes: readonly EpisodeSummary[] }>();
  const live = useLab((state) => (state.history.runId === runId ? state.history.episodes : none));
  useEffect(() => {
    if (runId === undefined) return undefined;
    let wanted = true;
    void client.call('episodes.list', { runId }).then((episodes) => {
      if (wanted) setStored({ runId, episodes: episodes ?? [] });
    });
    return () => {
      wanted = false;
    };
  }, [client, runId]);
  return useMemo(() => (stored === undefined || stored.runId !== runId ? undefined : joinEpisodes(stored.episodes, live)), [stored, runId, live]);
}
