import type { ArmDescription } from '../../../shared/arm';
import { BoardArm, boardBaudRate } from '../../../firmware-bridge/board/board-arm';
import { openEmulatedBoard } from '../../../firmware-bridge/board/emulated/emulated-board';
import type { PulseShaft } from '../../../firmware-bridge/board/emulated/pulse-shaft';
import { usualCalibration } from '../../../firmware-bridge/board/pulse-calibration';
import { releasedFirmware } from '../../../firmware-bridge/firmware/released-firmware';
import type { Transport } from '../../../firmware-bridge/transport/transport';
import { loadArmWorld, type ArmWorld } from '../../worlds/arm-world';
import type { ArmDriver } from '../../../shared/arm-driver';
import type { ControlTime } from '../control-time';
import type { OpenLine } from './probe-bus';

/** A board's arm has the proportions of the SO-101 until models of other arms can be chosen. */
const model = 'so-101';
/** Hobby servos turn 180 degrees; a little is left at both ends. */
const reachRad = 1.5;
const sliceMs = 5;
/** After a longer pause of the process the rest of it is left out. */
const longestPauseMs = 100;

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
  const line: Transport = {
    address,
    get isOpen() {
      return host.isOpen;
    },
    write: (bytes) => host.write(bytes),
    onBytes: (listener) => host.onBytes(listener),
    onLost: (listener) => host.onLost(listener),
    async close() {
      await host.close();
      arm.close();
    },
  };
  return connect(line, describe(world.description, '(emulated)'));
}

function connect(line: Transport, description: ArmDescription): Promise<ArmDriver> {
  return BoardArm.open(line, { description, calibration: description.joints.map(() => usualCalibration) });
}

function describe({ joints }: ArmDescription, where: string): ArmDescription {
  return {
    title: `Tempera board ${where}`,
    model,
    joints: joints.map((joint) => ({ ...joint, minRad: Math.max(joint.minRad, -reachRad), maxRad: Math.min(joint.maxRad, reachRad) })),
  };
}

/** A simulated arm whose position servos listen to pulses. It lies free until the first of them. */
class PulsedArm {
  readonly shafts: readonly PulseShaft[];
  private readonly goalRad: number[];
  private readonly pulsed: boolean[];
  private lastMs: number;
  private cancelTimer: () => void;

  constructor(
    private readonly world: ArmWorld,
    private readonly time: ControlTime,
  ) {
    const { joints } = world.description;
    this.goalRad = joints.map(() => 0);
    this.pulsed = joints.map(() => false);
    this.shafts = joints.map((_, joint) => ({
      pulse: (widthUs) => {
        this.pulsed[joint] = true;
        this.goalRad[joint] = (widthUs - usualCalibration.zeroUs) / usualCalibration.usPerRad;
      },
      letGo: () => {
        this.pulsed[joint] = false;
      },
    }));
    world.setTorque(false);
    this.lastMs = time.monotonicMs();
    this.cancelTimer = time.after(sliceMs, () => this.pass());
  }

  close(): void {
    this.cancelTimer();
    this.world.close();
  }

  /** Real time has gone on: the physics follows in slices. */
  private pass(): void {
    this.cancelTimer = this.time.after(sliceMs, () => this.pass());
    const nowMs = this.time.monotonicMs();
    this.lastMs = Math.max(this.lastMs, nowMs - longestPauseMs);
    const torque = this.pulsed.some(Boolean);
    if (torque !== this.world.torque) this.world.setTorque(torque);
    if (torque) this.world.setGoal(this.goalRad);
    for (; this.lastMs + sliceMs <= nowMs; this.lastMs += sliceMs) this.world.advance(sliceMs / 1000);
  }
}
