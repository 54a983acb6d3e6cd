import type { PoseFrame } from '../../../shared/scene';
import { Panel } from '../../design/panel';
import { Figure } from '../health/figure';
import styles from '../health/health.module.css';

/** Where the tip of the gripper is, in the frame of the arm's base. */
export function TipPanel({ pose }: { readonly pose: PoseFrame | undefined }) {
  return (
    <Panel title="Gripper tip" small="from the base">
      <div className={styles.figures}>
        {['x', 'y', 'z'].map((axis, index) => (
          <Figure key={axis} label={axis} value={formatMillimetres(pose?.tip?.[index])} unit="mm" />
        ))}
      </div>
    </Panel>
  );
}

function formatMillimetres(metres: number | undefined): string {
  return metres === undefined ? '–' : String(Math.round(metres * 1000)).replace('-', '\u2212');
}
