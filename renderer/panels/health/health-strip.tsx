import { useLab } from '../../state/lab-context';
import { healthItems } from './health-items';
import styles from './health.module.css';

/** How well control, line and policy keep up, in one line for the foot of the scene. Nothing where time is simulated. */
export function HealthStrip() {
  const arm = useLab((state) => state.lab?.arm);
  const training = useLab((state) => state.lab?.training);
  const items = arm?.control === undefined ? [] : healthItems(arm, training);
  if (items.length === 0) return null;
  return (
    <dl className={styles.strip} aria-label="Health of control">
      {items.map(({ name, label, value, unit, title, problem }) => (
        <div key={name} title={problem ?? title} data-problem={problem !== undefined || undefined}>
          <dt>{label}</dt>
          <dd className="number">
            {value} {unit}
          </dd>
        </div>
      ))}
    </dl>
  );
}
