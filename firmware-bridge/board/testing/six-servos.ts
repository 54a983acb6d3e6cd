import type { ArmDescription } from '../../../shared/arm';
import { jointCount } from '../messages';
import { usualCalibration, type PulseCalibration } from '../pulse-calibration';

/** Six usual servos; the second sits the other way round. */
export const sixServos: ArmDescription = {
  title: 'Six servos',
  model: 'so-101',
  joints: Array.from({ length: jointCount }, (_, index) => ({ name: `joint ${index + 1}`, minRad: -1.5, maxRad: 1.5, maxVelocityRadS: 2, maxAccelerationRadS2: 20 })),
};

export const sixCalibrations: readonly PulseCalibration[] = sixServos.joints.map((_, index) => ({
  zeroUs: usualCalibration.zeroUs,
  usPerRad: index === 1 ? -usualCalibration.usPerRad : usualCalibration.usPerRad,
}));
