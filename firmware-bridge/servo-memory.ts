import { Failure } from '../shared/contract/failure';
import type { ArmCalibration, JointCalibration } from './calibration';
import type { ServoBus } from './servo-bus';
import type { RegisterValue, ServoFamily } from './servo-family';

/** A joint and its servo on the bus. */
export interface ServoPlace {
  readonly name: string;
  readonly id: number;
}

/**
 * Writes EEPROM registers of one servo, whose torque must be off, and reads each back. A lock is opened for it and
 * shut again, also when a write fails.
 * @throws Failure that names the servo and the register when a value does not stay.
 */
export async function writeServoMemory(bus: ServoBus, family: ServoFamily, place: ServoPlace, values: readonly RegisterValue[]): Promise<void> {
  const { lock, torqueEnable } = family.registers;
  if ((await bus.read(place.id, torqueEnable)) !== 0) {
    throw new Failure('busy', `The memory of ${place.name} (id ${place.id}) cannot be written while its torque is on: support the arm, release it, then try again.`);
  }
  if (lock !== undefined) await bus.write(place.id, lock, 0);
  try {
    for (const { register, value } of values) {
      await bus.write(place.id, register, value);
      const held = await bus.read(place.id, register);
      if (held !== value) throw new Failure('unavailable', `${place.name} (id ${place.id}) kept ${held} as its ${register.name} instead of ${value}: switch its power off and on, then try again.`);
    }
  } finally {
    if (lock !== undefined) await bus.write(place.id, lock, 1);
  }
}

/** The calibration that the servos themselves hold; where their memory has no drive mode, it is 0. */
export async function readServoCalibration(bus: ServoBus, family: ServoFamily, places: readonly ServoPlace[]): Promise<ArmCalibration> {
  const ids = places.map(({ id }) => id);
  const { homingOffset, minPositionLimit, maxPositionLimit, driveMode } = family.registers;
  const offsets = await bus.readAll(ids, homingOffset);
  const least = await bus.readAll(ids, minPositionLimit);
  const greatest = await bus.readAll(ids, maxPositionLimit);
  const modes = driveMode === undefined ? [] : await bus.readAll(ids, driveMode);
  const joint = (index: number, id: number): JointCalibration => ({
    id,
    driveMode: ((modes[index] ?? 0) & reversed) === 0 ? 0 : 1,
    homingOffset: offsets[index] ?? 0,
    rangeMin: least[index] ?? 0,
    rangeMax: greatest[index] ?? 0,
  });
  return Object.fromEntries(places.map(({ name, id }, index) => [name, joint(index, id)]));
}

/** Bit of a drive mode register. */
const reversed = 1;

/** Writes a calibration into the servos of its joints, whose torque must be off. */
export async function writeServoCalibration(bus: ServoBus, family: ServoFamily, calibration: ArmCalibration): Promise<void> {
  const { homingOffset, minPositionLimit, maxPositionLimit, driveMode, operatingMode } = family.registers;
  for (const [name, joint] of Object.entries(calibration)) {
    const mode = await bus.read(joint.id, operatingMode);
    const turns = driveMode === undefined ? 0 : await bus.read(joint.id, driveMode);
    const wantedTurns = (turns & ~reversed) | joint.driveMode;
    await writeServoMemory(bus, family, { name, id: joint.id }, [
      ...(family.holdsHoming(mode, joint.homingOffset) ? [] : [{ register: operatingMode, value: family.modeForHoming(joint.homingOffset) }]),
      ...(driveMode === undefined || turns === wantedTurns ? [] : [{ register: driveMode, value: wantedTurns }]),
      { register: homingOffset, value: joint.homingOffset },
      { register: minPositionLimit, value: joint.rangeMin },
      { register: maxPositionLimit, value: joint.rangeMax },
    ]);
  }
}
