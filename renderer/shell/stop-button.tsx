import { KeyboardKey } from '../design/keyboard-key';
import { useLab, useLabClient } from '../state/lab-context';
import styles from './stop-button.module.css';

/** STOP: fixed in its corner above everything, dialogs included. It is never disabled and never takes a stop back. */
export function StopButton() {
  const client = useLabClient();
  const sending = useLab((state) => state.stopSentMs !== undefined);
  return (
    <button
      type="button"
      className={styles.stop}
      aria-label="STOP: hold the arm where it is"
      aria-keyshortcuts="Space"
      title="Holds the arm where it is, torque on (space bar)"
      // The press, not the release: a hand that slides off the button has stopped all the same.
      onPointerDown={(event) => { if (event.button === 0) void client.stop(); }}
      onKeyDown={(event) => { if (event.key === 'Enter' && !event.repeat) void client.stop(); }}
    >
      {sending ? 'SENT…' : 'STOP'}
      <KeyboardKey>space</KeyboardKey>
    </button>
  );
}
