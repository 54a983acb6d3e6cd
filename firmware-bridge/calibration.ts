import { z } from 'zod';
import { Failure } from '../shared/contract/failure';

/**
 * The calibration of an arm, as LeRobot writes it: per joint the servo's id, its direction, its homing offset and the
 * range of its positions, in encoder ticks after the offset. It belongs to an arm, not to a port.
 */
export type ArmCalibration = Readonly<Record<string, JointCalibration>>;

export interface JointCalibration {
  readonly id: number;
  /** 1 where the joint turns against its servo. */
  readonly driveMode: 0 | 1;
  readonly homingOffset: number;
  readonly rangeMin: number;
  readonly rangeMax: number;
}

export const ticksPerTurn = 4096;
/** Homing makes the middle posture read this. LeRobot has the same: (4096 - 1) / 2, cut. */
export const halfTurnTicks = 2047;
const radPerTick = (2 * Math.PI) / ticksPerTurn;

const jointSchema = z.strictObject({
  id: z.number().int().min(0).max(253),
  drive_mode: z.union([z.literal(0), z.literal(1)]),
  homing_offset: z.number().int(),
  range_min: z.number().int(),
  range_max: z.number().int(),
});
const fileSchema = z.record(z.string().min(1), jointSchema);

/** Reads LeRobot's JSON. @throws Failure of code `damaged-file` that says what is wrong in `source`. */
export function parseCalibration(text: string, source: string): ArmCalibration {
  const parsed = fileSchema.safeParse(jsonOf(text, source));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Failure('damaged-file', `${source} is no calibration of LeRobot: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}. Calibrate the arm again, or copy the file anew.`);
  }
  return Object.fromEntries(
    Object.entries(parsed.data).map(([name, joint]) => [
      name,
      { id: joint.id, driveMode: joint.drive_mode, homingOffset: joint.homing_offset, rangeMin: joint.range_min, rangeMax: joint.range_max },
    ]),
  );
}

/** Writes LeRobot's JSON, byte for byte as Python's `json.dump(indent=4)`: joints in motor order, no line end. */
export function formatCalibration(calibration: ArmCalibration): string {
  const joints = Object.entries(calibration).map(([name, joint]) => [
    name,
    { id: joint.id, drive_mode: joint.driveMode, homing_offset: joint.homingOffset, range_min: joint.rangeMin, range_max: joint.rangeMax },
  ]);
  return JSON.stringify(Object.fromEntries(joints), null, 4);
}

/** How a family's homing offset works: Feetech takes it off the encoder's position (-1), Dynamixel adds it (1). */
export type HomingSign = -1 | 1;

/** The offset that makes a joint, now at `position` with no offset, read half a turn. */
export function halfTurnHoming(position: number, sign: HomingSign): number {
  return sign * (halfTurnTicks - position);
}

/** The angle of a joint whose servo is at `ticks`; at half a turn it is `halfTurnRad`. Radians. */
export function radOfTicks(ticks: number, direction: 1 | -1, halfTurnRad = 0): number {
  return halfTurnRad + direction * (ticks - halfTurnTicks) * radPerTick;
}

/** The place of a servo for an angle of its joint; whole ticks. */
export function ticksOfRad(angleRad: number, direction: 1 | -1, halfTurnRad = 0): number {
  return Math.round(halfTurnTicks + (direction * (angleRad - halfTurnRad)) / radPerTick);
}

/** Radians per second of a servo's ticks per second. */
export function radSOfTicksS(ticksS: number, direction: 1 | -1): number {
  return direction * ticksS * radPerTick;
}

/** The largest offset that a Feetech servo can hold: eleven bits and a sign. */
export const largestOffset = 2047;

/**
 * What is wrong with a calibration before it may be written or used; one sentence each, none when it is sound.
 * @param largestHoming the largest offset that the servos hold.
 */
export function calibrationFaults(calibration: ArmCalibration, largestHoming = largestOffset): readonly string[] {
  return Object.entries(calibration).flatMap(([name, joint]) => {
    const faults: string[] = [];
    if (Math.abs(joint.homingOffset) > largestHoming) {
      faults.push(`${name} has a homing offset of ${joint.homingOffset}, beyond ±${largestHoming}: put the joint into the middle of its range and home it again.`);
    }
    if (joint.rangeMin === joint.rangeMax) faults.push(`${name} has an empty range (${joint.rangeMin}): move it from end to end during the sweep.`);
    if (joint.rangeMin > joint.rangeMax) faults.push(`${name} has a range from ${joint.rangeMin} down to ${joint.rangeMax}: calibrate it again.`);
    if (joint.rangeMin < 0 || joint.rangeMax >= ticksPerTurn) {
      faults.push(`${name} has a range of ${joint.rangeMin} to ${joint.rangeMax}, which leaves one turn (0 to ${ticksPerTurn - 1}): home it in the middle of its range, then sweep again.`);
    }
    return faults;
  });
}

/** One value in which two calibrations differ. */
export interface CalibrationDifference {
  readonly joint: string;
  readonly value: keyof JointCalibration;
  readonly file: number;
  readonly memory: number;
}

/**
 * Where a file and the memory of the servos differ. Joints that only one of them has are left to the handshake.
 * @param holdsDriveMode whether these servos have a register for the drive mode; otherwise the file alone has it.
 */
export function compareCalibrations(file: ArmCalibration, memory: ArmCalibration, holdsDriveMode = false): readonly CalibrationDifference[] {
  const values = [...(['id', 'homingOffset', 'rangeMin', 'rangeMax'] as const), ...(holdsDriveMode ? (['driveMode'] as const) : [])];
  return Object.entries(file).flatMap(([joint, filed]) => {
    const held = memory[joint];
    if (held === undefined) return [];
    return values.filter((value) => filed[value] !== held[value]).map((value) => ({ joint, value, file: filed[value], memory: held[value] }));
  });
}

function jsonOf(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failure('damaged-file', `${source} is no JSON (${error instanceof Error ? error.message : String(error)}). Calibrate the arm again, or copy the file anew.`, { cause: error });
  }
}
