import { useEffect, useState } from 'react';
import type { CallResult } from '../../../shared/contract/calls';
import { EmptyState } from '../../design/empty-state';
import { useLabClient } from '../../state/lab-context';
import { OpenedEpisode } from './opened-episode';

type Reading = { readonly type: 'reading' } | { readonly type: 'open'; readonly content: CallResult<'episodes.open'> } | { readonly type: 'failed'; readonly sentence: string };

/** Reads an episode and shows it. */
export function EpisodePlayer({ episodeId }: { readonly episodeId: string }) {
  const client = useLabClient();
  const [reading, setReading] = useState<Reading>({ type: 'reading' });
  useEffect(() => {
    let wanted = true;
    void client.attempt('episodes.open', { episodeId }).then((answer) => {
      if (!wanted) return;
      setReading(answer.ok ? { type: 'open', content: answer.result } : { type: 'failed', sentence: answer.failure.message });
    });
    return () => {
      wanted = false;
    };
  }, [client, episodeId]);
  switch (reading.type) {
    case 'reading':
      return <EmptyState title="Reading the episode …" />;
    case 'failed':
      return <EmptyState title="This episode cannot be shown">{reading.sentence}</EmptyState>;
    case 'open':
      return reading.content.tracks.steps === 0 ? (
        <EmptyState title="This episode is empty">It was cut off before its first step. Choose another in the list.</EmptyState>
      ) : (
        <OpenedEpisode episodeId={episodeId} tracks={reading.content.tracks} scene={reading.content.scene} />
      );
  }
}
