import type { EmulatedServo } from '../emulated-servo';
import { MotionProfile } from '../motion-profile';
import { decodeRegister, encodeRegister, touches, type Register } from '../register';
import type { ServoShaft } from '../servo-shaft';
import { accelerationStep, baudRates, loadPerCount, positionMode, sts3215, sts3215Model, ticksPerTurn, voltsPerCount } from './control-table';

const registerCount = 128;
const firstVolatileAddress = 40;
const overloadBit = 0x20;

/** Factory values of the EEPROM registers that are not 0. Source: Feetech's memory table of the STS3215, V3.7. */
const factory: readonly (readonly [Register, number])[] = [
  [sts3215.firmwareMajor, 3],
  [sts3215.firmwareMinor, 10],
  [sts3215.modelNumber, sts3215Model],
  [sts3215.responseStatusLevel, 1],
  [sts3215.maxPositionLimit, 4095],
  [sts3215.maxTemperatureLimit, 70],
  [sts3215.maxVoltageLimit, 80],
  [sts3215.minVoltageLimit, 40],
  [sts3215.maxTorqueLimit, 1000],
  [sts3215.phase, 12],
  [sts3215.positionGain, 32],
  [sts3215.derivativeGain, 32],
  [sts3215.protectionCurrent, 500],
  [sts3215.protectiveTorque, 20],
  [sts3215.protectionTime, 200],
  [sts3215.overloadTorque, 80],
];

/**
 * The registers of one STS3215 and what they do in position mode. EEPROM takes writes with torque off and the lock
 * open, as the servo does.
 */
export class EmulatedFeetechServo implements EmulatedServo {
  private readonly registers = new Uint8Array(registerCount);
  private readonly profile = new MotionProfile();
  private overloaded = false;

  constructor(
    id: number,
    private readonly shaft: ServoShaft,
  ) {
    for (const [register, value] of factory) this.set(register, value);
    this.set(sts3215.id, id);
    this.reset();
  }

  get id(): number {
    return this.get(sts3215.id);
  }

  /** Baud; undefined for a code that is left out of the table. */
  get baudRate(): number | undefined {
    return baudRates[this.get(sts3215.baudRate)];
  }

  get answersWrites(): boolean {
    return this.get(sts3215.responseStatusLevel) !== 0;
  }

  get errorBits(): number {
    const voltage = this.shaft.voltageV() / voltsPerCount;
    const badVoltage = voltage < this.get(sts3215.minVoltageLimit) || voltage > this.get(sts3215.maxVoltageLimit);
    const tooHot = this.shaft.temperatureC() > this.get(sts3215.maxTemperatureLimit);
    return (badVoltage ? 0x01 : 0) | (tooHot ? 0x04 : 0) | (this.overloaded ? overloadBit : 0);
  }

  read(address: number, count: number): Uint8Array {
    this.refresh();
    return this.registers.slice(address, address + count);
  }

  write(address: number, data: Uint8Array): void {
    const locked = this.get(sts3215.lock) !== 0 || this.torque;
    const hadTorque = this.torque;
    for (let offset = 0; offset < data.length; offset += 1) {
      const place = address + offset;
      if (place >= registerCount || (place < firstVolatileAddress && locked)) continue;
      this.registers[place] = data[offset] ?? 0;
    }
    if (this.torque !== hadTorque) this.switchTorque();
    // A new goal clears an overload (specification of the STS3215).
    if (touches(sts3215.goalPosition, address, data) && this.overloaded) {
      this.overloaded = false;
      this.switchTorque();
    }
    this.advance(0);
  }

  advance(seconds: number): void {
    if (!this.torque || this.overloaded || this.get(sts3215.operatingMode) !== positionMode) {
      this.profile.settle(this.shaft.positionTicks(), this.shaft.velocityTicksS());
      return;
    }
    const velocity = this.get(sts3215.goalVelocity) || Number.POSITIVE_INFINITY;
    const acceleration = this.get(sts3215.acceleration) * accelerationStep || Number.POSITIVE_INFINITY;
    this.profile.advance(this.goalTicks(), velocity, acceleration, seconds);
    this.shaft.setGoalTicks(this.profile.position);
  }

  reset(): void {
    this.registers.fill(0, firstVolatileAddress);
    this.set(sts3215.lock, 1);
    this.set(sts3215.torqueLimit, this.get(sts3215.maxTorqueLimit));
    this.refresh();
    this.set(sts3215.goalPosition, this.get(sts3215.presentPosition));
    this.overloaded = false;
    this.switchTorque();
  }

  /** The output falls to a fifth, here to nothing, until the next goal. */
  overload(): void {
    this.overloaded = true;
    this.switchTorque();
  }

  private get torque(): boolean {
    return this.get(sts3215.torqueEnable) === 1;
  }

  private switchTorque(): void {
    this.profile.settle(this.shaft.positionTicks(), this.shaft.velocityTicksS());
    this.shaft.setTorque(this.torque && !this.overloaded);
  }

  /** Present = actual - homing offset, within one turn. The goal is meant in the same frame and turn. */
  private goalTicks(): number {
    const goal = Math.min(Math.max(this.get(sts3215.goalPosition), this.get(sts3215.minPositionLimit)), this.get(sts3215.maxPositionLimit));
    const offset = this.get(sts3215.homingOffset);
    return goal + offset + Math.floor((this.shaft.positionTicks() - offset) / ticksPerTurn) * ticksPerTurn;
  }

  private refresh(): void {
    const present = Math.round(this.shaft.positionTicks()) - this.get(sts3215.homingOffset);
    this.set(sts3215.presentPosition, present - Math.floor(present / ticksPerTurn) * ticksPerTurn);
    this.set(sts3215.presentVelocity, Math.round(this.shaft.velocityTicksS()));
    this.set(sts3215.presentLoad, Math.round(Math.max(-1, Math.min(1, this.shaft.load())) / loadPerCount));
    this.set(sts3215.presentVoltage, Math.round(this.shaft.voltageV() / voltsPerCount));
    this.set(sts3215.presentTemperature, Math.round(this.shaft.temperatureC()));
    this.set(sts3215.status, this.errorBits);
    this.set(sts3215.moving, Math.abs(this.shaft.velocityTicksS()) > 1 ? 1 : 0);
  }

  private get(register: Register): number {
    return decodeRegister(register, this.registers.subarray(register.address, register.address + register.byteCount));
  }

  private set(register: Register, value: number): void {
    this.registers.set(encodeRegister(register, value), register.address);
  }
}
