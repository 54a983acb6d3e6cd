import { Clapperboard } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { Button } from '../../design/button';
import { EmptyState } from '../../design/empty-state';
import { useLab } from '../../state/lab-context';
import { useRuns } from '../train/use-runs';
import { episodeAddress, openEpisode } from './episode-address';
import { EpisodeList } from './episode-list';
import { EpisodePlayer } from './episode-player';
import styles from './episodes-screen.module.css';

/** Every recorded episode: the list on the left, the opened one beside it. */
export function EpisodesScreen() {
  const hash = useSyncExternalStore(subscribeHash, () => location.hash);
  const runs = useRuns();
  const current = useLab((state) => state.lab?.training?.id);
  const address = episodeAddress(hash);
  const runId = address.runId ?? current ?? runs?.find((run) => run.episodes > 0)?.id ?? runs?.[0]?.id;
  if (runs !== undefined && runs.length === 0 && runId === undefined) {
    return (
      <EmptyState
        icon={<Clapperboard aria-hidden="true" />}
        title="No episodes yet"
        action={<Button kind="primary" onClick={() => { location.hash = '#/train'; }}>Set up a run</Button>}
      >
        Every episode of every run is recorded while it happens. Start a run on the Train screen, and its episodes appear here.
      </EmptyState>
    );
  }
  return (
    <div className={styles.screen}>
      <EpisodeList runs={runs ?? []} runId={runId} openId={address.episodeId} onRun={openEpisode} onOpen={openEpisode} />
      {address.episodeId === undefined ? (
        <div className={styles.none}>
          <EmptyState icon={<Clapperboard aria-hidden="true" />} title="No episode is open">
            Choose one in the list: it is shown at any instant, with what the policy would have done there.
          </EmptyState>
        </div>
      ) : (
        <EpisodePlayer key={address.episodeId} episodeId={address.episodeId} />
      )}
    </div>
  );
}

function subscribeHash(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => { removeEventListener('hashchange', listener); };
}
