import type { JointDescription } from '../../shared/arm';
import { Failure } from '../../shared/contract/failure';
import { unitsPerUs } from './messages';

/** How the pulses of one servo turn its joint. */
export interface PulseCalibration {
  /** The pulse width at 0 rad, microseconds. */
  readonly zeroUs: number;
  /** Microseconds a radian; negative where the servo sits the other way round. */
  readonly usPerRad: number;
}

/** A servo that turns 180 degrees over 500 to 2500 microseconds, in its middle at 0 rad. */
export const usualCalibration: PulseCalibration = { zeroUs: 1500, usPerRad: 2000 / Math.PI };

/** Limits of one joint as the board holds them: widths in 1/16 microseconds. */
export interface WidthLimits {
  readonly lowest: number;
  readonly highest: number;
  readonly slewUsS: number;
}

const narrowestUs = 500;
const widestUs = 2500;
const slowestUsS = 10;
const fastestUsS = 20_000;

/** Radians and pulse widths of one joint. */
export class JointPulses {
  readonly limits: WidthLimits;

  /** @throws Failure when the joint's range asks for pulses that no hobby servo takes. */
  constructor(
    private readonly joint: JointDescription,
    private readonly calibration: PulseCalibration,
  ) {
    const ends = [this.exactWidth(joint.minRad), this.exactWidth(joint.maxRad)];
    const slewUsS = Math.round(joint.maxVelocityRadS * Math.abs(calibration.usPerRad));
    // Rounded inwards: a limit is never passed, not by a fraction of a unit either.
    this.limits = { lowest: Math.ceil(Math.min(...ends)), highest: Math.floor(Math.max(...ends)), slewUsS: Math.min(Math.max(slewUsS, slowestUsS), fastestUsS) };
    const { lowest, highest } = this.limits;
    if (!(lowest >= narrowestUs * unitsPerUs && highest <= widestUs * unitsPerUs && lowest < highest)) {
      throw new Failure(
        'bad-argument',
        `The range of joint ${joint.name} would need pulses of ${Math.round(lowest / unitsPerUs)} to ${Math.round(highest / unitsPerUs)} microseconds; servos take ${narrowestUs} to ${widestUs}. Check its calibration and its range.`,
      );
    }
  }

  /** The nearest width within the limits. @throws Failure for what is no number. */
  widthOf(positionRad: number): number {
    if (!Number.isFinite(positionRad)) throw new Failure('bad-argument', `${positionRad} is no position for joint ${this.joint.name}.`);
    return Math.min(Math.max(Math.round(this.exactWidth(positionRad)), this.limits.lowest), this.limits.highest);
  }

  positionOf(width: number): number {
    return (width / unitsPerUs - this.calibration.zeroUs) / this.calibration.usPerRad;
  }

  private exactWidth(positionRad: number): number {
    return (this.calibration.zeroUs + positionRad * this.calibration.usPerRad) * unitsPerUs;
  }
}
