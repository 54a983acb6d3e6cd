import type { ArmStatus } from '../../../shared/arm';
import { Panel } from '../../design/panel';
import { Figure } from './figure';
import { healthItems } from './health-items';
import styles from './health.module.css';

/** How steady the control loop and the line to the arm are; what is amiss says what to do. */
export function HealthPanel({ arm }: { readonly arm: ArmStatus }) {
  const items = healthItems(arm);
  return (
    <Panel title={arm.link === undefined ? 'Control loop' : 'Control loop and line'} small="last 10 s">
      <div className={styles.figures}>
        {items.length === 0 ? <Figure label="control" value="–" unit="Hz" /> : items.map(({ name, ...item }) => <Figure key={name} {...item} />)}
      </div>
      {items.map(({ name, problem }) => problem !== undefined && (
        <p key={name} className={styles.problem}>
          {problem}
        </p>
      ))}
    </Panel>
  );
}
