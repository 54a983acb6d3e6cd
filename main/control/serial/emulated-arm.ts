import type { JointCalibration } from '../../../firmware-bridge/calibration';
import { EmulatedDynamixelBus } from '../../../firmware-bridge/dynamixel/emulated-bus';
import { EmulatedDynamixelServo } from '../../../firmware-bridge/dynamixel/emulated-servo';
import type { EmulatedServo } from '../../../firmware-bridge/emulated-servo';
import { EmulatedFeetechBus } from '../../../firmware-bridge/feetech/emulated-bus';
import { EmulatedFeetechServo } from '../../../firmware-bridge/feetech/emulated-servo';
import { noFaults, type LineFaults } from '../../../firmware-bridge/line-faults';
import { encodeRegister, type Register } from '../../../firmware-bridge/register';
import { closingLine } from '../../../firmware-bridge/transport/closing-line';
import { Listeners, type Transport } from '../../../firmware-bridge/transport/transport';
import { createTransportPair } from '../../../firmware-bridge/transport/transport-pair';
import type { ArmWorld } from '../../worlds/arm-world';
import type { ControlTime } from '../control-time';
import { EmulatedJoint, emulatedCalibration } from './emulated-joint';
import { keepPhysicsInTime } from './real-time-physics';
import type { ServoArmProfile, ServoJoint } from './servo-arm-profile';

/** As unlike each other as those of an arm that was put together by hand. */
const homingOffsets = [-709, 312, 1624, -88, 941, -1407];
/** Volts by model number: an STS3215 of 7.4 V, an XL430, an XL330. */
const suppliesV: ReadonlyMap<number, number> = new Map([
  [777, 7.4],
  [1060, 12],
  [1200, 5],
]);

type WritableServo = EmulatedServo & { write(address: number, data: Uint8Array): unknown };

export interface EmulatedArmOptions {
  readonly profile: ServoArmProfile;
  /** The arm closes it. */
  readonly world: ArmWorld;
  readonly time: ControlTime;
  /** Draws from [0, 1) for the faults of the line. */
  readonly uniform: () => number;
}

/**
 * An arm of emulated servos with MuJoCo behind them, in real time by its own clock. It answers whatever line it is
 * plugged into, keeps its posture and its registers between lines, and begins as an arm that was left holding.
 */
export class EmulatedArm {
  /** Of whatever line it is plugged into. */
  readonly lineFaults: LineFaults = { ...noFaults };
  readonly joints: readonly EmulatedJoint[];
  readonly servos: readonly EmulatedServo[];
  private readonly createBus: (line: Transport) => { detach(): void };
  private readonly rest: () => void;
  private readonly advanced = new Listeners<number>();

  constructor(private readonly options: EmulatedArmOptions) {
    const { profile, time } = options;
    this.joints = profile.joints.map((joint, index) => new EmulatedJoint(joint, -profile.family.homingSign * (homingOffsets[index] ?? 0), suppliesV.get(joint.servo) ?? 0));
    this.readWorld(0);
    if (profile.family.name === 'feetech') {
      const servos = this.build((joint, shaft) => new EmulatedFeetechServo(joint.id, shaft));
      this.servos = servos;
      this.createBus = (line) => new EmulatedFeetechBus(line, servos, options.uniform, this.lineFaults);
    } else {
      const servos = this.build((joint, shaft) => new EmulatedDynamixelServo(joint.id, joint.servo, shaft));
      this.servos = servos;
      this.createBus = (line) => new EmulatedDynamixelBus(line, servos, options.uniform, this.lineFaults);
    }
    this.rest = keepPhysicsInTime(time, (seconds) => this.advance(seconds));
  }

  get world(): ArmWorld {
    return this.options.world;
  }

  /** Told after each slice of its time, with the seconds that passed: what the arm really does can be looked at then. */
  onAdvanced(listener: (seconds: number) => void): () => void {
    return this.advanced.add(listener);
  }

  /** Connects the arm's end of a cable; the result takes it off again. */
  plugInto(line: Transport): () => void {
    const bus = this.createBus(line);
    return () => bus.detach();
  }

  /** Changes the supply of all servos to a part of what it should be. */
  setSupply(part: number): void {
    for (const joint of this.joints) joint.supplyV = part * joint.nominalV;
  }

  /** Frees the world; the arm must not be used after it. */
  close(): void {
    this.rest();
    this.options.world.close();
  }

  private build<Servo extends WritableServo>(create: (joint: ServoJoint, shaft: EmulatedJoint) => Servo): readonly Servo[] {
    const { profile } = this.options;
    return profile.joints.flatMap((joint, index) => {
      const shaft = this.joints[index];
      if (shaft === undefined) return [];
      const servo = create(joint, shaft);
      this.calibrate(servo, emulatedCalibration(joint, homingOffsets[index] ?? 0));
      return servo;
    });
  }

  /** What a calibration writes, and torque, so that the servo holds from its first moment. */
  private calibrate(servo: WritableServo, calibration: JointCalibration): void {
    const { registers, housekeeping, baudCodes, baudRates: [baudRate = 0] } = this.options.profile.family;
    const write = (register: Register, value: number): void => void servo.write(register.address, encodeRegister(register, value));
    if (registers.lock !== undefined) write(registers.lock, 0);
    write(registers.baudRate, baudCodes.get(baudRate) ?? 0);
    write(registers.operatingMode, this.options.profile.family.modeForHoming(calibration.homingOffset));
    write(registers.homingOffset, calibration.homingOffset);
    write(registers.minPositionLimit, calibration.rangeMin);
    write(registers.maxPositionLimit, calibration.rangeMax);
    for (const { register, value } of housekeeping) write(register, value);
    servo.reset();
    write(registers.torqueEnable, 1);
  }

  private advance(seconds: number): void {
    const { world } = this.options;
    for (const servo of this.servos) servo.advance(seconds);
    for (const joint of this.joints) joint.advanceHand(seconds);
    const torque = this.joints.some((joint) => joint.torque || joint.held);
    if (torque !== world.torque) world.setTorque(torque);
    world.setGoal(this.joints.map((joint) => joint.steeredRad));
    world.advance(seconds);
    this.readWorld(seconds);
    this.advanced.emit(seconds);
  }

  private readWorld(seconds: number): void {
    const { positionRad, velocityRadS, load } = this.options.world.read();
    this.joints.forEach((joint, index) => joint.update(positionRad[index] ?? 0, velocityRadS[index] ?? 0, load?.[index] ?? 0, seconds));
  }
}

/** The host's end of a cable in this process with an emulated arm at the other end; closing it closes the arm. */
export function openEmulatedLine(address: string, options: EmulatedArmOptions): Transport {
  const { host, device } = createTransportPair(address);
  const arm = new EmulatedArm(options);
  const unplug = arm.plugInto(device);
  return closingLine(host, () => {
    unplug();
    arm.close();
  });
}
