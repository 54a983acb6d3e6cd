import { useMemo, useState } from 'react';
import type { RunSummary } from '../../../shared/training';
import { Panel } from '../../design/panel';
import { Segmented } from '../../design/segmented';
import { Select } from '../../design/select';
import { formatCount } from '../../plots/format-number';
import { EpisodeHeadings } from './episode-headings';
import styles from './episode-list.module.css';
import { newestFirst, orderEpisodes, pressColumn, type EpisodeFilter } from './episode-order';
import { EpisodeRows } from './episode-rows';
import { useEpisodes } from './use-episodes';

interface EpisodeListProps {
  readonly runs: readonly RunSummary[];
  readonly runId: string | undefined;
  readonly openId: string | undefined;
  readonly onRun: (runId: string) => void;
  readonly onOpen: (episodeId: string) => void;
}

/** The episodes of one run, filtered and sorted; only the rows in view are in the page. */
export function EpisodeList({ runs, runId, openId, onRun, onOpen }: EpisodeListProps) {
  const episodes = useEpisodes(runId);
  const [filter, setFilter] = useState<EpisodeFilter>('all');
  const [order, setOrder] = useState(newestFirst);
  const ordered = useMemo(() => orderEpisodes(episodes ?? [], filter, order), [episodes, filter, order]);
  return (
    <Panel title="Episodes" number={episodes === undefined ? undefined : formatCount(ordered.length)} className={styles.panel}>
      <div className={styles.tools}>
        <Select
          label="Run"
          hideLabel
          value={runId ?? ''}
          options={[
            ...(runs.some((run) => run.id === runId) ? [] : [{ value: runId ?? '', label: runId ?? 'no run' }]),
            ...runs.map((run) => ({ value: run.id, label: `${run.id} · ${formatCount(run.episodes)}` })),
          ]}
          onChange={onRun}
        />
        <Segmented
          label="Show"
          value={filter}
          options={[
            { value: 'all', label: 'All' },
            { value: 'success', label: 'Success' },
            { value: 'failed', label: 'Failed' },
          ]}
          onChange={setFilter}
        />
      </div>
      <EpisodeHeadings order={order} onPress={(column) => { setOrder(pressColumn(order, column)); }} />
      <EpisodeRows episodes={ordered} openId={openId} onOpen={onOpen} empty={emptySentence(episodes === undefined, episodes?.length ?? 0)} />
    </Panel>
  );
}

function emptySentence(reading: boolean, count: number): string {
  if (reading) return 'Reading the episodes …';
  return count === 0 ? 'This run has no finished episode yet. The first appears when it ends.' : 'No episode of this kind: choose All.';
}
