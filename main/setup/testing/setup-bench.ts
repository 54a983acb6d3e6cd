import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { PortDescription, SetupRequest, SetupState } from '../../../shared/arm-setup';
import { createRandom } from '../../../shared/maths/random';
import { createTransportPair, type TransportPair } from '../../../firmware-bridge/transport/transport-pair';
import { EmulatedArm } from '../../control/serial/emulated-arm';
import type { OpenLine } from '../../control/serial/probe-bus';
import type { ServoArmProfile } from '../../control/serial/servo-arm-profile';
import { FakeTime } from '../../control/testing/fake-time';
import { SetupDesk } from '../setup-desk';
import type { SetupTools } from '../setup-tools';
import type { ActiveState } from '../stage';
import { weightlessWorld } from './weightless-world';

export const port = '/dev/ttyACM0';

/** The desk of setting up with ports that a test decides over, and time that it turns. */
export class SetupBench {
  readonly time = new FakeTime();
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'tempera-setup-'));
  readonly shown: SetupState[] = [];
  ports: PortDescription[] = [{ path: port, serialNumber: 'A1' }];
  openLine: OpenLine = (address) => Promise.reject(new Error(`nothing is at ${address}`));
  private desk: SetupDesk;
  private closed = false;
  private readonly tools: SetupTools;

  constructor() {
    this.tools = {
      openLine: (address, baudRate) => this.openLine(address, baudRate),
      openPractice: () => Promise.resolve(undefined),
      listPorts: () => Promise.resolve([...this.ports]),
      view: { show: () => undefined, offerPose: () => undefined, offerState: () => undefined },
      time: this.time,
    };
    this.desk = this.openDesk();
  }

  /** As after a crash of the process: what was under way is forgotten by everything but the disk. */
  restart(): void {
    this.desk = this.openDesk();
  }

  get state(): SetupState {
    return this.desk.state;
  }

  /** The present state, which must be one of a procedure of this kind. */
  at<Type extends ActiveState['type']>(type: Type): Extract<ActiveState, { type: Type }> {
    const { state } = this;
    if (state.type !== type) throw new Error(`the state is "${state.type}": ${JSON.stringify(state)}`);
    return state as Extract<ActiveState, { type: Type }>;
  }

  get label(): string {
    const { state } = this;
    if (state.type === 'idle') return 'idle';
    return `${state.phase} ${'step' in state ? state.step : ''}`.trim();
  }

  /** Begins and waits until the operator is asked, or it is over. */
  async begin(request: SetupRequest): Promise<void> {
    this.desk.begin(request, this.folder);
    await this.settled();
  }

  /** Takes an action and waits until the next one can be taken. */
  async act(name: ActiveState['actions'][number]['name'], joint?: string): Promise<void> {
    await this.run(this.desk.act(joint === undefined ? { name } : { name, joint }));
    await this.settled();
  }

  abandon(): Promise<void> {
    return this.run(this.desk.abandon());
  }

  /** Lets time pass until the procedure waits for the operator, or has ended. */
  settled(): Promise<void> {
    return this.until(() => this.state.type === 'idle' || this.state.phase !== 'running' || this.state.actions.length > 0);
  }

  async until(holds: () => boolean): Promise<void> {
    // Journals are really written: how often time is turned meanwhile is up to the disk.
    while (!holds()) {
      if (this.closed) throw new Error(`it never came to that; the state is ${JSON.stringify(this.state)}`);
      await this.time.pass(10);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async pass(milliseconds: number): Promise<void> {
    const endMs = this.time.monotonicMs() + milliseconds;
    await this.until(() => this.time.monotonicMs() >= endMs);
  }

  async run<Result>(action: Promise<Result>): Promise<Result> {
    let over = false;
    const settle = (): void => void (over = true);
    action.then(settle, settle);
    await this.until(() => over);
    return action;
  }

  close(): void {
    this.closed = true;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private openDesk(): SetupDesk {
    return new SetupDesk(this.tools, (state) => void this.shown.push(state));
  }
}

/** An emulated arm at the bench's port, held by hands; every byte that is written to it is kept. */
export class ArmAtBench {
  readonly written: Uint8Array[] = [];
  /** Cuts the cable when it is about to carry the write of this number, counted from the moment of setting it. */
  cutBeforeWrite = Number.POSITIVE_INFINITY;
  private cable: TransportPair | undefined;

  private constructor(
    readonly profile: ServoArmProfile,
    readonly arm: EmulatedArm,
    readonly bench: SetupBench,
  ) {
    for (const joint of arm.joints) joint.hold(true);
    this.plugIn();
  }

  static async open(profile: ServoArmProfile, bench: SetupBench): Promise<ArmAtBench> {
    const world = await weightlessWorld(profile.model);
    return new ArmAtBench(profile, new EmulatedArm({ profile, world, time: bench.time, uniform: createRandom(4).uniform }), bench);
  }

  /** The port leads to the arm. */
  plugIn(): void {
    this.cutBeforeWrite = Number.POSITIVE_INFINITY;
    this.bench.openLine = (address) => {
      const cable = createTransportPair(address);
      this.cable = cable;
      const stopListening = cable.device.onBytes((bytes) => this.hear(bytes));
      const takeOff = this.arm.plugInto(cable.device);
      const { host } = cable;
      return Promise.resolve({
        address,
        get isOpen() {
          return host.isOpen;
        },
        write: (bytes) => host.write(bytes),
        onBytes: (listener) => host.onBytes(listener),
        onLost: (listener) => host.onLost(listener),
        close: async () => {
          stopListening();
          takeOff();
          await host.close();
        },
      });
    };
  }

  /** Hands turn joints, and time passes until they are there. */
  async turn(angles: Readonly<Record<string, number>>): Promise<void> {
    this.profile.joints.forEach(({ name }, index) => {
      const angle = angles[name];
      if (angle !== undefined) this.arm.joints[index]?.turnByHand(angle);
    });
    await this.bench.pass(2200);
  }

  close(): void {
    this.arm.close();
  }

  private hear(bytes: Uint8Array): void {
    this.written.push(bytes);
    this.cutBeforeWrite -= 1;
    if (this.cutBeforeWrite <= 0) this.cable?.unplug('The cable was pulled.');
  }
}
