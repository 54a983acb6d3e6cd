import { useEffect, useState } from 'react';
import type { TaskDescription } from '../../../shared/contract/frames';
import { useLabClient } from '../../state/lab-context';

/** The tasks that the lab offers; undefined until it has answered. */
export function useTasks(): readonly TaskDescription[] | undefined {
  const client = useLabClient();
  const [tasks, setTasks] = useState<readonly TaskDescription[]>();
  useEffect(() => {
    let wanted = true;
    void client.call('tasks.list').then((answer) => {
      if (wanted && answer) setTasks(answer);
    });
    return () => {
      wanted = false;
    };
  }, [client]);
  return tasks;
}
