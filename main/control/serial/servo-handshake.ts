import type { SupplyRange } from '../../../shared/arm';
import { Failure } from '../../../shared/contract/failure';
import { calibrationFaults, compareCalibrations, ticksPerTurn, type ArmCalibration } from '../../../firmware-bridge/calibration';
import type { ServoBus } from '../../../firmware-bridge/servo-bus';
import type { ServoHealth } from '../../../firmware-bridge/servo-family';
import { readServoCalibration, writeServoMemory } from '../../../firmware-bridge/servo-memory';
import type { ServoArmProfile, ServoJoint } from './servo-arm-profile';
import { readHealth, rebootServo } from './servo-health';
import { firmwareProblem, modelProblem, supplyProblem } from './servo-sentences';

/** The calibration by the file of the arm that servos are by their memory; undefined when it is no arm's. */
export type RecogniseArm = (held: ArmCalibration, holdsDriveMode: boolean) => Promise<ArmCalibration | undefined>;

/** What the servos of an arm said of themselves when it was connected. */
export interface ServoGreeting {
  /** Model numbers, in joint order. */
  readonly models: readonly number[];
  readonly calibration: ArmCalibration;
  readonly supply: SupplyRange;
  /** What is not as it should be and does not keep the arm from moving; one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Makes sure that the servos on a bus are the arm of a profile and fit to be moved: all there, of the right models, with
 * a supply that suits them, in position mode and calibrated. Moves nothing and switches no torque; memory is written
 * only in servos without torque.
 * @param filed the arm's calibration by its file, which the servos must agree with.
 * @param recognise without one, finds the file of the arm whose calibration the servos hold: it may know drive modes
 * that they do not.
 * @throws Failure that names the joint and says what to do.
 */
export async function greetServos(bus: ServoBus, profile: ServoArmProfile, filed?: ArmCalibration, recognise?: RecogniseArm): Promise<ServoGreeting> {
  const { family, joints } = profile;
  const ids = joints.map(({ id }) => id);
  await requireServos(bus, joints);
  const models = await bus.readAll(ids, family.registers.modelNumber);
  requireModels(profile, models);
  const supply = await requireSupply(bus, profile);
  const health = await recover(bus, profile);
  await requirePositionMode(bus, profile, health);
  const calibration = await requireCalibration(bus, profile, filed, recognise);
  const errors = joints.flatMap(({ name, id }, index) => (health[index]?.errors ?? []).map((error) => `${name} (id ${id}): ${error}.`));
  return { models, calibration, supply, warnings: [...(await unequalFirmware(bus, profile)), ...errors] };
}

async function requireServos(bus: ServoBus, joints: readonly ServoJoint[]): Promise<void> {
  const silent: ServoJoint[] = [];
  for (const joint of joints) if (!(await answers(bus, joint.id))) silent.push(joint);
  if (silent.length === 0) return;
  const names = silent.map(({ name, id }) => `${name} (id ${id})`).join(', ');
  if (silent.length === joints.length) throw new Failure('link-lost', `No servo answers. Check that the arm's supply is on and that the cable leads to the first servo.`);
  throw new Failure('link-lost', `${names} ${silent.length === 1 ? 'does' : 'do'} not answer; the other servos do. Check the cable before ${silent[0]?.name ?? 'it'}, and that each servo has an id of its own.`);
}

async function answers(bus: ServoBus, id: number): Promise<boolean> {
  return (await bus.ping(id)) !== undefined || (await bus.ping(id)) !== undefined;
}

function requireModels({ family, joints }: ServoArmProfile, models: readonly number[]): void {
  joints.forEach(({ name, id }, index) => {
    const problem = modelProblem(`${name} (id ${id})`, models[index] ?? 0, family.models);
    if (problem !== undefined) throw new Failure('unavailable', problem);
  });
}

async function requireSupply(bus: ServoBus, { family, joints }: ServoArmProfile): Promise<SupplyRange> {
  const ids = joints.map(({ id }) => id);
  const volts = async (register: Parameters<ServoBus['readAll']>[1]) => (await bus.readAll(ids, register)).map((count) => count * family.voltsPerCount);
  const least = await volts(family.registers.minVoltageLimit);
  const greatest = await volts(family.registers.maxVoltageLimit);
  const present = await volts(family.registers.presentVoltage);
  joints.forEach(({ name, id }, index) => {
    const [minV = 0, maxV = 0, volts = 0] = [least[index], greatest[index], present[index]];
    const problem = supplyProblem({ name: `${name} (id ${id})`, volts, minV, maxV });
    if (problem !== undefined) throw new Failure('unavailable', problem);
  });
  return { minV: Math.min(...least), maxV: Math.max(...greatest) };
}

/** A servo that has shut down takes no torque until it is restarted; what it found wrong must be over by then. */
async function recover(bus: ServoBus, { family, joints }: ServoArmProfile): Promise<readonly ServoHealth[]> {
  const ids = joints.map(({ id }) => id);
  const before = await readHealth(bus, family, ids);
  let restarted = false;
  for (const [index, { id, name }] of joints.entries()) {
    const health = before[index];
    if (family.protocol.reboot === undefined || health === undefined || health.torque || health.errors.length === 0) continue;
    await rebootServo(bus, { id, name });
    restarted = true;
  }
  return restarted ? readHealth(bus, family, ids) : before;
}

async function requirePositionMode(bus: ServoBus, { family, joints }: ServoArmProfile, health: readonly ServoHealth[]): Promise<void> {
  const ids = joints.map(({ id }) => id);
  const modes = await bus.readAll(ids, family.registers.operatingMode);
  const [positionMode = 0] = family.positionModes;
  for (const [index, { name, id }] of joints.entries()) {
    const mode = modes[index] ?? -1;
    const follows = family.positionModes.includes(mode);
    if (health[index]?.torque === true) {
      if (follows) continue;
      throw new Failure('unavailable', `${name} (id ${id}) is in operating mode ${mode}, not in position mode, and its torque is on. Support the arm, switch its supply off and on, and connect again.`);
    }
    const wanted = follows ? [] : [{ register: family.registers.operatingMode, value: positionMode }];
    const changed = [];
    for (const each of family.housekeeping) if ((await bus.read(id, each.register)) !== each.value) changed.push(each);
    if (wanted.length + changed.length > 0) await writeServoMemory(bus, family, { name, id }, [...wanted, ...changed]);
  }
}

/** Whether servos have the ranges and offsets of the factory. */
export function isUncalibrated(held: ArmCalibration): boolean {
  return Object.values(held).every(({ homingOffset, rangeMin, rangeMax }) => homingOffset === 0 && rangeMin === 0 && rangeMax === ticksPerTurn - 1);
}

async function requireCalibration(bus: ServoBus, { family, joints }: ServoArmProfile, filed: ArmCalibration | undefined, recognise?: RecogniseArm): Promise<ArmCalibration> {
  const held = await readServoCalibration(bus, family, joints);
  if (isUncalibrated(held)) throw new Failure('unavailable', 'The arm is not calibrated: its servos have the ranges and offsets of the factory. Calibrate it, then connect again.');
  const [fault] = calibrationFaults(held, family.largestHoming);
  if (fault !== undefined) throw new Failure('unavailable', `The calibration in the servos cannot be used: ${fault}`);
  if (filed === undefined) return (await recognise?.(held, !family.appliesDriveMode)) ?? held;
  for (const { name } of joints) if (filed[name] === undefined) throw new Failure('unavailable', `The arm's calibration file has no joint ${name}: calibrate the arm again.`);
  const [difference] = compareCalibrations(filed, held, !family.appliesDriveMode);
  if (difference === undefined) return filed;
  const { joint, value, file, memory } = difference;
  throw new Failure('unavailable', `The calibration file says ${value} ${file} for ${joint}, its servo says ${memory}. Either this is another arm, or one of them is old: calibrate the arm again, or write the file to the servos.`);
}

async function unequalFirmware(bus: ServoBus, { family, joints }: ServoArmProfile): Promise<readonly string[]> {
  const ids = joints.map(({ id }) => id);
  const parts: (readonly number[])[] = [];
  for (const register of family.registers.firmware) parts.push(await bus.readAll(ids, register));
  const problem = firmwareProblem(joints.map(({ name }, index) => ({ name, version: parts.map((part) => part[index]).join('.') })));
  return problem === undefined ? [] : [problem];
}
