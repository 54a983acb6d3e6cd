import { FolderOpen } from 'lucide-react';
import type { RunSummary } from '../../../shared/training';
import { EmptyState } from '../../design/empty-state';
import { formatCount, formatDuration, formatPercent, formatSignificant } from '../../plots/format-number';
import { runTitle } from '../../shell/run-words';
import styles from './earlier-runs.module.css';
import { whenWords } from './run-list-words';

interface EarlierRunsProps {
  /** Newest first; undefined while they are read. */
  readonly runs: readonly RunSummary[] | undefined;
  readonly onShow: (runId: string) => void;
}

/** The runs of the library, each a row that opens it. */
export function EarlierRuns({ runs, onShow }: EarlierRunsProps) {
  if (runs === undefined) return <p className={styles.waiting}>Reading the library …</p>;
  if (runs.length === 0) {
    return (
      <EmptyState icon={<FolderOpen aria-hidden="true" />} title="No runs yet">
        Start one on the left: it is stored with its curves, checkpoints and episodes, and stays here.
      </EmptyState>
    );
  }
  return (
    <ul className={styles.list}>
      {runs.map((run) => (
        <li key={run.id}>
          <button type="button" className={styles.run} onClick={() => { onShow(run.id); }}>
            <span className={styles.title}>
              {runTitle(run)} <small className="number">{run.id}</small>
            </span>
            <span className={styles.state} data-state={run.state}>
              {run.state}
            </span>
            <span className={`number ${styles.facts ?? ''}`}>
              {formatCount(run.step)} / {formatCount(run.settings.steps)} steps · {formatCount(run.episodes)} episodes · {formatDuration(run.elapsedS)}
            </span>
            <span className={`number ${styles.result ?? ''}`}>
              {run.lastEvaluation === undefined ? 'not evaluated' : `${formatPercent(run.lastEvaluation.successRate)} · return ${formatSignificant(run.lastEvaluation.meanReturn)}`}
            </span>
            <time className={styles.when} dateTime={new Date(run.createdMs).toISOString()}>
              {whenWords(run.createdMs)}
            </time>
          </button>
        </li>
      ))}
    </ul>
  );
}
