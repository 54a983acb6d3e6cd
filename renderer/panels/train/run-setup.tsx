import { useState } from 'react';
import type { TaskDescription } from '../../../shared/contract/frames';
import type { RunSummary } from '../../../shared/training';
import { Panel } from '../../design/panel';
import { EarlierRuns } from './earlier-runs';
import { SetupForm } from './setup-form';
import styles from './run-setup.module.css';
import { useRuns } from './use-runs';
import { useTasks } from './use-tasks';

interface RunSetupProps {
  readonly onStarted: () => void;
  readonly onShowRun: (runId: RunSummary['id']) => void;
}

/** The form for a new run, and beside it the runs that there are. */
export function RunSetup({ onStarted, onShowRun }: RunSetupProps) {
  const offered = useTasks();
  const [opened, setOpened] = useState<readonly TaskDescription[]>([]);
  const tasks = offered && [...offered.filter((task) => !opened.some(({ name }) => name === task.name)), ...opened];
  const runs = useRuns();
  return (
    <div className={styles.screen}>
      <Panel title="New run" small="what the arm shall learn, and how long" className={styles.form} scroll>
        {tasks === undefined || tasks.length === 0 ? <p className={styles.waiting}>{tasks === undefined ? 'Asking the lab for its tasks …' : 'The lab offers no task.'}</p> : <SetupForm tasks={tasks} runs={runs ?? []} onStarted={onStarted} onOpened={(task) => { setOpened([...opened.filter(({ name }) => name !== task.name), task]); }} />}
      </Panel>
      <Panel title="Earlier runs" small="look at one, or go on with it" scroll>
        <EarlierRuns runs={runs} onShow={onShowRun} />
      </Panel>
    </div>
  );
}
