import { Unplug } from 'lucide-react';
import { useLab } from '../state/lab-context';
import styles from './connection-overlay.module.css';

/** Says that the host is gone or speaks another version. It covers the screens, which are old news then, and never STOP. */
export function ConnectionOverlay() {
  const connection = useLab((state) => state.connection);
  const incompatible = useLab((state) => state.incompatible);
  if (connection.type === 'connected' && incompatible === undefined) return null;
  return (
    <div className={styles.overlay}>
      <div className={styles.box} role="alert">
        <Unplug aria-hidden="true" />
        <h2>{connection.type === 'lost' ? 'The host does not answer' : 'This window is out of date'}</h2>
        <p>{connection.type === 'lost' ? connection.sentence : incompatible}</p>
        <p>What you see is the last that was known.</p>
      </div>
    </div>
  );
}
