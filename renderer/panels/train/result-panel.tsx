import { Clapperboard, Play, Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../design/button';
import { Panel } from '../../design/panel';
import { TextField } from '../../design/text-field';
import { formatCount, formatDuration, formatPercent, formatSignificant } from '../../plots/format-number';
import { runTitle } from '../../shell/run-words';
import { useLab, useLabClient } from '../../state/lab-context';
import { openEpisode } from '../episodes/episode-address';
import { ExportRun } from './export-run';
import { proposedSteps, resumeSteps } from './resume-steps';
import styles from './result-panel.module.css';
import { whenWords } from './run-list-words';
import type { RunRecord } from './use-run-record';

interface ResultPanelProps {
  readonly record: RunRecord;
  readonly onNewRun: () => void;
  readonly onStarted: () => void;
}

/** The run's result in a few figures, and the ways on from here. */
export function ResultPanel({ record, onNewRun, onStarted }: ResultPanelProps) {
  const { run } = record;
  const note = useLab((state) => (state.lab?.training?.id === run.id ? state.lab.training.note : undefined));
  const evaluation = run.lastEvaluation;
  return (
    <Panel
      title={runTitle(run)}
      small={`${run.id} · ${run.state} · ${whenWords(run.createdMs)}`}
      actions={
        <Button kind="quiet" icon={<Plus aria-hidden="true" />} onClick={onNewRun}>
          New run
        </Button>
      }
    >
      <div className={styles.result}>
        <dl className={styles.figures}>
          <Figure term="Success" value={evaluation ? formatPercent(evaluation.successRate) : '–'} remark={evaluation ? `${formatCount(evaluation.episodes)} evaluation episodes` : 'not evaluated yet'} large />
          <Figure term="Return" value={evaluation ? formatSignificant(evaluation.meanReturn) : '–'} remark={evaluation ? `± ${formatSignificant(evaluation.returnDeviation, 2)} an episode, at step ${formatCount(evaluation.step)}` : ''} large />
          <Figure term="Steps" value={`${formatCount(run.step)} / ${formatCount(run.settings.steps)}`} />
          <Figure term="Updates" value={formatCount(run.updates)} />
          <Figure term="Episodes" value={formatCount(run.episodes)} />
          <Figure term="Time" value={formatDuration(run.elapsedS)} />
        </dl>
        {note !== undefined && <p className={styles.note}>{note}</p>}
        <div className={styles.actions}>
          <Button icon={<Clapperboard aria-hidden="true" />} onClick={() => { openEpisode(run.id); }} disabledReason={run.episodes === 0 ? 'This run has no episode.' : undefined}>
            Replay episodes
          </Button>
          <Resume record={record} onStarted={onStarted} />
        </div>
        <ExportRun run={run} />
      </div>
    </Panel>
  );
}

interface FigureProps {
  readonly term: string;
  readonly value: string;
  readonly remark?: string;
  readonly large?: boolean;
}

function Figure({ term, value, remark, large = false }: FigureProps) {
  return (
    <div className={large ? styles.large : undefined}>
      <dt>{term}</dt>
      <dd className="number">{value}</dd>
      {remark !== undefined && <small>{remark}</small>}
    </div>
  );
}

/** Goes on from the newest checkpoint, up to a number of steps. */
function Resume({ record, onStarted }: { readonly record: RunRecord; readonly onStarted: () => void }) {
  const client = useLabClient();
  const [text, setText] = useState(() => String(proposedSteps(record.run)));
  const [failure, setFailure] = useState<string>();
  const reading = resumeSteps(text, record.run);
  const resume = async () => {
    if (!reading.ok) return;
    const answer = await client.attempt('training.resumeRun', { runId: record.run.id, steps: reading.steps });
    setFailure(answer.ok ? undefined : answer.failure.message);
    if (answer.ok) onStarted();
  };
  return (
    <div className={styles.resume}>
      <TextField label="Go on to" suffix="steps" inputMode="numeric" value={text} onChange={setText} onSubmit={() => void resume()} problem={reading.ok ? failure : reading.sentence} />
      <Button kind="primary" icon={<Play aria-hidden="true" />} onClick={() => void resume()} disabledReason={reading.ok ? undefined : reading.sentence}>
        Resume
      </Button>
    </div>
  );
}
