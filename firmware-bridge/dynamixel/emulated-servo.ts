import type { EmulatedServo } from '../emulated-servo';
import { MotionProfile } from '../motion-profile';
import { touches } from '../register';
import type { ServoShaft } from '../servo-shaft';
import {
  baudCodes,
  isPositionMode,
  largestSingleTurnHoming,
  loadModel,
  loadPerCount,
  positionModes,
  reverseBit,
  revolutionsPerMinute2PerCount,
  revolutionsPerMinutePerCount,
  ticksSPerRevolutionMinute,
  voltsPerCount,
  watchdogStepMs,
  watchdogTripped,
  xSeries,
} from './control-table';
import { EmulatedMemory, processingError, type ProcessingError } from './emulated-memory';

const voltageError = 0x01;
const temperatureError = 0x04;
const overloadError = 0x20;

/**
 * One X-series servo in its position modes: its control table, hardware errors that shut it down until it is
 * rebooted, and its bus watchdog. Source: ROBOTIS e-Manual, X series.
 */
export class EmulatedDynamixelServo implements EmulatedServo {
  private readonly memory: EmulatedMemory;
  private readonly profile = new MotionProfile();
  private silentS = 0;
  /** Where it comes to a rest after its bus watchdog has tripped. */
  private brakingTicks = 0;

  constructor(
    id: number,
    private readonly model: number,
    private readonly shaft: ServoShaft,
  ) {
    this.memory = new EmulatedMemory(model, id);
    this.reset();
  }

  get id(): number {
    return this.memory.get(xSeries.id);
  }

  /** Baud. */
  get baudRate(): number | undefined {
    const code = this.memory.get(xSeries.baudRate);
    return [...baudCodes].find(([, each]) => each === code)?.[0];
  }

  /** 0: answers pings alone; 1: reads too; 2: everything. */
  get statusReturnLevel(): number {
    return this.memory.get(xSeries.statusReturnLevel);
  }

  /** Bit 7 of a status. */
  get alert(): boolean {
    this.watchHardware();
    return this.memory.get(xSeries.hardwareError) !== 0;
  }

  /** An instruction for this servo came in: its bus watchdog is content. */
  hear(): void {
    this.silentS = 0;
  }

  read(address: number, count: number): Uint8Array {
    this.refresh();
    return this.memory.copy(address, count);
  }

  /** Returns why the write is refused, or `none`. */
  write(address: number, data: Uint8Array): ProcessingError {
    const { memory } = this;
    const refused = memory.judge(address, data);
    if (refused !== processingError.none) return refused;
    const tripped = memory.get(xSeries.busWatchdog) === watchdogTripped;
    if (tripped && touches(xSeries.goalPosition, address, data)) return processingError.range;
    if (tripped && touches(xSeries.busWatchdog, address, data) && data[xSeries.busWatchdog.address - address] !== 0) return processingError.range;
    if (this.hasShutDown && data[xSeries.torqueEnable.address - address] === 1) return processingError.failed;
    const hadTorque = this.torque;
    memory.store(address, data);
    if (this.torque !== hadTorque) this.switchTorque();
    this.advance(0);
    return processingError.none;
  }

  advance(seconds: number): void {
    this.watchHardware();
    this.watchBus(seconds);
    const { memory } = this;
    if (!this.torque || !isPositionMode(memory.get(xSeries.operatingMode))) {
      this.profile.settle(this.shaft.positionTicks(), this.shaft.velocityTicksS());
      return;
    }
    const velocity = memory.get(xSeries.profileVelocity) * revolutionsPerMinutePerCount * ticksSPerRevolutionMinute;
    const tripped = memory.get(xSeries.busWatchdog) === watchdogTripped;
    const goal = tripped ? this.brakingTicks : this.sense * (memory.get(xSeries.goalPosition) - this.homingTicks);
    this.profile.advance(goal, velocity || Number.POSITIVE_INFINITY, this.acceleration || Number.POSITIVE_INFINITY, seconds);
    this.shaft.setGoalTicks(this.profile.position);
  }

  /** As after a reboot: a hardware error is gone unless its cause is still there. */
  reset(): void {
    this.memory.clearVolatile();
    this.memory.set(xSeries.goalPosition, this.presentTicks());
    this.silentS = 0;
    this.switchTorque();
  }

  factoryReset(keep: 'nothing' | 'id' | 'id-and-baud-rate'): void {
    const baudRate = this.memory.get(xSeries.baudRate);
    this.memory.restoreFactory(this.model, keep === 'nothing' ? 1 : this.id);
    if (keep === 'id-and-baud-rate') this.memory.set(xSeries.baudRate, baudRate);
    this.reset();
  }

  overload(): void {
    this.raise(overloadError);
  }

  private get torque(): boolean {
    return this.memory.get(xSeries.torqueEnable) === 1;
  }

  /** Only a reboot gives the torque back. */
  private get hasShutDown(): boolean {
    return (this.memory.get(xSeries.hardwareError) & this.memory.get(xSeries.shutdown)) !== 0;
  }

  private switchTorque(): void {
    this.silentS = 0;
    this.profile.settle(this.shaft.positionTicks(), this.shaft.velocityTicksS());
    this.shaft.setTorque(this.torque);
  }

  private watchHardware(): void {
    const counts = this.shaft.voltageV() / voltsPerCount;
    if (counts < this.memory.get(xSeries.minVoltageLimit) || counts > this.memory.get(xSeries.maxVoltageLimit)) this.raise(voltageError);
    if (this.shaft.temperatureC() > this.memory.get(xSeries.temperatureLimit)) this.raise(temperatureError);
  }

  private raise(bit: number): void {
    this.memory.set(xSeries.hardwareError, this.memory.get(xSeries.hardwareError) | bit);
    if (!this.hasShutDown || !this.torque) return;
    this.memory.set(xSeries.torqueEnable, 0);
    this.switchTorque();
  }

  /** Ticks/s²; 0 is no limit. */
  private get acceleration(): number {
    return (this.memory.get(xSeries.profileAcceleration) * revolutionsPerMinute2PerCount * ticksSPerRevolutionMinute) / 60;
  }

  /** On expiry the servo brakes to a rest and keeps its torque; goals are refused until 0 is written. */
  private watchBus(seconds: number): void {
    const steps = this.memory.get(xSeries.busWatchdog);
    if (!this.torque || steps === 0 || steps === watchdogTripped) return;
    this.silentS += seconds;
    if (this.silentS * 1000 <= steps * watchdogStepMs) return;
    this.memory.set(xSeries.busWatchdog, watchdogTripped);
    const { position, velocity } = this.profile;
    this.brakingTicks = position + (this.acceleration === 0 ? 0 : (velocity * Math.abs(velocity)) / (2 * this.acceleration));
  }

  private presentTicks(): number {
    return this.sense * Math.round(this.shaft.positionTicks()) + this.homingTicks;
  }

  /** The drive mode turns positions, velocities and loads round. */
  private get sense(): 1 | -1 {
    return (this.memory.get(xSeries.driveMode) & reverseBit) === 0 ? 1 : -1;
  }

  /** An offset that the operating mode does not bear has no effect. */
  private get homingTicks(): number {
    const offset = this.memory.get(xSeries.homingOffset);
    const ignored = this.memory.get(xSeries.operatingMode) === positionModes.single && Math.abs(offset) > largestSingleTurnHoming;
    return ignored ? 0 : offset;
  }

  private refresh(): void {
    this.watchHardware();
    const { memory, shaft } = this;
    const load = this.sense * Math.max(-1, Math.min(1, shaft.load()));
    memory.set(xSeries.presentPosition, this.presentTicks());
    memory.set(xSeries.presentVelocity, Math.round((this.sense * shaft.velocityTicksS()) / ticksSPerRevolutionMinute / revolutionsPerMinutePerCount));
    memory.set(xSeries.presentCurrent, Math.round(this.model === loadModel ? load / loadPerCount : load * memory.get(xSeries.currentLimit)));
    memory.set(xSeries.presentVoltage, Math.round(shaft.voltageV() / voltsPerCount));
    memory.set(xSeries.presentTemperature, Math.round(shaft.temperatureC()));
    memory.set(xSeries.moving, Math.abs(shaft.velocityTicksS()) > ticksSPerRevolutionMinute * revolutionsPerMinutePerCount ? 1 : 0);
  }
}
