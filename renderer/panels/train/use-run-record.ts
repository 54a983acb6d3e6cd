import { useEffect, useState } from 'react';
import type { EpisodeSummary } from '../../../shared/episodes';
import type { MetricsRow, RunEvent, RunSummary } from '../../../shared/training';
import { useLab, useLabClient } from '../../state/lab-context';

/** All that the library holds of one run. Episodes are oldest first. */
export interface RunRecord {
  readonly run: RunSummary;
  readonly metrics: readonly MetricsRow[];
  readonly events: readonly RunEvent[];
  readonly episodes: readonly EpisodeSummary[];
}

export type RunReading = { readonly type: 'reading' } | { readonly type: 'read'; readonly record: RunRecord } | { readonly type: 'failed'; readonly sentence: string };

/** Reads a stored run; again when the lab's run changes its state, so that a run that just ended is whole. */
export function useRunRecord(runId: string): RunReading {
  const client = useLabClient();
  const current = useLab((state) => (state.lab?.training?.id === runId ? state.lab.training.state : undefined));
  const [reading, setReading] = useState<RunReading>({ type: 'reading' });
  useEffect(() => {
    let wanted = true;
    const read = async () => {
      const [runs, history, episodes] = await Promise.all([
        client.attempt('runs.list'),
        client.attempt('runs.history', { runId }),
        client.attempt('episodes.list', { runId }),
      ]);
      if (!wanted) return;
      const refused = [runs, history, episodes].find((answer) => !answer.ok);
      if (!runs.ok || !history.ok || !episodes.ok) {
        setReading({ type: 'failed', sentence: refused?.ok === false ? refused.failure.message : 'The run could not be read.' });
        return;
      }
      const run = runs.result.find((candidate) => candidate.id === runId);
      if (run === undefined) setReading({ type: 'failed', sentence: `The library holds no run "${runId}": it was moved or deleted. Choose another.` });
      else setReading({ type: 'read', record: { run, ...history.result, episodes: episodes.result.toSorted((first, second) => first.number - second.number) } });
    };
    void read();
    return () => {
      wanted = false;
    };
  }, [client, runId, current]);
  return reading;
}
