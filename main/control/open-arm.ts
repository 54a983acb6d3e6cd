import { Failure } from '../../shared/contract/failure';
import { createRandom } from '../../shared/maths/random';
import { loadArmWorld } from '../worlds/arm-world';
import type { ArmDriver } from '../../shared/arm-driver';
import { systemTime, type ControlTime } from './control-time';
import { openBoardArm, openEmulatedBoardArm } from './serial/board-kinds';
import { openCalibrationShelf, type CalibrationShelf } from './serial/calibration-shelf';
import { EmulatedArm, openEmulatedLine } from './serial/emulated-arm';
import { createPracticeArm, type PracticeArm } from './serial/practice-arm';
import { probeBus, type FoundBus, type OpenLine } from './serial/probe-bus';
import { isSerialAddress, parseSerialAddress, serialKinds, type SerialKind } from './serial/serial-address';
import { ServoArm } from './serial/servo-arm';
import type { RecogniseArm } from './serial/servo-handshake';
import { feetechArm, servoArmProfiles, type ServoArmProfile } from './serial/servo-arm-profile';
import { SimulatedArm } from './simulated-arm';

/** One kind of arm that can be connected by an address. */
export interface ArmKind {
  /** How its addresses look, for the operator. */
  readonly addresses: string;
  accepts(address: string): boolean;
  open(address: string): Promise<ArmDriver>;
}

/** What serial arms are opened with. */
export interface SerialOptions {
  readonly time: ControlTime;
  /** Opens a port. */
  readonly openLine: OpenLine;
  /** Where the calibrations of named arms are; without it, the memory of the servos counts. */
  readonly calibrations?: CalibrationShelf;
}

/** The model that "sim" simulates. */
const simulatedModel = 'so-101';
const emulatedPrefix = 'emulated-';
const emulatedBaudRate = 1_000_000;

export const simulatedArm: ArmKind = {
  addresses: '"sim" for the simulated arm',
  accepts: (address) => address === 'sim',
  open: async () => new SimulatedArm(await loadArmWorld(simulatedModel)),
};

/** A simulated arm behind the bytes of a servo bus, in real time: every part but the cable. */
function emulatedArm({ time }: SerialOptions): ArmKind {
  const profileOf = (address: string): ServoArmProfile | undefined => {
    const kind = serialKinds.find((candidate) => address === `${emulatedPrefix}${candidate}`);
    return kind === undefined ? undefined : servoArmProfiles[kind];
  };
  return {
    addresses: serialKinds.map((kind) => `"${emulatedPrefix}${kind}"`).join(' or '),
    accepts: (address) => profileOf(address) !== undefined,
    async open(address) {
      const profile = profileOf(address) ?? feetechArm;
      const world = await loadArmWorld(profile.model);
      const line = openEmulatedLine(address, { profile, world, time, uniform: createRandom(1).uniform });
      return ServoArm.connect({ profile, line, baudRate: emulatedBaudRate, where: `(emulated ${profile.family.title})`, time });
    },
  };
}

/**
 * An emulated arm to practise setting up on, by its address; undefined for any other. Its joints are held, as by hands,
 * whatever its torque.
 */
export async function openPracticeArm(address: string, time: ControlTime): Promise<PracticeArm | undefined> {
  const kind = serialKinds.find((candidate) => address === `${emulatedPrefix}${candidate}`);
  if (kind === undefined) return undefined;
  const profile = servoArmProfiles[kind];
  return createPracticeArm(new EmulatedArm({ profile, world: await loadArmWorld(profile.model), time, uniform: createRandom(1).uniform }), profile);
}

function servoArm({ time, openLine, calibrations }: SerialOptions): ArmKind {
  async function find(path: string, kind: SerialKind | undefined): Promise<FoundBus> {
    const candidates = kind === undefined ? serialKinds.map((each) => servoArmProfiles[each]) : [servoArmProfiles[kind]];
    const [profile, ...others] = candidates;
    const [baudRate, ...otherRates] = profile?.family.baudRates ?? [];
    // With one way to speak to it there is nothing to find out.
    if (profile !== undefined && baudRate !== undefined && others.length + otherRates.length === 0) return { profile, baudRate };
    return probeBus(path, candidates, openLine);
  }
  const recognise: RecogniseArm = async (held, holdsDriveMode) => {
    const armName = await calibrations?.nameOf(held, holdsDriveMode);
    return armName === undefined ? undefined : calibrations?.load(armName);
  };
  return {
    addresses: 'the path of a serial port (/dev/ttyACM0, COM3)',
    accepts: isSerialAddress,
    async open(address) {
      const { path, kind, armName } = parseSerialAddress(address);
      if (armName !== undefined && calibrations === undefined) throw new Failure('unavailable', `The calibration of "${armName}" cannot be looked up here: leave "?arm=${armName}" away to use that in the servos.`);
      const calibration = armName === undefined ? undefined : await calibrations?.load(armName);
      const { profile, baudRate } = await find(path, kind);
      const line = await openLine(path, baudRate);
      return ServoArm.connect({ profile, line, baudRate, where: `on ${path}`, time, ...(calibration === undefined ? {} : { calibration }), ...(calibrations === undefined ? {} : { recognise }) });
    },
  };
}

function boardArm({ openLine }: SerialOptions): ArmKind {
  const prefix = 'board:';
  return {
    addresses: '"board:" and the path of a Tempera board\'s port',
    accepts: (address) => address.startsWith(prefix),
    open: (address) => openBoardArm(address.slice(prefix.length), openLine),
  };
}

function emulatedBoardArm({ time }: SerialOptions): ArmKind {
  return {
    addresses: '"emulated-board" for the firmware in an emulated processor',
    accepts: (address) => address === 'emulated-board',
    open: (address) => openEmulatedBoardArm(address, time),
  };
}

/** Every kind of arm, in the order in which they are asked. */
export function createArmKinds(options: SerialOptions): readonly ArmKind[] {
  return [simulatedArm, emulatedArm(options), emulatedBoardArm(options), boardArm(options), servoArm(options)];
}

/** The module of the serial port is loaded when a port is opened: it holds a native library. */
export const openPort: OpenLine = async (path, baudRate) => (await import('../../firmware-bridge/transport/serial-transport')).openSerialTransport(path, baudRate);

/** The arms of this machine. `calibrationFolder`: where the calibrations of named arms are. */
export function armKindsOfMachine(calibrationFolder?: string): readonly ArmKind[] {
  return createArmKinds({ time: systemTime, openLine: openPort, ...(calibrationFolder === undefined ? {} : { calibrations: openCalibrationShelf(calibrationFolder) }) });
}

/** Opens the driver of the arm at an address. Rejects with a `Failure` of code `not-found` when no kind knows it. */
export async function openArm(address: string, kinds: readonly ArmKind[] = armKindsOfMachine()): Promise<ArmDriver> {
  const kind = kinds.find((candidate) => candidate.accepts(address));
  if (kind !== undefined) return kind.open(address);
  const known = kinds.map((candidate) => candidate.addresses).join(', ');
  throw new Failure('not-found', `There is no arm at "${address}". Use ${known}.`);
}
