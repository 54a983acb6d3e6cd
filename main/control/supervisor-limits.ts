import type { ArmDescription, SupplyRange, WorkspaceBox } from '../../shared/arm';

/** What the supervisor holds every arm to, whoever moves it. Arrays run in joint order; SI units and radians. */
export interface SupervisorLimits {
  readonly motion: MotionLimits;
  readonly readings: ReadingLimits;
}

export interface MotionLimits {
  readonly minRad: Float64Array;
  readonly maxRad: Float64Array;
  readonly maxVelocityRadS: Float64Array;
  readonly maxAccelerationRadS2: Float64Array;
  /** The farthest that a goal may move in one tick, however long the tick is. */
  readonly maxStepRad: number;
  /** The farthest that a goal may run ahead of the reading before it waits. */
  readonly maxLeadRad: number;
  /** Where the gripper's tip may go. */
  readonly workspace: WorkspaceBox;
  /** The least distance between parts that predicted collisions keep, metres. */
  readonly clearanceM: number;
  /** The time over which the speed limit rises to its full value at the start of a motion. */
  readonly easeInS: number;
}

/** Levels of one measured quantity: a warning is shown, a stop is latched once it has lasted for `lastingS`. */
export interface Level {
  readonly warn: number;
  readonly stop: number;
  readonly lastingS: number;
}

export interface ReadingLimits {
  /** |goal - position|, radians. */
  readonly tracking: Level;
  /** A joint that stands still this far from its goal, for this long, is blocked. */
  readonly stall: { readonly errorRad: number; readonly stillRadS: number; readonly lastingS: number };
  /** Fraction of the available torque, as a magnitude. */
  readonly load: Level;
  readonly currentA: Level;
  readonly temperatureC: Level;
  readonly lowVoltageV: Level;
  readonly highVoltageV: Level;
  /** Readings may be missing for this long before a stop is latched. */
  readonly staleS: number;
  /** Joints that may press on something for as long as they like: stall and load do not stop them. */
  readonly grips: readonly boolean[];
}

/**
 * The part of a joint's speed limit that is commanded: a servo swings a little about its goal. Simulated with the
 * STS3215's gains, a joint is up to 5 % faster than its goal (simulated-arm.test.ts).
 */
const commandedSpeed = 0.95;

const gripperNames = /gripper|jaw/i;

/**
 * The limits that an arm starts with. Joint limits are the arm's own. Load, current and temperature follow the STS3215's
 * protections (over 80 % load for 2 s, over 2 A for 2 s, over 70 degrees C), a little inside them; voltages are those of
 * its 7.4 V version, whose register map stops at 8.0 V, unless the servos say what they take.
 */
export function defaultLimits(description: ArmDescription): SupervisorLimits {
  const joints = description.joints;
  return {
    motion: {
      minRad: Float64Array.from(joints, (joint) => joint.minRad),
      maxRad: Float64Array.from(joints, (joint) => joint.maxRad),
      maxVelocityRadS: Float64Array.from(joints, (joint) => commandedSpeed * joint.maxVelocityRadS),
      maxAccelerationRadS2: Float64Array.from(joints, (joint) => joint.maxAccelerationRadS2),
      maxStepRad: 0.25,
      maxLeadRad: 0.4,
      workspace: { minimum: [-0.5, -0.5, 0.005], maximum: [0.5, 0.5, 0.6] },
      clearanceM: 0.003,
      easeInS: 1,
    },
    readings: {
      tracking: { warn: 0.3, stop: 0.5, lastingS: 0.5 },
      stall: { errorRad: 0.1, stillRadS: 0.02, lastingS: 1 },
      load: { warn: 0.8, stop: 0.9, lastingS: 1.9 },
      currentA: { warn: 1.5, stop: 1.9, lastingS: 1.9 },
      temperatureC: { warn: 55, stop: 65, lastingS: 0.2 },
      ...voltageLevels(description.supply),
      staleS: 0.25,
      grips: joints.map((joint) => gripperNames.test(joint.name)),
    },
  };
}

function voltageLevels(supply: SupplyRange | undefined): Pick<ReadingLimits, 'lowVoltageV' | 'highVoltageV'> {
  if (supply === undefined) return { lowVoltageV: { warn: 5.5, stop: 4.8, lastingS: 0.5 }, highVoltageV: { warn: 8.0, stop: 8.5, lastingS: 0.5 } };
  const { minV, maxV } = supply;
  return { lowVoltageV: { warn: 1.3 * minV, stop: 1.15 * minV, lastingS: 0.5 }, highVoltageV: { warn: maxV, stop: 1.06 * maxV, lastingS: 0.5 } };
}
