import { useEffect, useState } from 'react';
import type { RunSummary } from '../../../shared/training';
import { useLab, useLabClient } from '../../state/lab-context';

/** The runs of the library, newest first; read again when the current run changes its state. Undefined until read. */
export function useRuns(): readonly RunSummary[] | undefined {
  const client = useLabClient();
  const current = useLab((state) => `${state.lab?.training?.id ?? ''} ${state.lab?.training?.state ?? ''}`);
  const [runs, setRuns] = useState<readonly RunSummary[]>();
  useEffect(() => {
    let wanted = true;
    void client.call('runs.list').then((answer) => {
      if (wanted && answer) setRuns(answer.toSorted((first, second) => second.createdMs - first.createdMs));
    });
    return () => {
      wanted = false;
    };
  }, [client, current]);
  return runs;
}
