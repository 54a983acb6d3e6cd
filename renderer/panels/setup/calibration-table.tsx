import { useMemo, useState } from 'react';
import type { CalibratedJoint, CalibrationState } from '../../../shared/arm-setup';
import { classNames } from '../../design/class-names';
import { Slider } from '../../design/slider';
import table from '../../design/table.module.css';
import { formatPercent } from '../../plots/format-number';
import { useLabClient } from '../../state/lab-context';
import { JogSender, windowClock } from '../bench/jog-sender';
import { formatDegrees, jointTitle, toDegrees, toRadians } from '../bench/units';
import { ActionButton, belongsToRow } from './procedure-actions';
import { rangeBar, sweptShare } from './range-bar';
import styles from './setup.module.css';

const checkWords: Readonly<Record<CalibratedJoint['check'], string>> = { waiting: '', current: 'now', agrees: 'agrees', reversed: 'reversed', skipped: 'left out' };

/** Every joint with its least, present and greatest position, as numbers and on a bar of one turn. */
export function CalibrationTable({ calibration }: { readonly calibration: CalibrationState }) {
  const checked = calibration.joints.some((joint) => joint.check !== 'waiting');
  return (
    <table className={classNames(table.table, styles.table)}>
      <thead>
        <tr>
          <th scope="col">Joint</th>
          <th scope="col">Least</th>
          <th scope="col">Now</th>
          <th scope="col">Greatest</th>
          <th scope="col" className={styles.wide}>
            {calibration.byHand ? 'Turn by hand' : 'One turn of the servo'}
          </th>
          <th scope="col" title="How much of the model’s range was swept">Swept</th>
          {checked && <th scope="col">Model</th>}
        </tr>
      </thead>
      <tbody>
        {calibration.joints.map((joint) => (
          <JointRow key={joint.name} calibration={calibration} joint={joint} checked={checked} />
        ))}
      </tbody>
    </table>
  );
}

interface JointRowProps {
  readonly calibration: CalibrationState;
  readonly joint: CalibratedJoint;
  readonly checked: boolean;
}

function JointRow({ calibration, joint, checked }: JointRowProps) {
  const share = sweptShare(joint);
  const actions = calibration.actions.filter((action) => action.joint === joint.name && belongsToRow(calibration, action));
  return (
    <>
      <tr data-current={calibration.current?.joint === joint.name || undefined}>
        <th scope="row">{jointTitle(joint.name)}</th>
        <td className="number">{joint.minTicks ?? '–'}</td>
        <td className="number">{joint.positionTicks ?? '–'}</td>
        <td className="number">{joint.maxTicks ?? '–'}</td>
        <td className={styles.wide}>
          <Bar joint={joint} />
          {calibration.byHand && <ByHand joint={joint} />}
        </td>
        <td className="number" title={`The model turns from ${formatDegrees(joint.modelMinRad)}° to ${formatDegrees(joint.modelMaxRad)}°`}>
          {share === undefined ? '–' : formatPercent(share)}
        </td>
        {checked && <td data-check={joint.check}>{checkWords[joint.check]}</td>}
      </tr>
      {(joint.problem !== undefined || actions.length > 0) && (
        <tr className={styles.remark}>
          <td colSpan={checked ? 7 : 6}>
            {joint.problem !== undefined && <span className={styles.problem}>{joint.problem}</span>}
            {actions.map((action) => (
              <ActionButton key={action.name} procedure={calibration} action={action} />
            ))}
          </td>
        </tr>
      )}
    </>
  );
}

function Bar({ joint }: { readonly joint: CalibratedJoint }) {
  const { from, to, position } = rangeBar(joint);
  return (
    <span className={styles.bar} aria-hidden="true">
      <i style={{ left: `${String(from)}%`, width: `${String(to - from)}%` }} />
      {position !== undefined && <u style={{ left: `${String(position)}%` }} />}
    </span>
  );
}

/** Practice: a slider in place of the hand that would turn a real joint. */
function ByHand({ joint }: { readonly joint: CalibratedJoint }) {
  const client = useLabClient();
  // Where the hand was told to go; the tick is where the joint is, once its homing tells.
  const [handRad, setHandRad] = useState<number>();
  const sender = useMemo(
    () =>
      new JogSender<number>(async (positionRad) => {
        await client.call('setup.turnByHand', { joint: joint.name, positionRad });
      }, windowClock),
    [client, joint.name],
  );
  return (
    <Slider
      compact
      label={`Turn ${jointTitle(joint.name)} by hand`}
      value={toDegrees(handRad ?? joint.positionRad ?? 0)}
      min={toDegrees(joint.modelMinRad)}
      max={toDegrees(joint.modelMaxRad)}
      step={1}
      format={(degrees) => `${formatDegrees(toRadians(degrees))} degrees`}
      marker={joint.positionRad === undefined ? undefined : toDegrees(joint.positionRad)}
      onChange={(degrees) => {
        // Degrees and back is not exact: at an end it may come out beyond it.
        const wanted = Math.min(joint.modelMaxRad, Math.max(joint.modelMinRad, toRadians(degrees)));
        setHandRad(wanted);
        sender.push(wanted);
      }}
    />
  );
}
