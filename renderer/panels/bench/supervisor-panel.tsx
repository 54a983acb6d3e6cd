import { ShieldCheck } from 'lucide-react';
import type { ArmStatus } from '../../../shared/arm';
import { EmptyState } from '../../design/empty-state';
import { Panel } from '../../design/panel';
import styles from './bench-screen.module.css';

/** What each limit does when it steps in, by the name that the supervisor counts it under. */
const limitWords: Readonly<Record<string, string>> = {
  range: 'Kept inside the joint limits',
  velocity: 'Slowed to the velocity limit',
  acceleration: 'Slowed to the acceleration limit',
  step: 'Shortened to the largest step',
  lead: 'Waited for a lagging joint',
  'ease-in': 'Eased in at the start of a motion',
  workspace: 'Kept inside the workspace',
  collision: 'Kept clear of a collision',
  'bad-request': 'Refused a command without sense',
  'missing-reading': 'Held while a reading was missing',
};

/** How often the supervisor changed or refused a command, and what it warns of. */
export function SupervisorPanel({ arm }: { readonly arm: ArmStatus }) {
  const counts = Object.entries(arm.interventions).filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  return (
    <Panel title="Supervisor" small="since connecting" number={total} scroll>
      {arm.warnings?.map((sentence) => (
        <p key={sentence} className={styles.warning} role="status">
          {sentence}
        </p>
      ))}
      {counts.length === 0 ? (
        <EmptyState icon={<ShieldCheck aria-hidden="true" />} title="No command was changed">
          Every command so far was within the limits.
        </EmptyState>
      ) : (
        <dl className={styles.counts}>
          {counts.map(([limit, count]) => (
            <div key={limit}>
              <dt>{limitWords[limit] ?? limit}</dt>
              <dd className="number">{count}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
