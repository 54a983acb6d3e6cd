import { ArrowLeft } from 'lucide-react';
import { useMemo } from 'react';
import { Button } from '../../design/button';
import { EmptyState } from '../../design/empty-state';
import { useLab } from '../../state/lab-context';
import { ResultPanel } from './result-panel';
import styles from './run-review.module.css';
import { SettingsPanel } from './settings-panel';
import { Strips } from './strips';
import { TradeOffPanel } from './trade-off-panel';
import { useRunRecord, type RunRecord } from './use-run-record';

interface RunReviewProps {
  readonly runId: string;
  readonly onNewRun: () => void;
  readonly onStarted: () => void;
}

/** A run that is over: what came of it, its curves, and how to go on. */
export function RunReview({ runId, onNewRun, onStarted }: RunReviewProps) {
  const reading = useRunRecord(runId);
  switch (reading.type) {
    case 'reading':
      return <EmptyState title="Reading the run …" />;
    case 'failed':
      return (
        <EmptyState title="This run cannot be shown" action={<Button icon={<ArrowLeft aria-hidden="true" />} onClick={onNewRun}>All runs</Button>}>
          {reading.sentence}
        </EmptyState>
      );
    case 'read':
      return <Review record={reading.record} onNewRun={onNewRun} onStarted={onStarted} />;
  }
}

interface ReviewProps {
  readonly record: RunRecord;
  readonly onNewRun: () => void;
  readonly onStarted: () => void;
}

function Review({ record, onNewRun, onStarted }: ReviewProps) {
  const liveAlpha = useLab((state) => (state.lab?.training?.id === record.run.id ? state.lab.training.alpha : undefined));
  const alpha = liveAlpha ?? record.episodes.at(-1)?.alpha ?? 0;
  const tradeOff = useMemo(() => ({ episodes: record.episodes, alpha }), [record.episodes, alpha]);
  return (
    <div className={styles.screen}>
      <div className={styles.left}>
        <ResultPanel record={record} onNewRun={onNewRun} onStarted={onStarted} />
        <SettingsPanel settings={record.run.settings} />
      </div>
      <div className={styles.plane}>
        <TradeOffPanel data={tradeOff} />
      </div>
      <Strips className={styles.strips} rows={record.metrics} events={record.events} />
    </div>
  );
}
