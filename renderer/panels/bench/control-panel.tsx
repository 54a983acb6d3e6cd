import type { ArmStatus } from '../../../shared/arm';
import type { PoseFrame } from '../../../shared/scene';
import { Panel } from '../../design/panel';
import styles from './bench-screen.module.css';

/** How steady the control loop is, over the last 10 s. */
export function ControlPanel({ arm }: { readonly arm: ArmStatus }) {
  const { control } = arm;
  return (
    <Panel title="Control loop" small="last 10 s">
      <div className={styles.figures}>
        <Figure label="rate" value={control ? control.rateHz.toFixed(1) : '–'} unit="Hz" />
        <Figure label="period error, p99" value={control ? control.periodErrorP99Ms.toFixed(2) : '–'} unit="ms" />
        {control?.missedTicks !== undefined && <Figure label="ticks left out" value={String(control.missedTicks)} unit="" />}
      </div>
    </Panel>
  );
}

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

function Figure({ label, value, unit }: { readonly label: string; readonly value: string; readonly unit: string }) {
  return (
    <div>
      <span className="number">
        {value} <small>{unit}</small>
      </span>
      <small>{label}</small>
    </div>
  );
}
