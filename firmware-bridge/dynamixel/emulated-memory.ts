import { decodeRegister, encodeRegister, type Register } from '../register';
import { loadModel, positionModes, xSeries } from './control-table';

const memorySize = 256;
/** Addresses below this are kept without power. */
export const firstVolatileAddress = 64;

/** Registers that the servo alone writes. */
const readOnly: readonly Register[] = [
  xSeries.modelNumber,
  xSeries.firmware,
  xSeries.hardwareError,
  xSeries.moving,
  xSeries.presentCurrent,
  xSeries.presentVelocity,
  xSeries.presentPosition,
  xSeries.presentVoltage,
  xSeries.presentTemperature,
];

/** What a register takes; the others take whatever fits. */
const ranges: ReadonlyMap<Register, readonly [number, number]> = new Map([
  [xSeries.id, [0, 252]],
  [xSeries.baudRate, [0, 7]],
  [xSeries.torqueEnable, [0, 1]],
  [xSeries.statusReturnLevel, [0, 2]],
  [xSeries.busWatchdog, [0, 127]],
  [xSeries.minPositionLimit, [0, 4095]],
  [xSeries.maxPositionLimit, [0, 4095]],
]);

/** Errors of a status packet, by their numbers. */
export const processingError = { none: 0, failed: 1, instruction: 2, range: 4, length: 5, limit: 6, access: 7 } as const;
export type ProcessingError = (typeof processingError)[keyof typeof processingError];

/** The control table of an emulated X-series servo as bytes, and which writes it takes. */
export class EmulatedMemory {
  private readonly bytes = new Uint8Array(memorySize);

  constructor(model: number, id: number) {
    this.restoreFactory(model, id);
  }

  get(register: Register): number {
    return decodeRegister(register, this.bytes.subarray(register.address, register.address + register.byteCount));
  }

  set(register: Register, value: number): void {
    this.bytes.set(encodeRegister(register, value), register.address);
  }

  copy(address: number, count: number): Uint8Array {
    return this.bytes.slice(address, address + count);
  }

  store(address: number, data: Uint8Array): void {
    this.bytes.set(data, address);
  }

  /** Why a write is refused, or `none`. A write covers whole registers. */
  judge(address: number, data: Uint8Array): ProcessingError {
    if (data.length === 0 || address + data.length > memorySize) return processingError.length;
    if (address < firstVolatileAddress && this.get(xSeries.torqueEnable) === 1) return processingError.access;
    for (const register of Object.values(xSeries)) {
      const start = register.address - address;
      const end = start + register.byteCount;
      if (end <= 0 || start >= data.length) continue;
      if (readOnly.includes(register)) return processingError.access;
      if (start < 0 || end > data.length) return processingError.length;
      const refused = this.judgeValue(register, decodeRegister(register, data.subarray(start, end)));
      if (refused !== processingError.none) return refused;
    }
    return processingError.none;
  }

  /** RAM as at power-up. */
  clearVolatile(): void {
    this.bytes.fill(0, firstVolatileAddress);
    this.set(xSeries.statusReturnLevel, 2);
  }

  /** Factory values that are not 0. Source: ROBOTIS e-Manual, XL330-M288 and XL430-W250. */
  restoreFactory(model: number, id: number): void {
    this.bytes.fill(0);
    const isLoadModel = model === loadModel;
    const values: readonly (readonly [Register, number])[] = [
      [xSeries.modelNumber, model],
      [xSeries.firmware, 46],
      [xSeries.id, id],
      [xSeries.baudRate, 1],
      [xSeries.returnDelay, 250],
      [xSeries.operatingMode, 3],
      [xSeries.temperatureLimit, isLoadModel ? 72 : 70],
      [xSeries.maxVoltageLimit, isLoadModel ? 160 : 70],
      [xSeries.minVoltageLimit, isLoadModel ? 60 : 35],
      [xSeries.currentLimit, isLoadModel ? 0 : 1750],
      [xSeries.velocityLimit, isLoadModel ? 265 : 445],
      [xSeries.maxPositionLimit, 4095],
      [xSeries.shutdown, isLoadModel ? 52 : 53],
    ];
    for (const [register, value] of values) this.set(register, value);
    this.clearVolatile();
  }

  private judgeValue(register: Register, value: number): ProcessingError {
    const range = ranges.get(register);
    if (range !== undefined && (value < range[0] || value > range[1])) return processingError.range;
    const limited = register === xSeries.goalPosition && this.get(xSeries.operatingMode) === positionModes.single;
    if (limited && (value < this.get(xSeries.minPositionLimit) || value > this.get(xSeries.maxPositionLimit))) return processingError.limit;
    return processingError.none;
  }
}
