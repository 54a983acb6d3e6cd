import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openEmulatedBoard } from '../../../firmware-bridge/board/emulated/emulated-board';
import { boardBaudRate } from '../../../firmware-bridge/board/board-link';
import { releasedFirmware } from '../../../firmware-bridge/firmware/released-firmware';
import { openSerialCable, type SerialCable } from '../../../firmware-bridge/transport/pseudo-terminal';
import type { Transport } from '../../../firmware-bridge/transport/transport';
import { Failure } from '../../../shared/contract/failure';
import { createRandom } from '../../../shared/maths/random';
import { loadArmWorld, type ArmWorld } from '../../worlds/arm-world';
import type { ControlTime } from '../control-time';
import { emulatedBoardModel } from './board-kinds';
import { EmulatedArm } from './emulated-arm';
import { giveFault, parseFaultOrder, type FaultOrder } from './fault-orders';
import { PulsedArm } from './pulsed-arm';
import type { OpenLine } from './probe-bus';
import { serialKinds, type SerialKind } from './serial-address';
import { dynamixelArm, feetechArm, type ServoArmProfile } from './servo-arm-profile';

export const emulatedKinds = [...serialKinds, 'board'] as const;
export type EmulatedKind = (typeof emulatedKinds)[number];

export interface EmulatedPortOptions {
  readonly time: ControlTime;
  readonly openLine: OpenLine;
  /** Where the port shall be; left out, in a new folder. */
  readonly path?: string;
  /** Of the faults of the line. */
  readonly seed?: number;
}

/** An emulated arm behind a pseudo-terminal: to every other program, an arm at a serial port. */
export interface EmulatedPort {
  /** What `--arm` takes, for example "feetech:/tmp/tempera-arm". */
  readonly address: string;
  /** What the arm really does. */
  readonly world: ArmWorld;
  /** Gives the arm a fault, by an order as `fault-orders.ts` has them. Throws a `Failure` for what it does not know. */
  order(text: string): Promise<void>;
  close(): Promise<void>;
}

/** @throws Failure where pseudo-terminals cannot be made. */
export function openEmulatedPort(kind: EmulatedKind, options: EmulatedPortOptions): Promise<EmulatedPort> {
  switch (kind) {
    case 'feetech':
      return EmulatedServoPort.open(kind, feetechArm, options);
    case 'dynamixel':
      return EmulatedServoPort.open(kind, dynamixelArm, options);
    case 'board':
      return openBoardPort(options);
  }
}

const servoBaudRate = 1_000_000;

/** Bus servos on a pseudo-terminal, whose cable can be pulled and put in again; the arm lives on meanwhile. */
export class EmulatedServoPort implements EmulatedPort {
  private cable: { readonly ends: SerialCable; readonly device: Transport; readonly takeOff: () => void } | undefined;
  /** Stays the same from one cable to the next. */
  private readonly path: string;
  private readonly folder: string | undefined;

  private constructor(
    private readonly kind: SerialKind,
    readonly arm: EmulatedArm,
    private readonly options: EmulatedPortOptions,
  ) {
    this.folder = options.path === undefined ? mkdtempSync(path.join(os.tmpdir(), 'tempera-arm-')) : undefined;
    this.path = options.path ?? path.join(this.folder ?? '', 'port');
  }

  static async open(kind: SerialKind, profile: ServoArmProfile, options: EmulatedPortOptions): Promise<EmulatedServoPort> {
    const world = await loadArmWorld(profile.model);
    const arm = new EmulatedArm({ profile, world, time: options.time, uniform: createRandom(options.seed ?? 1).uniform });
    const port = new EmulatedServoPort(kind, arm, options);
    try {
      await port.plugIn();
      return port;
    } catch (thrown) {
      await port.close();
      throw thrown;
    }
  }

  get address(): string {
    return `${this.kind}:${this.path}`;
  }

  get world(): ArmWorld {
    return this.arm.world;
  }

  get plugged(): boolean {
    return this.cable !== undefined;
  }

  async order(text: string): Promise<void> {
    await this.give(parseFaultOrder(text, this.world.description.joints.map(({ name }) => name)));
  }

  async give(order: FaultOrder): Promise<void> {
    let turn: Promise<void> = Promise.resolve();
    giveFault(this.arm, order, {
      pull: () => (turn = this.unplug()),
      plug: () => (turn = this.plugIn()),
    });
    await turn;
  }

  async plugIn(): Promise<void> {
    if (this.cable !== undefined) return;
    const { ends, device } = await openCable(this.options.openLine, servoBaudRate, this.path);
    this.cable = { ends, device, takeOff: this.arm.plugInto(device) };
  }

  async unplug(): Promise<void> {
    const { cable } = this;
    if (cable === undefined) return;
    this.cable = undefined;
    cable.ends.unplug();
    cable.takeOff();
    await cable.device.close();
  }

  async close(): Promise<void> {
    await this.unplug();
    this.arm.close();
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A cable and the arm's end of it, open. Rejects with a `Failure`, and leaves no socat behind then. */
async function openCable(openLine: OpenLine, baudRate: number, hostPath: string | undefined): Promise<{ readonly ends: SerialCable; readonly device: Transport }> {
  const ends = await openSerialCable(hostPath);
  try {
    return { ends, device: await openLine(ends.deviceEnd, baudRate) };
  } catch (thrown) {
    ends.unplug();
    throw thrown;
  }
}

/** The released firmware in an emulated processor, its UART on a pseudo-terminal, its pulses on a simulated arm. */
async function openBoardPort({ time, openLine, path: hostPath }: EmulatedPortOptions): Promise<EmulatedPort> {
  const arm = new PulsedArm(await loadArmWorld(emulatedBoardModel), time);
  const { ends, device } = await openCable(openLine, boardBaudRate, hostPath).catch((thrown: unknown) => {
    arm.close();
    throw thrown;
  });
  const board = openEmulatedBoard({ hex: releasedFirmware().hex, shafts: arm.shafts, address: ends.hostEnd });
  // The far end of a cable may be gone at any moment; the other side then hears of it by itself.
  const carry = (from: Transport, to: Transport): void => void from.onBytes((bytes) => to.write(bytes).catch(() => undefined));
  carry(device, board.host);
  carry(board.host, device);
  let plugged = true;
  const unplug = async (): Promise<void> => {
    if (!plugged) return;
    plugged = false;
    ends.unplug();
    await device.close();
  };
  return {
    address: `board:${ends.hostEnd}`,
    world: arm.world,
    async order(text) {
      if (text.trim() === 'switch open') return board.setSwitch(true);
      if (text.trim() === 'switch closed') return board.setSwitch(false);
      if (text.trim() === 'unplug') return unplug();
      throw new Failure('bad-argument', `There is no order "${text.trim()}". Orders are: switch open, switch closed, unplug.`);
    },
    async close() {
      await unplug();
      await board.host.close();
      arm.close();
    },
  };
}
