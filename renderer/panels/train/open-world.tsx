import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import type { TaskDescription } from '../../../shared/contract/frames';
import { Button } from '../../design/button';
import { TextField } from '../../design/text-field';
import { useLabClient } from '../../state/lab-context';
import styles from './run-setup.module.css';

/** Opens the operator's own world: a task file with its MuJoCo model beside it, on the lab's computer. */
export function OpenWorld({ onOpened }: { readonly onOpened: (task: TaskDescription) => void }) {
  const client = useLabClient();
  const [path, setPath] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const open = async () => {
    if (path.trim() === '' || busy) return;
    setBusy(true);
    const answer = await client.attempt('tasks.open', { path: path.trim() });
    setBusy(false);
    setFailure(answer.ok ? undefined : answer.failure.message);
    if (answer.ok) onOpened(answer.result);
  };
  return (
    <details className={styles.world}>
      <summary>Open a world …</summary>
      <div>
        <TextField label="Path of the world’s file" value={path} placeholder="/home/me/worlds/hopper/task.json" problem={failure} onChange={setPath} onSubmit={() => void open()} />
        <Button icon={<FolderOpen aria-hidden="true" />} disabledReason={path.trim() === '' ? 'Type the path of a task file first.' : busy ? 'It is being opened.' : undefined} onClick={() => void open()}>
          Open
        </Button>
      </div>
    </details>
  );
}
