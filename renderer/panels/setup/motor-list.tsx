import { Check, Minus } from 'lucide-react';
import type { MotorsState } from '../../../shared/arm-setup';
import { formatCount } from '../../plots/format-number';
import styles from './setup.module.css';

const stateWords = { waiting: 'waiting', current: 'now', done: 'done', skipped: 'left out' } as const;

/** The motors of an arm in the order in which they get their ids. */
export function MotorList({ motors: { motors, found } }: { readonly motors: MotorsState }) {
  return (
    <>
      <ol className={styles.motors} aria-label="Motors">
        {motors.map(({ joint, id, model, state }) => (
          <li key={joint} data-state={state} aria-current={state === 'current' ? 'step' : undefined}>
            <b className="number">{id}</b>
            <span>
              {joint.replaceAll('_', ' ')} <small>{model}</small>
            </span>
            <small>
              {state === 'done' && <Check aria-hidden="true" />}
              {state === 'skipped' && <Minus aria-hidden="true" />}
              {stateWords[state]}
            </small>
          </li>
        ))}
      </ol>
      {found !== undefined && (
        <p className={`number ${styles.facts ?? ''}`}>
          answered last: id {found.id} at {formatCount(found.baudRate)} Bd{found.model === undefined ? '' : `, ${found.model}`}
        </p>
      )}
    </>
  );
}
