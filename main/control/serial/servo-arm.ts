import type { ArmDescription, ArmState, JointDescription, LinkCounts } from '../../../shared/arm';
import { Failure } from '../../../shared/contract/failure';
import { radOfTicks, radSOfTicksS, ticksOfRad, ticksPerTurn, type ArmCalibration, type JointCalibration } from '../../../firmware-bridge/calibration';
import type { Register } from '../../../firmware-bridge/register';
import type { ServoReply } from '../../../firmware-bridge/bus-protocol';
import { defaultBusOptions, ServoBus } from '../../../firmware-bridge/servo-bus';
import type { ServoHealth, ServoReading } from '../../../firmware-bridge/servo-family';
import type { Transport } from '../../../firmware-bridge/transport/transport';
import type { ArmDriver } from '../../../shared/arm-driver';
import type { ControlTime } from '../control-time';
import type { ServoArmProfile, ServoJoint } from './servo-arm-profile';
import { readHealth, rebootServo, tryReadHealth } from './servo-health';
import { greetServos, type RecogniseArm, type ServoGreeting } from './servo-handshake';

export interface ServoArmOptions {
  readonly profile: ServoArmProfile;
  /** An open line; the arm closes it. */
  readonly line: Transport;
  readonly baudRate: number;
  /** For the title, for example "on /dev/ttyACM0". */
  readonly where: string;
  /** The arm's calibration by its file; without one, that in the servos' memory counts. */
  readonly calibration?: ArmCalibration;
  /** Without a calibration, finds the file of the arm that the servos are. */
  readonly recognise?: RecogniseArm;
  readonly time: ControlTime;
}

/** Two retries of a read and a look at the servos' health fit into the 200 ms that a driver has for one call. */
const latencyMs = 35;
/** A bus watchdog bears two missed ticks at 20 Hz and a reading with retries. */
const busWatchdogMs = 240;
const readsPerHealthCheck = 5;
/** How far a joint may stand beyond its calibrated range and still be taken up, ticks: about two degrees. */
const beyondRangeTicks = 24;
/**
 * The servos' own velocity limit, as a part of the joint's: a servo swings about a goal that comes in steps, in
 * simulation by up to 10 % of its speed. Its acceleration is the joint's.
 */
const ownVelocity = 0.9;

interface BusJoint extends ServoJoint {
  readonly calibration: JointCalibration;
  readonly direction: 1 | -1;
  readonly servoModel: number;
}

/** An arm of bus servos: one read and one write on the bus in each tick, whatever the number of joints. */
export class ServoArm implements ArmDriver {
  readonly description: ArmDescription;
  private readonly ids: readonly number[];
  private readonly goalTicks: Int32Array;
  private torqueWanted = false;
  private statusWarnings: readonly string[] = [];
  private health: readonly ServoHealth[] = [];
  private lastErrorBits = '';
  private readsUntilHealthCheck = 0;
  private heardMs: number;

  private constructor(
    private readonly options: ServoArmOptions,
    private readonly bus: ServoBus,
    private readonly joints: readonly BusJoint[],
    greeting: ServoGreeting,
    firstTicks: readonly number[],
  ) {
    const { profile, where } = options;
    this.ids = joints.map(({ id }) => id);
    this.goalTicks = Int32Array.from(firstTicks);
    this.standingWarnings = greeting.warnings;
    this.heardMs = options.time.monotonicMs();
    this.description = { title: `${profile.title} ${where}`, model: profile.model, joints: joints.map(describeJoint), supply: greeting.supply, identity: { kind: profile.title, servos: joints.map(namePlate) } };
  }

  private readonly standingWarnings: readonly string[];

  /** Greets the servos; nothing moves. Rejects with a `Failure`, and closes the line then. */
  static async connect(options: ServoArmOptions): Promise<ServoArm> {
    const { profile, line, baudRate, time } = options;
    const names = new Map(profile.joints.map(({ id, name }) => [id, `${name} (id ${id})`]));
    const nameOf = (id: number): string => names.get(id) ?? `servo ${id}`;
    const bus = new ServoBus(profile.family.protocol, line, { ...defaultBusOptions, baudRate, nameOf, latencyMs, after: (delayMs, action) => time.after(delayMs, action) });
    try {
      const greeting = await greetServos(bus, profile, options.calibration, options.recognise);
      const joints = profile.joints.map((joint, index) => busJoint(profile, joint, greeting.calibration[joint.name], greeting.models[index]));
      const ticks = await bus.readAll(joints.map(({ id }) => id), profile.family.registers.presentPosition);
      return new ServoArm(options, bus, joints, greeting, ticks);
    } catch (thrown) {
      await bus.close();
      throw thrown;
    }
  }

  /** What the servos report of themselves now, one sentence each. */
  get warnings(): readonly string[] {
    return [...this.standingWarnings, ...this.statusWarnings];
  }

  get linkCounts(): LinkCounts {
    const { transactions, retries, failures, badChecksums } = this.bus.counts;
    return { exchanges: transactions, retries, failures, damaged: badChecksums, joints: this.joints.map(({ name, id }) => ({ name, ...this.bus.countsOf(id) })) };
  }

  async read(): Promise<ArmState> {
    const { family } = this.options.profile;
    const replies = await this.bus.syncRead(this.ids, family.presentStretch);
    const silentMs = this.options.time.monotonicMs() - this.heardMs;
    this.heardMs = this.options.time.monotonicMs();
    await this.watchHealth(replies, silentMs);
    return this.stateOf(replies.map((reply, index) => family.decodePresent(reply.data, this.joints[index]?.servoModel ?? 0)));
  }

  async command(goalRad: Float64Array): Promise<void> {
    this.joints.forEach((joint, index) => {
      const ticks = ticksOfRad(goalRad[index] ?? Number.NaN, joint.direction, joint.halfTurnRad);
      if (!Number.isFinite(ticks)) throw new Failure('bad-argument', `${joint.name} was sent to ${goalRad[index]}, which is no angle.`);
      this.goalTicks[index] = Math.min(joint.calibration.rangeMax, Math.max(joint.calibration.rangeMin, ticks));
    });
    await this.writeGoals();
  }

  async setTorque(on: boolean): Promise<void> {
    const { torqueEnable } = this.options.profile.family.registers;
    if (on) await this.prepareTorque();
    else this.torqueWanted = false;
    await this.writeAll(torqueEnable, on ? 1 : 0);
    const held = await this.bus.readAll(this.ids, torqueEnable);
    const other = this.joints.find((_, index) => (held[index] === 1) !== on);
    if (other !== undefined) throw new Failure('unavailable', `The torque of ${this.nameOf(other)} does not go ${on ? 'on' : 'off'}. Support the arm, switch its supply off and on, and connect again.`);
    if (on) await this.armWatchdog();
    this.torqueWanted = on;
    this.readsUntilHealthCheck = 0;
  }

  /** Its time passes by itself. */
  advance(): Promise<void> {
    return Promise.resolve();
  }

  onLost(listener: (sentence: string) => void): () => void {
    return this.options.line.onLost(listener);
  }

  /** Leaves the torque as it is: an arm that holds goes on holding. */
  async close(): Promise<void> {
    const { busWatchdog } = this.options.profile.family.registers;
    try {
      if (busWatchdog !== undefined && this.options.line.isOpen) await this.writeAll(busWatchdog, 0);
    } finally {
      await this.bus.close();
    }
  }

  private stateOf(readings: readonly ServoReading[]): ArmState {
    const column = (value: (reading: ServoReading, joint: BusJoint) => number): Float64Array =>
      Float64Array.from(this.joints, (joint, index) => {
        const reading = readings[index];
        return reading === undefined ? Number.NaN : value(reading, joint);
      });
    // Some servos of one bus measure load and others current: what a servo does not measure is 0.
    const measures = (quantity: 'load' | 'currentA'): boolean => readings.some((reading) => reading[quantity] !== undefined);
    return {
      timeS: this.heardMs / 1000,
      positionRad: column((reading, joint) => radOfTicks(reading.positionTicks, joint.direction, joint.halfTurnRad)),
      velocityRadS: column((reading, joint) => radSOfTicksS(reading.velocityTicksS, joint.direction)),
      goalRad: Float64Array.from(this.joints, (joint, index) => radOfTicks(this.goalTicks[index] ?? 0, joint.direction, joint.halfTurnRad)),
      temperatureC: column((reading) => reading.temperatureC),
      voltageV: column((reading) => reading.voltageV),
      ...(measures('load') ? { load: column((reading, joint) => joint.direction * (reading.load ?? 0)) } : {}),
      ...(measures('currentA') ? { currentA: column((reading, joint) => joint.direction * (reading.currentA ?? 0)) } : {}),
    };
  }

  /** Looks at the servos' health now and then, and at once when their error bits change or the bus was silent. */
  private async watchHealth(replies: readonly ServoReply[], silentMs: number): Promise<void> {
    const { family } = this.options.profile;
    const errorBits = replies.map((reply) => reply.errorBits).join();
    this.readsUntilHealthCheck -= 1;
    if (this.readsUntilHealthCheck > 0 && errorBits === this.lastErrorBits && silentMs < busWatchdogMs / 2) return;
    const health = await tryReadHealth(this.bus, family, this.ids);
    if (health === undefined) return;
    this.lastErrorBits = errorBits;
    this.readsUntilHealthCheck = readsPerHealthCheck;
    this.health = health;
    this.statusWarnings = this.joints.flatMap((joint, index) => (health[index]?.errors ?? []).map((error) => `${this.nameOf(joint)}: ${error}.`));
    if (!this.torqueWanted) return;
    this.requireTorque();
    if (health.some((each) => each.watchdogTripped)) await this.recoverWatchdog(silentMs);
  }

  private requireTorque(): void {
    const limp = this.joints.find((_, index) => this.health[index]?.torque === false);
    if (limp === undefined) return;
    const errors = this.health[this.joints.indexOf(limp)]?.errors ?? [];
    const why = errors.length === 0 ? 'its supply must have failed for a moment' : errors.join('; ');
    throw new Failure('unavailable', `${this.nameOf(limp)} has lost its torque: ${why}. Support the arm, press Release, then Engage.`);
  }

  /** The servos stopped where they were; they hold there, and what was last asked of them is given up. */
  private async recoverWatchdog(silentMs: number): Promise<void> {
    const { busWatchdog } = this.options.profile.family.registers;
    if (busWatchdog !== undefined) await this.writeAll(busWatchdog, 0);
    await this.holdPresent();
    await this.armWatchdog();
    throw new Failure('unavailable', `The servos stopped by themselves: they had heard nothing for ${Math.max(busWatchdogMs, Math.round(silentMs))} ms. The computer may be too busy.`);
  }

  /** Torque must find each servo fit, with its motion limits, and with its goal where it is. */
  private async prepareTorque(): Promise<void> {
    const { family } = this.options.profile;
    const health = await readHealth(this.bus, family, this.ids);
    for (const [index, joint] of this.joints.entries()) {
      const shutDown = health[index]?.torque === false && (health[index]?.errors.length ?? 0) > 0;
      if (shutDown && family.protocol.reboot !== undefined) await rebootServo(this.bus, joint);
    }
    const [first] = this.joints;
    if (first === undefined) return;
    const ticksOf = (rad: number): number => (rad * ticksPerTurn) / (2 * Math.PI);
    const limits = { velocityTicksS: ownVelocity * ticksOf(first.maxVelocityRadS), accelerationTicksS2: ticksOf(first.maxAccelerationRadS2) };
    for (const { register, value } of family.motionSetUp(limits)) await this.writeAll(register, value);
    if (family.registers.busWatchdog !== undefined) await this.writeAll(family.registers.busWatchdog, 0);
    await this.holdPresent();
    const goals = await this.bus.readAll(this.ids, family.registers.goalPosition);
    const other = this.joints.find((_, index) => goals[index] !== this.goalTicks[index]);
    if (other !== undefined) throw new Failure('unavailable', `${this.nameOf(other)} does not take a goal: its torque stays off. Switch the supply off and on, and connect again.`);
  }

  private async holdPresent(): Promise<void> {
    const { family } = this.options.profile;
    const present = await this.bus.readAll(this.ids, family.registers.presentPosition);
    this.joints.forEach((joint, index) => {
      const ticks = present[index] ?? 0;
      const { rangeMin, rangeMax } = joint.calibration;
      if (ticks < rangeMin - beyondRangeTicks || ticks > rangeMax + beyondRangeTicks) {
        throw new Failure('unavailable', `${this.nameOf(joint)} stands at ${ticks}, beyond its calibrated range of ${rangeMin} to ${rangeMax}. Move it back by hand, or calibrate the arm again.`);
      }
      this.goalTicks[index] = Math.min(rangeMax, Math.max(rangeMin, ticks));
    });
    await this.writeGoals();
  }

  private writeGoals(): Promise<void> {
    return this.bus.syncWrite(this.options.profile.family.registers.goalPosition, new Map(this.ids.map((id, index) => [id, this.goalTicks[index] ?? 0])));
  }

  private async armWatchdog(): Promise<void> {
    const { registers, watchdogCount } = this.options.profile.family;
    if (registers.busWatchdog !== undefined) await this.writeAll(registers.busWatchdog, watchdogCount(busWatchdogMs));
  }

  private writeAll(register: Register, value: number): Promise<void> {
    return this.bus.syncWrite(register, new Map(this.ids.map((id) => [id, value])));
  }

  private nameOf({ name, id }: ServoJoint): string {
    return `${name} (id ${id})`;
  }
}

function busJoint(profile: ServoArmProfile, joint: ServoJoint, calibration: JointCalibration | undefined, servoModel = 0): BusJoint {
  if (calibration === undefined) throw new Failure('unavailable', `The calibration has no joint ${joint.name}: calibrate the arm again.`);
  const direction = profile.family.appliesDriveMode && calibration.driveMode === 1 ? -1 : 1;
  const ends = [calibration.rangeMin, calibration.rangeMax].map((ticks) => radOfTicks(ticks, direction, joint.halfTurnRad));
  const minRad = Math.max(joint.minRad, Math.min(...ends));
  const maxRad = Math.min(joint.maxRad, Math.max(...ends));
  if (minRad >= maxRad) throw new Failure('unavailable', `The calibrated range of ${joint.name} (${calibration.rangeMin} to ${calibration.rangeMax}) lies outside the range of the joint: calibrate the arm again.`);
  return { ...joint, minRad, maxRad, calibration, direction, servoModel };
}

function namePlate({ calibration: { id, homingOffset, rangeMin, rangeMax, driveMode } }: BusJoint): string {
  return `id ${id}, offset ${homingOffset}, ${rangeMin} to ${rangeMax}, drive mode ${driveMode}`;
}

function describeJoint({ name, minRad, maxRad, maxVelocityRadS, maxAccelerationRadS2 }: JointDescription): JointDescription {
  return { name, minRad, maxRad, maxVelocityRadS, maxAccelerationRadS2 };
}
