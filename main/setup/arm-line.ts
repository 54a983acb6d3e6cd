import type { ServoKind } from '../../shared/arm-setup';
import { Failure } from '../../shared/contract/failure';
import { defaultBusOptions, ServoBus } from '../../firmware-bridge/servo-bus';
import type { PracticeArm } from '../control/serial/practice-arm';
import { probeBus } from '../control/serial/probe-bus';
import { servoArmProfiles, type ServoArmProfile } from '../control/serial/servo-arm-profile';
import type { SetupTools } from './setup-tools';

/** A servo bus that a procedure has to itself. Nothing on it has torque switched on, and no goal is sent. */
export interface ArmLine {
  readonly profile: ServoArmProfile;
  readonly kind: ServoKind;
  readonly bus: ServoBus;
  /** Set where the arm is emulated. */
  readonly practice?: PracticeArm;
  close(): Promise<void>;
}

/** USB adapters hold bytes back for up to 16 ms. */
export const setupLatencyMs = 30;

/**
 * Opens the bus of an arm at a port, or of an emulated arm.
 * @param kind left out, the bus is asked.
 * @throws Failure that says in plain words why not.
 */
export async function openArmLine(path: string, kind: ServoKind | undefined, tools: SetupTools): Promise<ArmLine> {
  const practice = await tools.openPractice(path);
  const openLine = practice?.openLine ?? tools.openLine;
  try {
    const { profile, baudRate } = await probeBus(path, kind === undefined ? Object.values(servoArmProfiles) : [servoArmProfiles[kind]], openLine);
    const bus = openBus(await openLine(path, baudRate), profile, baudRate);
    const close = async (): Promise<void> => {
      await bus.close();
      practice?.close();
    };
    return { profile, kind: profile.family.name, bus, close, ...(practice === undefined ? {} : { practice }) };
  } catch (thrown) {
    practice?.close();
    throw thrown;
  }
}

/** A bus whose failures name the joints of a profile. */
export function openBus(line: ConstructorParameters<typeof ServoBus>[1], profile: ServoArmProfile, baudRate: number): ServoBus {
  return new ServoBus(profile.family.protocol, line, { ...defaultBusOptions, baudRate, latencyMs: setupLatencyMs, nameOf: (id) => servoName(profile, id) });
}

/** For example "elbow_flex (id 3)". */
export function servoName(profile: ServoArmProfile, id: number): string {
  const joint = profile.joints.find((each) => each.id === id);
  return joint === undefined ? `The servo with id ${id}` : `${joint.name} (id ${id})`;
}

/** Takes the torque off all servos, and makes sure that it is off. @throws Failure that names the servo that keeps it. */
export async function switchTorqueOff({ bus, profile }: ArmLine): Promise<void> {
  const { torqueEnable } = profile.family.registers;
  for (const { id } of profile.joints) await bus.write(id, torqueEnable, 0);
  const held = await bus.readAll(profile.joints.map(({ id }) => id), torqueEnable);
  const stuck = profile.joints.find((_, index) => held[index] !== 0);
  if (stuck !== undefined) throw new Failure('unavailable', `The torque of ${servoName(profile, stuck.id)} does not go off. Support the arm, switch its supply off and on, then try again.`);
}
