import { createRandom } from '../../../../shared/maths/random';
import { createTransportPair, type TransportPair } from '../../../../firmware-bridge/transport/transport-pair';
import { loadArmWorld, type ArmWorld } from '../../../worlds/arm-world';
import { FakeTime } from '../../testing/fake-time';
import { EmulatedArm } from '../emulated-arm';
import { giveFault, type FaultOrder } from '../fault-orders';
import { ServoArm, type ServoArmOptions } from '../servo-arm';
import { dynamixelArm, feetechArm, type ServoArmProfile } from '../servo-arm-profile';

export const bothProfiles: readonly { readonly name: string; readonly profile: ServoArmProfile }[] = [
  { name: 'Feetech', profile: feetechArm },
  { name: 'Dynamixel', profile: dynamixelArm },
];

/** An emulated arm whose time a test turns, and the cable to it. */
export class EmulatedBench {
  readonly time = new FakeTime();
  readonly arm: EmulatedArm;
  cable: TransportPair;
  private unplugArm: () => void;

  private constructor(
    readonly profile: ServoArmProfile,
    readonly world: ArmWorld,
  ) {
    this.arm = new EmulatedArm({ profile, world, time: this.time, uniform: createRandom(5).uniform });
    this.cable = createTransportPair('the cable');
    this.unplugArm = this.arm.plugInto(this.cable.device);
  }

  static async open(profile: ServoArmProfile, world?: ArmWorld): Promise<EmulatedBench> {
    return new EmulatedBench(profile, world ?? (await loadArmWorld(profile.model)));
  }

  connect(more: Partial<ServoArmOptions> = {}): Promise<ServoArm> {
    return this.run(ServoArm.connect({ profile: this.profile, line: this.cable.host, baudRate: 1_000_000, where: '(emulated)', time: this.time, ...more }));
  }

  async give(order: FaultOrder): Promise<void> {
    giveFault(this.arm, order, { pull: () => this.unplug(), plug: () => this.cable.host.isOpen || this.plugIn() });
  }

  unplug(): void {
    this.cable.unplug('The cable was pulled.');
    this.unplugArm();
  }

  /** A new cable to the same arm, which has gone on living. */
  plugIn(): void {
    this.cable = createTransportPair('the cable');
    this.unplugArm = this.arm.plugInto(this.cable.device);
  }

  /** Lets time pass until an action is over. */
  async run<Result>(action: Promise<Result>): Promise<Result> {
    let over = false;
    const settle = (): void => void (over = true);
    action.then(settle, settle);
    for (let turn = 0; turn < 10_000 && !over; turn += 1) await this.time.pass(5);
    return action;
  }

  close(): void {
    this.unplugArm();
    this.arm.close();
  }
}
