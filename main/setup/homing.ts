import { halfTurnHoming, halfTurnTicks, largestOffset, radOfTicks, ticksPerTurn, type JointCalibration } from '../../firmware-bridge/calibration';
import type { ServoFamily } from '../../firmware-bridge/servo-family';
import type { ServoJoint } from '../control/serial/servo-arm-profile';

/**
 * Positions of a joint that is being calibrated. Its servo still has its old offset, which is taken out here, so that
 * nothing needs to be written before the whole calibration is known:
 *
 *   Feetech     reading = encoder − offset
 *   Dynamixel   reading = ±encoder + offset, with − where its drive mode is reversed
 */

/** What a servo reads and with which old settings, as an encoder position within one turn. */
export function encoderOfReading(reading: number, old: Pick<JointCalibration, 'homingOffset' | 'driveMode'>, family: ServoFamily): number {
  if (family.homingSign === -1) return withinTurn(reading + old.homingOffset);
  return withinTurn(old.driveMode === 1 ? old.homingOffset - reading : reading - old.homingOffset);
}

/** The position after the new homing, 0 to 4095: half a turn where the encoder was at `middle`. */
export function homedTicks(encoder: number, middle: number, driveMode: 0 | 1, family: ServoFamily): number {
  const way = driveMode === 1 && !family.appliesDriveMode ? -1 : 1;
  return withinTurn(way * (encoder - middle) + halfTurnTicks);
}

/** The offset that makes the servo itself read that. */
export function homingOffsetOf(middle: number, driveMode: 0 | 1, family: ServoFamily): number {
  if (family.homingSign === 1) return driveMode === 1 ? halfTurnTicks + middle : halfTurnHoming(middle, 1);
  // The last tick of a turn would need an offset of 2048, which the register does not hold: a tick less does as well.
  return Math.min(largestOffset, halfTurnHoming(middle, -1));
}

/** The angle that the model shows for a homed position, radians. */
export function angleOf(ticks: number, joint: ServoJoint, driveMode: 0 | 1, family: ServoFamily): number {
  return radOfTicks(ticks, driveMode === 1 && family.appliesDriveMode ? -1 : 1, joint.halfTurnRad);
}

export function withinTurn(ticks: number): number {
  return ((ticks % ticksPerTurn) + ticksPerTurn) % ticksPerTurn;
}
