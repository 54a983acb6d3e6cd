import type { JointDescription } from '../../../shared/arm';
import { dynamixelFamily } from '../../../firmware-bridge/dynamixel/family';
import { feetechFamily } from '../../../firmware-bridge/feetech/family';
import type { ServoFamily } from '../../../firmware-bridge/servo-family';
import { so101 } from '../../worlds/models/so-101';
import { so101Links } from '../../worlds/models/so-101-links';

/** A kind of arm on a servo bus: which servos it has, and what angle each joint has when its servo is at half a turn. */
export interface ServoArmProfile {
  readonly title: string;
  /** Names the MJCF model that is its twin. */
  readonly model: string;
  readonly family: ServoFamily;
  /** In joint order. */
  readonly joints: readonly ServoJoint[];
}

export interface ServoJoint extends JointDescription {
  readonly id: number;
  /** The model number of the servo that is built in. */
  readonly servo: number;
  /** Homing puts the middle of the joint's range at half a turn. */
  readonly halfTurnRad: number;
}

/** The joints of the SO-101, with a servo each, ids from 1. Zero is mid-range, but at the gripper, where it is shut. */
function jointsWith(servos: readonly number[]): readonly ServoJoint[] {
  const joints = so101Links.flatMap(({ joint }) => joint ?? []);
  return joints.map(({ name, minRad, maxRad }, index) => ({
    name,
    minRad,
    maxRad,
    maxVelocityRadS: so101.maxVelocityRadS,
    maxAccelerationRadS2: so101.maxAccelerationRadS2,
    id: index + 1,
    servo: servos[index] ?? 0,
    halfTurnRad: name === 'gripper' ? (minRad + maxRad) / 2 : 0,
  }));
}

export const feetechArm: ServoArmProfile = { title: 'SO-101', model: so101.name, family: feetechFamily, joints: jointsWith([777, 777, 777, 777, 777, 777]) };

/** Servos as in a Koch arm, XL430 in the first two joints and XL330 in the others, on the geometry of the SO-101. */
export const dynamixelArm: ServoArmProfile = {
  title: 'Dynamixel arm of six joints',
  model: so101.name,
  family: dynamixelFamily,
  joints: jointsWith([1060, 1060, 1200, 1200, 1200, 1200]),
};

/** The arms that can hang on a servo bus, by the kind of their servos. */
export const servoArmProfiles: Readonly<Record<ServoFamily['name'], ServoArmProfile>> = { feetech: feetechArm, dynamixel: dynamixelArm };
