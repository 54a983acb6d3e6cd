import type { TrainingStatus } from '../../shared/training';
import { Button } from '../design/button';
import { Pill } from '../design/pill';
import { useLab, useLabClient } from '../state/lab-context';
import { armWords, whyNotContinue } from './arm-words';
import styles from './header.module.css';
import { Mark } from './mark';
import { formatSteps, formatTimeLeft, runDetail, runTitle } from './run-words';

const lostWords = { words: 'The host does not answer', tone: 'danger' } as const;

/** The strip at the top: what runs, how far it is, and the few things one may want at any time. STOP has its own corner. */
export function Header() {
  const training = useLab((state) => state.lab?.training);
  const arm = useLab((state) => state.lab?.arm);
  const connected = useLab((state) => state.connection.type === 'connected');
  const words = connected ? arm && armWords(arm) : lostWords;
  return (
    <header className={styles.header}>
      <div className={styles.mark}>
        <Mark />
      </div>
      <div className={styles.run}>
        <h1>{training ? runTitle(training) : 'Tempera'}</h1>
        <small className="number">{training ? runDetail(training) : 'no run yet'}</small>
      </div>
      {words && <Pill tone={words.tone}>{words.words}</Pill>}
      {training && <Progress training={training} />}
      <span className={styles.grow} />
      {training && <RunButtons training={training} />}
    </header>
  );
}

function Progress({ training }: { readonly training: TrainingStatus }) {
  const { step, settings, state, timeLeftS } = training;
  const fraction = Math.min(1, step / settings.steps);
  const last = state === 'training' && timeLeftS !== undefined ? formatTimeLeft(timeLeftS) : state;
  return (
    <div className={styles.progress} title={training.note}>
      <div className={styles.bar} role="progressbar" aria-label="Control steps" aria-valuemin={0} aria-valuemax={settings.steps} aria-valuenow={step}>
        <i style={{ width: `${String(fraction * 100)}%` }} data-state={state} />
      </div>
      <span className="number">
        {formatSteps(step)} / {formatSteps(settings.steps)}
        <span className={styles.unit}> steps</span>
      </span>
      <span className="number">{last}</span>
    </div>
  );
}

function RunButtons({ training }: { readonly training: TrainingStatus }) {
  const client = useLabClient();
  const armMode = useLab((lab) => lab.lab?.arm.mode);
  const { state } = training;
  if (state !== 'training' && state !== 'paused' && state !== 'finishing' && state !== 'preparing') return null;
  const wait = state === 'finishing' ? 'The run is writing its last checkpoint.' : state === 'preparing' ? 'The run is still preparing.' : undefined;
  return (
    <div className={styles.buttons}>
      {state === 'paused' ? (
        <Button kind="primary" disabledReason={whyNotContinue(armMode)} onClick={() => void client.call('training.continue')}>
          Continue
        </Button>
      ) : (
        <Button disabledReason={wait} onClick={() => void client.call('training.pause')}>
          Pause
        </Button>
      )}
      <Button disabledReason={state === 'finishing' ? wait : undefined} title="Ends the run with a checkpoint" onClick={() => void client.call('training.finish')}>
        {state === 'finishing' ? 'Finishing…' : 'Finish'}
      </Button>
    </div>
  );
}
