import type { Register } from '../register';
import type { StatusBit } from '../bus-protocol';

/**
 * Control table of the X series, Protocol 2.0 (ROBOTIS e-Manual, XL330-M288 and XL430-W250). Registers up to 63 lie
 * in EEPROM and take writes with torque off alone. The XL430 has its load where the XL330 has its current.
 */
export const xSeries = {
  modelNumber: register('model number', 0, 2),
  firmware: register('firmware', 6, 1),
  id: register('id', 7, 1),
  baudRate: register('baud rate', 8, 1),
  returnDelay: register('return delay', 9, 1),
  driveMode: register('drive mode', 10, 1),
  operatingMode: register('operating mode', 11, 1),
  homingOffset: signed('homing offset', 20, 4),
  temperatureLimit: register('temperature limit', 31, 1),
  maxVoltageLimit: register('maximum voltage limit', 32, 2),
  minVoltageLimit: register('minimum voltage limit', 34, 2),
  currentLimit: register('current limit', 38, 2),
  velocityLimit: register('velocity limit', 44, 4),
  maxPositionLimit: register('maximum position limit', 48, 4),
  minPositionLimit: register('minimum position limit', 52, 4),
  shutdown: register('shutdown', 63, 1),
  torqueEnable: register('torque enable', 64, 1),
  statusReturnLevel: register('status return level', 68, 1),
  hardwareError: register('hardware error status', 70, 1),
  busWatchdog: register('bus watchdog', 98, 1),
  profileAcceleration: register('profile acceleration', 108, 4),
  profileVelocity: register('profile velocity', 112, 4),
  goalPosition: signed('goal position', 116, 4),
  moving: register('moving', 122, 1),
  presentCurrent: signed('present current', 126, 2),
  presentVelocity: signed('present velocity', 128, 4),
  presentPosition: signed('present position', 132, 4),
  presentVoltage: register('present voltage', 144, 2),
  presentTemperature: register('present temperature', 146, 1),
} as const;

/** One read of this stretch has current or load, velocity, position, voltage and temperature. */
export const presentStretch = { address: 126, count: 21 } as const;

export const ticksPerTurn = 4096;
/** A servo tells its speed in revolutions a minute, its position in ticks. */
export const ticksSPerRevolutionMinute = ticksPerTurn / 60;
/** Values of `operatingMode` in which `goalPosition` is followed: one turn, several turns, with a current limit. */
export const positionModes = { single: 3, extended: 4, currentBased: 5 } as const;

/** The register takes homing offsets up to this, up or down (ROBOTIS e-Manual, Homing Offset). */
export const largestHoming = 1_044_479;
/** In the mode of one turn a servo ignores a homing offset beyond a quarter of a turn (ROBOTIS e-Manual, Homing Offset). */
export const largestSingleTurnHoming = 1024;
/** Bit of `driveMode`: the servo counts and turns the other way round. */
export const reverseBit = 1;
/** Codes of `baudRate` by baud rate; the factory sets 57600, LeRobot 1 Mbaud. */
export const baudCodes: ReadonlyMap<number, number> = new Map([
  [57_600, 1],
  [1_000_000, 3],
  [115_200, 2],
  [2_000_000, 4],
  [3_000_000, 5],
  [4_000_000, 6],
  [9_600, 0],
]);

export function isPositionMode(mode: number): boolean {
  return Object.values<number>(positionModes).includes(mode);
}
/** Volts and revolutions per minute per count. */
export const voltsPerCount = 0.1;
export const revolutionsPerMinutePerCount = 0.229;

/** Revolutions per minute, per minute, per count of `profileAcceleration`. */
export const revolutionsPerMinute2PerCount = 214.577;
/** Amperes per count of the current: that of the XL330; the XL430 has its load there, in `loadPerCount`. */
export const amperesPerCount = 0.001;
export const loadPerCount = 0.001;
/** The model that measures load where the others measure current. */
export const loadModel = 1060;

/** What the bus watchdog reads once it has tripped (-1); goals are read-only then, until 0 is written to it. */
export const watchdogTripped = 0xff;
/** The bus watchdog counts in steps of 20 ms, 1 to 127; 0 turns it off and clears its error. */
export const watchdogStepMs = 20;

/** Bit 7 of a status: the servo has an alert; `hardwareError` says which. */
export const statusBits: readonly StatusBit[] = [
  { bit: 0x80, name: 'alert', sentence: 'it reports a hardware error; read its hardware error status, and reboot it once the cause is gone' },
];

/** Bits 0 to 6 of a status are a number: why an instruction was refused. Source: ROBOTIS e-Manual, Protocol 2.0. */
export const processingErrors: ReadonlyMap<number, string> = new Map([
  [1, 'it could not do it'],
  [2, 'it does not know the instruction'],
  [3, 'the packet came damaged'],
  [4, 'the value is out of range'],
  [5, 'the number of bytes does not fit'],
  [6, 'the value is beyond the limit that is set in the servo'],
  [7, 'it cannot be written now; memory up to address 63 takes writes with torque off alone'],
]);

/** Bits of `hardwareError`. A servo that has shut down has no torque until it is rebooted, which the arm's driver does. */
export const hardwareErrorBits: readonly StatusBit[] = [
  { bit: 0x01, name: 'voltage', sentence: 'its supply voltage is out of range; check the supply' },
  { bit: 0x04, name: 'temperature', sentence: 'it is too hot; let it cool' },
  { bit: 0x08, name: 'encoder', sentence: 'its encoder fails; replace the servo if the error returns' },
  { bit: 0x10, name: 'shock', sentence: 'its motor had an electrical shock; check the supply' },
  { bit: 0x20, name: 'overload', sentence: 'it was overloaded; free the joint' },
];

export const modelNames: ReadonlyMap<number, string> = new Map([
  [1020, 'XM430-W350'],
  [1060, 'XL430-W250'],
  [1190, 'XL330-M077'],
  [1200, 'XL330-M288'],
]);

function register(name: string, address: number, byteCount: 1 | 2 | 4): Register {
  return { name, address, byteCount };
}

function signed(name: string, address: number, byteCount: 1 | 2 | 4): Register {
  return { ...register(name, address, byteCount), sign: { type: 'twos-complement' } };
}
