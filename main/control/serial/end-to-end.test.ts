import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ArmStatus } from '../../../shared/arm';
import { createRandom } from '../../../shared/maths/random';
import { openSerialCable, socatIsThere, type SerialCable } from '../../../firmware-bridge/transport/pseudo-terminal';
import { openSerialTransport } from '../../../firmware-bridge/transport/serial-transport';
import type { Transport } from '../../../firmware-bridge/transport/transport';
import { noSetup } from '../../setup/testing/no-setup';
import { loadArmWorld } from '../../worlds/arm-world';
import { connectArm } from '../connect-arm';
import { openPort } from '../open-arm';
import type { ControlRequest, FromControl, ToControl } from '../control-messages';
import { ControlService } from '../control-service';
import { systemTime } from '../control-time';
import { EmulatedArm } from './emulated-arm';
import { openEmulatedPort } from './emulated-port';
import { feetechArm } from './servo-arm-profile';

const home = [0, -0.6, 0.6, 0.9, 0, 0];
const away = [1.6, -0.6, 0.6, 0.9, 0, 0];
const baudRate = 1_000_000;

/** The real control service and the real serial port at one end of a PTY, an emulated SO-101 at the other; in real time. */
class SerialLab {
  readonly posted: FromControl[] = [];
  readonly service: ControlService;
  private receive: ((message: ToControl) => void) | undefined;
  private nextId = 1;
  private cable: SerialCable | undefined;
  private device: Transport | undefined;
  private takeOff: (() => void) | undefined;

  private constructor(readonly arm: EmulatedArm) {
    const absent = () => Promise.reject(new Error('this test trains and replays nothing'));
    this.service = new ControlService({
      port: { post: (message) => void this.posted.push(message), onMessage: (listener) => (this.receive = listener) },
      connect: ({ address }) => connectArm(address, systemTime),
      createOpenRecorder: () => absent,
      createPolicy: absent,
      readEpisode: absent,
      setup: noSetup,
      time: systemTime,
    });
  }

  static async open(): Promise<SerialLab> {
    return new SerialLab(new EmulatedArm({ profile: feetechArm, world: await loadArmWorld('so-101'), time: systemTime, uniform: createRandom(3).uniform }));
  }

  /** Returns the address of the host's end. */
  async plugIn(): Promise<string> {
    this.cable = await openSerialCable();
    this.device = await openSerialTransport(this.cable.deviceEnd, baudRate);
    this.takeOff = this.arm.plugInto(this.device);
    return `feetech:${this.cable.hostEnd}`;
  }

  async unplug(): Promise<void> {
    this.cable?.unplug();
    this.takeOff?.();
    await this.device?.close();
    this.cable = undefined;
  }

  async ask(request: ControlRequest): Promise<Extract<FromControl, { type: 'answer' }>> {
    const id = this.nextId++;
    this.receive?.({ type: 'request', id, request });
    return this.until(() => this.posted.find((message): message is Extract<FromControl, { type: 'answer' }> => message.type === 'answer' && message.id === id));
  }

  until<Found>(find: () => Found | undefined | false): Promise<Found> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = find();
        if (found === undefined || found === false) systemTime.after(2, look);
        else resolve(found);
      };
      look();
    });
  }

  /** Lets the emulated arm live on for a time of its own. */
  async live(seconds: number): Promise<void> {
    const endS = this.arm.world.timeS + seconds;
    await this.until(() => this.arm.world.timeS >= endS);
  }

  get status(): ArmStatus {
    return this.service.status();
  }

  get pan(): number {
    return this.arm.world.read().positionRad[0] ?? Number.NaN;
  }

  get speed(): number {
    return Math.max(...this.arm.world.read().velocityRadS.map(Math.abs));
  }

  async close(): Promise<void> {
    await this.service.close();
    if (this.cable !== undefined) await this.unplug();
    this.arm.close();
  }
}

describe.skipIf(!socatIsThere)('an arm on a serial cable, through the control service (needs socat)', () => {
  let lab: SerialLab;
  beforeEach(async () => {
    lab = await SerialLab.open();
  });
  afterEach(() => lab.close());

  async function jogHome(): Promise<void> {
    const address = await lab.plugIn();
    expect(await lab.ask({ type: 'connect', address })).toMatchObject({ status: { mode: 'holding', description: { model: 'so-101' } } });
    await lab.ask({ type: 'jog', positionRad: home });
    await lab.until(() => lab.status.owner === 'nobody');
    await lab.live(0.3);
    expect(lab.pan).toBeCloseTo(0, 1);
  }

  test('is jogged, and held by STOP where it is', async () => {
    await jogHome();
    await lab.ask({ type: 'jog', positionRad: away });
    await lab.until(() => lab.speed > 1);
    expect((await lab.ask({ type: 'stop', sentence: 'STOP was pressed.' })).status).toMatchObject({ mode: 'stopped', stop: { code: 'operator' } });
    const stoppedAt = lab.pan;
    await lab.live(0.6);
    expect(lab.speed).toBeLessThan(0.05);
    expect(Math.abs(lab.pan - stoppedAt)).toBeLessThan(0.3);
    expect((await lab.ask({ type: 'engage' })).status.mode).toBe('holding');
  });

  test('holds when the cable is pulled in the middle of a motion, says why, and does nothing of it after it is connected again', async () => {
    await jogHome();
    await lab.ask({ type: 'jog', positionRad: away });
    await lab.until(() => lab.speed > 1);
    const pulledAt = lab.pan;
    await lab.unplug();
    await lab.until(() => lab.status.mode === 'stopped');
    expect(lab.status.stop).toMatchObject({ code: 'link-lost', remedy: expect.stringMatching(/connect the arm again/) });
    expect(lab.status.stop?.sentence).toMatch(/The cable to .* was lost/);
    await lab.live(0.6);
    const heldAt = lab.pan;
    expect(Math.abs(heldAt - pulledAt)).toBeLessThan(0.45);
    await lab.live(1);
    expect(Math.abs(lab.pan - heldAt)).toBeLessThan(0.01);
    expect(lab.arm.joints.every((joint) => joint.torque)).toBe(true);

    const address = await lab.plugIn();
    expect((await lab.ask({ type: 'connect', address })).status).toMatchObject({ mode: 'holding', owner: 'nobody' });
    await lab.live(1);
    expect(Math.abs(lab.pan - heldAt)).toBeLessThan(0.02);
    expect(lab.status.stop).toBeUndefined();
    await lab.ask({ type: 'jog', positionRad: home });
    await lab.until(() => lab.status.owner === 'nobody');
    await lab.live(0.3);
    expect(lab.pan).toBeCloseTo(0, 1);
  });
});

describe.skipIf(!socatIsThere)('an emulated arm on a pseudo-terminal (needs socat)', () => {
  test('takes its faults by orders, and is at the same path again after its cable was pulled', async () => {
    const port = await openEmulatedPort('feetech', { time: systemTime, openLine: openPort });
    const first = await connectArm(port.address, systemTime);
    expect(first.arm.mode).toBe('holding');
    await port.order('unplug');
    await new Promise<void>((resolve) => {
      const look = (): void => void (first.arm.linkLost ? resolve() : systemTime.after(2, look));
      look();
    });
    await first.close();
    await expect(connectArm(port.address, systemTime)).rejects.toThrow(/There is no port/);
    await expect(port.order('fly')).rejects.toThrow(/no order "fly"/);
    await port.order('mend');
    const second = await connectArm(port.address, systemTime);
    expect(second.arm.mode).toBe('holding');
    await second.close();
    await port.close();
  });
});
