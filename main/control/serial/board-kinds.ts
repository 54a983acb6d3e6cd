import type { ArmDescription } from '../../../shared/arm';
import { BoardArm } from '../../../firmware-bridge/board/board-arm';
import { boardBaudRate } from '../../../firmware-bridge/board/board-link';
import { openEmulatedBoard } from '../../../firmware-bridge/board/emulated/emulated-board';
import { usualCalibration } from '../../../firmware-bridge/board/pulse-calibration';
import { releasedFirmware } from '../../../firmware-bridge/firmware/released-firmware';
import { closingLine } from '../../../firmware-bridge/transport/closing-line';
import type { Transport } from '../../../firmware-bridge/transport/transport';
import { loadArmWorld } from '../../worlds/arm-world';
import type { ArmDriver } from '../../../shared/arm-driver';
import type { ControlTime } from '../control-time';
import type { OpenLine } from './probe-bus';
import { PulsedArm } from './pulsed-arm';

/** A board's arm has the proportions of the SO-101 until models of other arms can be chosen. */
export const emulatedBoardModel = 'so-101';
const model = emulatedBoardModel;
/** Hobby servos turn 180 degrees; a little is left at both ends. */
const reachRad = 1.5;

/** The arm of hobby servos on a Tempera board at a serial port. */
export async function openBoardArm(path: string, openLine: OpenLine): Promise<ArmDriver> {
  const { description, close } = await loadArmWorld(model);
  close();
  return connect(await openLine(path, boardBaudRate), describe(description, `on ${path}`));
}

/** The released firmware in an emulated processor; its servo pulses turn a simulated arm, in real time. */
export async function openEmulatedBoardArm(address: string, time: ControlTime): Promise<ArmDriver> {
  const world = await loadArmWorld(model);
  const arm = new PulsedArm(world, time);
  const { host } = openEmulatedBoard({ hex: releasedFirmware().hex, shafts: arm.shafts, address });
  const line = closingLine(host, () => arm.close());
  return connect(line, describe(world.description, '(emulated)'));
}

function connect(line: Transport, description: ArmDescription): Promise<ArmDriver> {
  return BoardArm.open(line, { description, calibration: description.joints.map(() => usualCalibration) });
}

function describe({ joints }: ArmDescription, where: string): ArmDescription {
  return {
    title: `Tempera board ${where}`,
    model,
    identity: { kind: 'Tempera board' },
    joints: joints.map((joint) => ({ ...joint, minRad: Math.max(joint.minRad, -reachRad), maxRad: Math.min(joint.maxRad, reachRad) })),
  };
}
