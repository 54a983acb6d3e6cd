import { decodeRegister, encodeRegister, touches, type Register } from '../register';
import type { ServoShaft } from '../servo-shaft';
import { loadPerCount, sts3215, sts3215Model, voltsPerCount } from './control-table';

const registerCount = 128;
const firstVolatileAddress = 40;

/** Factory values of the registers that are not 0. Source: Feetech's memory table of the STS3215, V3.7. */
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
  [sts3215.torqueLimit, 1000],
  [sts3215.lock, 1],
];

/** The registers of one STS3215 and what they do. EEPROM takes writes with torque off and the lock open, as the servo does. */
export class EmulatedServo {
  private readonly registers = new Uint8Array(registerCount);
  /** Set by tests and by the operator's fault switches, beside what the shaft itself causes. */
  extraErrorBits = 0;

  constructor(
    id: number,
    private readonly shaft: ServoShaft,
  ) {
    for (const [register, value] of factory) this.set(register, value);
    this.set(sts3215.id, id);
  }

  get id(): number {
    return this.get(sts3215.id);
  }

  get answersWrites(): boolean {
    return this.get(sts3215.responseStatusLevel) !== 0;
  }

  get errorBits(): number {
    const voltage = this.shaft.voltageV() / voltsPerCount;
    const badVoltage = voltage < this.get(sts3215.minVoltageLimit) || voltage > this.get(sts3215.maxVoltageLimit);
    const tooHot = this.shaft.temperatureC() > this.get(sts3215.maxTemperatureLimit);
    return this.extraErrorBits | (badVoltage ? 0x01 : 0) | (tooHot ? 0x04 : 0);
  }

  read(address: number, count: number): Uint8Array {
    this.refresh();
    return this.registers.slice(address, address + count);
  }

  write(address: number, data: Uint8Array): void {
    const locked = this.get(sts3215.lock) !== 0 || this.get(sts3215.torqueEnable) === 1;
    for (let offset = 0; offset < data.length; offset += 1) {
      const place = address + offset;
      if (place >= registerCount || (place < firstVolatileAddress && locked)) continue;
      this.registers[place] = data[offset] ?? 0;
    }
    if (touches(sts3215.torqueEnable, address, data)) this.shaft.setTorque(this.get(sts3215.torqueEnable) === 1);
    if (touches(sts3215.goalPosition, address, data)) this.follow();
  }

  /** Present = actual - homing offset, and the goal is meant in the same frame, within the position limits. */
  private follow(): void {
    const goal = Math.min(Math.max(this.get(sts3215.goalPosition), this.get(sts3215.minPositionLimit)), this.get(sts3215.maxPositionLimit));
    this.shaft.setGoalTicks(goal + this.get(sts3215.homingOffset));
  }

  private refresh(): void {
    this.set(sts3215.presentPosition, Math.round(this.shaft.positionTicks()) - this.get(sts3215.homingOffset));
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
