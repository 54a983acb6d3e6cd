import { Check, X } from 'lucide-react';
import { useEffect, useEffectEvent } from 'react';
import { Button } from '../../design/button';
import { KeyboardKey } from '../../design/keyboard-key';
import { useLab, useLabClient } from '../../state/lab-context';
import styles from './episode-labels.module.css';
import { outcomeOfKey } from './label-key';
import { useTasks } from './use-tasks';

/**
 * The operator's judgement, where the arm keeps real time: S or F ends the running episode as a success or a failure.
 * Only for tasks in which success pays, so that the label means something.
 */
export function EpisodeLabels() {
  const client = useLabClient();
  const tasks = useTasks();
  const task = useLab((state) => state.lab?.training?.settings.task);
  const runs = useLab((state) => state.lab?.training?.state === 'training');
  const realTime = useLab((state) => state.lab?.training?.settings.pace === 'real-time' && !state.lab.training.settings.lockstep);
  const last = useLab((state) => state.history.events.findLast((event) => event.kind === 'labelled'));
  const shown = realTime && tasks?.find(({ name }) => name === task)?.successReward !== undefined;
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const outcome = outcomeOfKey(event, event.target instanceof Element ? event.target : undefined);
    if (outcome === undefined || !runs) return;
    event.preventDefault();
    void client.call('training.label', { outcome });
  });
  useEffect(() => {
    if (!shown) return undefined;
    const listen = (event: KeyboardEvent) => { onKey(event); };
    window.addEventListener('keydown', listen);
    return () => { window.removeEventListener('keydown', listen); };
  }, [shown]);
  if (!shown) return null;
  const refused = runs ? undefined : 'No episode runs now.';
  return (
    <div className={styles.labels} role="group" aria-label="How the episode ended">
      <Button icon={<Check aria-hidden="true" />} disabledReason={refused} title="Ends the episode as a success" aria-keyshortcuts="S" onClick={() => void client.call('training.label', { outcome: 'success' })}>
        Success <KeyboardKey>S</KeyboardKey>
      </Button>
      <Button icon={<X aria-hidden="true" />} disabledReason={refused} title="Ends the episode as a failure" aria-keyshortcuts="F" onClick={() => void client.call('training.label', { outcome: 'failure' })}>
        Failure <KeyboardKey>F</KeyboardKey>
      </Button>
      {last !== undefined && (
        <small role="status" className="number">
          step {last.step}: {last.sentence}
        </small>
      )}
    </div>
  );
}
