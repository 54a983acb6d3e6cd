import type { ArmDescription, JointDescription } from '../../../shared/arm';
import type { PoseFrame } from '../../../shared/scene';
import { classNames } from '../../design/class-names';
import { Slider } from '../../design/slider';
import table from '../../design/table.module.css';
import styles from './joint-table.module.css';
import { withJoint } from './joint-targets';
import { formatDegrees, jointTitle, toDegrees, toRadians } from './units';
import type { Jog } from './use-jog';

interface JointTableProps {
  readonly description: ArmDescription;
  readonly pose: PoseFrame | undefined;
  readonly jog: Jog;
  readonly refused: string | undefined;
}

/** Every joint with its reading, its goal as a slider between its limits, and what its servo reports. */
export function JointTable({ description, pose, jog, refused }: JointTableProps) {
  const { joints } = description;
  const goals = jog.targetRad ?? Array.from(pose?.goalRad ?? pose?.positionRad ?? []);
  const known = goals.length === joints.length;
  return (
    <table className={classNames(table.table, styles.table)}>
      <thead>
        <tr>
          <th scope="col">Joint</th>
          <th scope="col">Position</th>
          <th scope="col" className={styles.wide}>
            Goal within its limits <small>drag, or arrow keys by 1°, Shift by 10°; the tick is the reading</small>
          </th>
          <th scope="col">Goal</th>
          <th scope="col">Velocity</th>
          {pose?.load && <th scope="col">Load</th>}
          {pose?.temperatureC && <th scope="col">Temperature</th>}
        </tr>
      </thead>
      <tbody>
        {joints.map((joint, index) => (
          <tr key={joint.name}>
            <th scope="row">{jointTitle(joint.name)}</th>
            <td className="number">{degrees(pose?.positionRad?.[index])}</td>
            <td className={styles.wide}>
              <GoalSlider
                joint={joint}
                goalRad={goals[index] ?? 0}
                positionRad={pose?.positionRad?.[index]}
                refused={refused ?? (known ? undefined : 'The arm has not been read yet.')}
                onGoal={(positionRad) => { jog.moveTo(withJoint(goals, joints, index, positionRad)); }}
              />
            </td>
            <td className="number">{degrees(goals[index])}</td>
            <td className="number">{degrees(pose?.velocityRadS?.[index], '°/s')}</td>
            {pose?.load && <td><Load fraction={pose.load[index] ?? 0} /></td>}
            {pose?.temperatureC && <td className="number">{(pose.temperatureC[index] ?? NaN).toFixed(0)} °C</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface GoalSliderProps {
  readonly joint: JointDescription;
  readonly goalRad: number;
  readonly positionRad: number | undefined;
  readonly refused: string | undefined;
  readonly onGoal: (positionRad: number) => void;
}

function GoalSlider({ joint, goalRad, positionRad, refused, onGoal }: GoalSliderProps) {
  const min = toDegrees(joint.minRad);
  const max = toDegrees(joint.maxRad);
  return (
    <div className={styles.range}>
      <span className="number">{formatDegrees(joint.minRad)}</span>
      <Slider
        compact
        label={`Goal of ${jointTitle(joint.name)}`}
        value={toDegrees(goalRad)}
        min={min}
        max={max}
        step={1}
        format={(value) => `${formatDegrees(toRadians(value))} degrees`}
        marker={positionRad === undefined ? undefined : toDegrees(positionRad)}
        disabledReason={refused}
        onChange={(value) => { onGoal(toRadians(value)); }}
      />
      <span className="number">{formatDegrees(joint.maxRad)}</span>
    </div>
  );
}

/** Signed load as a bar from the middle. */
function Load({ fraction }: { readonly fraction: number }) {
  const percent = Math.round(fraction * 100);
  const width = Math.min(50, Math.abs(percent) / 2);
  return (
    <span className={styles.load} data-high={Math.abs(fraction) > 0.8 || undefined}>
      <span className={styles.loadBar} aria-hidden="true">
        <i style={{ width: `${String(width)}%`, left: `${String(fraction < 0 ? 50 - width : 50)}%` }} />
      </span>
      <span className="number">{String(percent).replace('-', '\u2212')} %</span>
    </span>
  );
}

function degrees(radians: number | undefined, unit = '°'): string {
  return radians === undefined ? '–' : `${formatDegrees(radians)}${unit}`;
}
