import { Hand, OctagonX } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ArmStatus } from '../../shared/arm';
import { Button } from '../design/button';
import { useLab, useLabClient } from '../state/lab-context';
import styles from './stop-banner.module.css';

/** How long a STOP may stay unanswered before the operator is told not to trust it, milliseconds. */
const answerDueMs = 700;

/** A latched stop, torque off, or a STOP that nobody answers: said across the window, with what to do. */
export function StopBanner() {
  const arm = useLab((state) => state.lab?.arm);
  const unanswered = useUnanswered();
  if (unanswered) {
    return (
      <div className={styles.banner} data-tone="stop" role="alert">
        <OctagonX aria-hidden="true" />
        <p>
          <b>STOP was sent and the host has not answered.</b> If the arm still moves, cut its power.
        </p>
      </div>
    );
  }
  if (arm?.mode === 'stopped') return <Stopped arm={arm} />;
  if (arm?.mode === 'released') return <Released />;
  return null;
}

function Stopped({ arm }: { readonly arm: ArmStatus }) {
  const client = useLabClient();
  const { stop } = arm;
  return (
    <div className={styles.banner} data-tone="stop" role="alert">
      <OctagonX aria-hidden="true" />
      <p>
        <b>{stop?.sentence ?? 'The arm is stopped.'}</b> {stop?.remedy ?? 'Look at the arm, then press Engage to go on.'}
        {stop && (
          <small className="number">
            {new Date(stop.atMs).toLocaleTimeString('en-GB')}
            {stop.joint === undefined ? '' : ` · ${stop.joint}`} · torque on, holding
          </small>
        )}
      </p>
      <Button onClick={() => void client.call('arm.engage')}>Engage</Button>
    </div>
  );
}

function Released() {
  const client = useLabClient();
  return (
    <div className={styles.banner} data-tone="release" role="status">
      <Hand aria-hidden="true" />
      <p>
        <b>Torque is off: the arm may fall.</b> Engage takes it up again where it is then.
      </p>
      <Button onClick={() => void client.call('arm.engage')}>Engage</Button>
    </div>
  );
}

function useUnanswered(): boolean {
  const sentMs = useLab((state) => state.stopSentMs);
  const [overdueOf, setOverdueOf] = useState<number>();
  useEffect(() => {
    if (sentMs === undefined) return;
    const timer = setTimeout(() => { setOverdueOf(sentMs); }, answerDueMs);
    return () => { clearTimeout(timer); };
  }, [sentMs]);
  return sentMs !== undefined && overdueOf === sentMs;
}
