import { servoKinds, type FoundServo, type ServoKind } from '../../shared/arm-setup';
import { Failure } from '../../shared/contract/failure';
import { defaultBusOptions, ServoBus } from '../../firmware-bridge/servo-bus';
import type { Transport } from '../../firmware-bridge/transport/transport';
import type { OpenLine } from '../control/serial/probe-bus';
import { servoArmProfiles } from '../control/serial/servo-arm-profile';
import { firmwareProblem, modelProblem, supplyProblem } from '../control/serial/servo-sentences';

/** Who answers on a bus, by every speed that its kind of servos can have. */
export interface BusSurvey {
  readonly servos: readonly FoundServo[];
  /** What is wrong, one sentence each. */
  readonly problems: readonly string[];
  /** Bytes came back, whether they made sense or not. */
  readonly heardBytes: boolean;
}

export interface SurveyOptions {
  readonly kinds?: readonly ServoKind[];
  readonly openLine: OpenLine;
  /** Called before each speed with the part that is done; may throw to end the survey. */
  readonly onProgress: (part: number) => void;
}

/** Asking everybody at a speed this low takes seconds: it is done where nobody has answered faster. */
const lastResortBaud = 9_600;
/** How often a servo that may not be alone with its id is read: answers that collide come out wrong. */
const collisionReads = 4;

/** Asks everybody on a bus who they are, kind by kind and speed by speed. @throws Failure when the port cannot be opened. */
export async function surveyBus(path: string, { kinds = servoKinds, openLine, onProgress }: SurveyOptions): Promise<BusSurvey> {
  const speeds = kinds.flatMap((kind) => [...servoArmProfiles[kind].family.baudCodes.keys()].map((baudRate) => ({ kind, baudRate }))).sort((one, other) => Number(one.baudRate <= lastResortBaud) - Number(other.baudRate <= lastResortBaud));
  const servos: FoundServo[] = [];
  const problems: string[] = [];
  let heardBytes = false;
  for (const [index, { kind, baudRate }] of speeds.entries()) {
    onProgress(index / speeds.length);
    if (baudRate <= lastResortBaud && servos.length > 0) continue;
    const line = await openAtSpeed(path, baudRate, openLine, index === 0);
    if (line === undefined) continue;
    const stop = line.onBytes(() => (heardBytes = true));
    try {
      const found = await surveyLine(line, kind, baudRate);
      servos.push(...found.servos);
      problems.push(...found.problems);
    } finally {
      stop();
      await line.close();
    }
  }
  const unequal = kinds.flatMap((kind) => firmwareProblem(servos.filter((servo) => servo.kind === kind && servo.firmware !== undefined).map((servo) => ({ name: servo.joint ?? `id ${servo.id}`, version: servo.firmware ?? '' }))) ?? []);
  return { servos, problems: [...problems, ...unequal], heardBytes };
}

/** Not every adapter has every speed: those that it has not are left out, but a port that cannot be opened at all is an error. */
async function openAtSpeed(path: string, baudRate: number, openLine: OpenLine, first: boolean): Promise<Transport | undefined> {
  try {
    return await openLine(path, baudRate);
  } catch (thrown) {
    if (first || !(thrown instanceof Failure) || thrown.code !== 'unavailable') throw thrown;
    return undefined;
  }
}

async function surveyLine(line: Transport, kind: ServoKind, baudRate: number): Promise<{ readonly servos: readonly FoundServo[]; readonly problems: readonly string[] }> {
  const { family } = servoArmProfiles[kind];
  const bus = new ServoBus(family.protocol, line, { ...defaultBusOptions, baudRate, nameOf: (id) => `The servo with id ${id}` });
  const servos: FoundServo[] = [];
  const problems: string[] = [];
  let heard = false;
  const stop = line.onBytes(() => (heard = true));
  const first = await bus.scan();
  stop();
  // Where anything came back, somebody's answer may have been lost.
  const ids = new Set([...first, ...(heard ? await bus.scan() : [])]);
  for (const id of [...ids].sort((one, other) => one - other)) {
    const described = await describeServo(bus, kind, baudRate, id);
    if (described === undefined) continue;
    servos.push(described.servo);
    problems.push(...described.problems);
  }
  return { servos, problems };
}

/** Undefined for a servo that is set to another speed: on a pseudo-terminal it answers at every one. */
async function describeServo(bus: ServoBus, kind: ServoKind, baudRate: number, id: number): Promise<{ readonly servo: FoundServo; readonly problems: readonly string[] } | undefined> {
  const { family, joints } = servoArmProfiles[kind];
  const { registers } = family;
  const joint = joints.find((each) => each.id === id)?.name;
  const name = joint === undefined ? `The servo with id ${id}` : `${joint} (id ${id})`;
  const known = { kind, baudRate, id, ...(joint === undefined ? {} : { joint }) };
  const before = bus.counts.badChecksums;
  try {
    if ((await bus.read(id, registers.baudRate)) !== family.baudCodes.get(baudRate)) return undefined;
    for (let turn = 0; turn < collisionReads; turn += 1) await bus.syncRead([id], family.presentStretch);
    if (bus.counts.badChecksums > before) return { servo: known, problems: [sharedId(id)] };
    const modelNumber = await bus.read(id, registers.modelNumber);
    const firmware: number[] = [];
    for (const register of registers.firmware) firmware.push(await bus.read(id, register));
    const volts = async (register: typeof registers.presentVoltage): Promise<number> => (await bus.read(id, register)) * family.voltsPerCount;
    const voltageV = await volts(registers.presentVoltage);
    const supply = supplyProblem({ name, volts: voltageV, minV: await volts(registers.minVoltageLimit), maxV: await volts(registers.maxVoltageLimit) });
    const model = family.models.get(modelNumber);
    const servo: FoundServo = {
      ...known,
      modelNumber,
      firmware: firmware.join('.'),
      voltageV,
      temperatureC: await bus.read(id, registers.presentTemperature),
      torque: (await bus.read(id, registers.torqueEnable)) === 1,
      ...(model === undefined ? {} : { model }),
    };
    return { servo, problems: [modelProblem(name, modelNumber, family.models), supply].filter((problem) => problem !== undefined) };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return { servo: known, problems: [bus.counts.badChecksums > before ? sharedId(id) : thrown.message] };
  }
}

function sharedId(id: number): string {
  return `What answers to id ${id} comes out garbled: two servos may have this id, or the cable is bad. Connect one of them alone and give it another id with "Set up motors".`;
}
