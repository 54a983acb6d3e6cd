import { useState } from 'react';
import type { TrainingStatus } from '../../../shared/training';
import { useLab } from '../../state/lab-context';
import { LiveRun } from './live-run';
import { RunReview } from './run-review';
import { RunSetup } from './run-setup';

/** What the screen shows beside a training run: the form for a new one, or an earlier run. */
type View = { readonly type: 'automatic' } | { readonly type: 'setup' } | { readonly type: 'run'; readonly runId: string };

const underWay: ReadonlySet<TrainingStatus['state']> = new Set(['preparing', 'training', 'paused', 'finishing']);

/** Set a run up, watch it, and see what came of it. */
export function TrainScreen() {
  const runId = useLab((state) => state.lab?.training?.id);
  const runState = useLab((state) => state.lab?.training?.state);
  const [view, setView] = useState<View>({ type: 'automatic' });
  if (runId !== undefined && runState !== undefined && underWay.has(runState)) return <LiveRun key={runId} />;
  const shownRun = view.type === 'run' ? view.runId : view.type === 'automatic' ? runId : undefined;
  if (shownRun !== undefined) {
    return (
      <RunReview
        key={shownRun}
        runId={shownRun}
        onNewRun={() => { setView({ type: 'setup' }); }}
        onStarted={() => { setView({ type: 'automatic' }); }}
      />
    );
  }
  return (
    <RunSetup
      onStarted={() => { setView({ type: 'automatic' }); }}
      onShowRun={(runId) => { setView({ type: 'run', runId }); }}
    />
  );
}
