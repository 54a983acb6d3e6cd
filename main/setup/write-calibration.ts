import { Failure, failureReport } from '../../shared/contract/failure';
import { calibrationFaults, ticksPerTurn, type ArmCalibration } from '../../firmware-bridge/calibration';
import { writeServoCalibration, writeServoMemory } from '../../firmware-bridge/servo-memory';
import { servoName, type ArmLine } from './arm-line';

/** What a joint that is held by hand may move while its servo is written: about three degrees. */
const restlessTicks = 36;

/**
 * Writes a calibration into the servos, whose torque must be off, and looks whether they then read what they should.
 * When that fails and the servos can still be reached, what they held before is put back.
 * @param expected what the servos should read in the present posture afterwards, in joint order; undefined when unknown.
 * @throws Failure that says what went wrong, and which calibration is in force now.
 */
export async function writeCalibration(line: ArmLine, wanted: ArmCalibration, before: ArmCalibration, expected: readonly number[] | undefined): Promise<void> {
  const { profile, bus } = line;
  const [fault] = calibrationFaults(wanted, profile.family.largestHoming);
  if (fault !== undefined) throw new Failure('bad-argument', `Nothing was written: ${fault}`);
  try {
    await clearBits(line);
    await writeServoCalibration(bus, profile.family, wanted);
    if (expected !== undefined) await requireReadings(line, expected);
  } catch (thrown) {
    const { code, message } = failureReport(thrown);
    await putBack(line, before, message);
    throw new Failure(code, `${message} The old calibration is back in the servos.`, { cause: thrown });
  }
}

async function putBack({ bus, profile }: ArmLine, before: ArmCalibration, message: string): Promise<void> {
  try {
    await writeServoCalibration(bus, profile.family, before);
  } catch (thrown) {
    const { code } = failureReport(thrown);
    throw new Failure(code, `${message} Some servos have the new calibration by now and some the old one: mend this, then try again to finish or to go back.`, { cause: thrown });
  }
}

/** Bits of the servos' memory that would make positions mean something else. */
async function clearBits({ bus, profile }: ArmLine): Promise<void> {
  for (const { register, bits } of profile.family.clearedBits) {
    for (const { name, id } of profile.joints) {
      const held = await bus.read(id, register);
      if ((held & bits) !== 0) await writeServoMemory(bus, profile.family, { name, id }, [{ register, value: held & ~bits }]);
    }
  }
}

async function requireReadings({ bus, profile }: ArmLine, expected: readonly number[]): Promise<void> {
  const read = await bus.readAll(profile.joints.map(({ id }) => id), profile.family.registers.presentPosition);
  profile.joints.forEach(({ id }, index) => {
    const [now = 0, should = 0] = [read[index], expected[index]];
    if (Math.abs(now - should) <= restlessTicks) return;
    const turnsOff = Math.abs(Math.abs(now - should) - ticksPerTurn) <= restlessTicks;
    throw new Failure(
      'unavailable',
      turnsOff
        ? `${servoName(profile, id)} reads ${now}, a whole turn off: switch the arm's supply off and on, then try again.`
        : `${servoName(profile, id)} reads ${now} with the new calibration instead of ${should}: hold the arm still while it is written, then try again.`,
    );
  });
}
