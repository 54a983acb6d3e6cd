import type { Register } from '../register';
import type { StatusBit } from '../servo-bus';

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
/** Volts and revolutions per minute per count. */
export const voltsPerCount = 0.1;
export const revolutionsPerMinutePerCount = 0.229;

/** The bus watchdog counts in steps of 20 ms, 1 to 127; 0 turns it off and clears its error. */
export const watchdogStepMs = 20;

/** Bit 7 of a status: the servo has an alert; `hardwareError` says which. */
export const statusBits: readonly StatusBit[] = [
  { bit: 0x80, name: 'alert', sentence: 'it reports a hardware error; read its hardware error status, and reboot it once the cause is gone' },
];

/** Bits of `hardwareError`. A servo that has shut down has no torque until it is rebooted. */
export const hardwareErrorBits: readonly StatusBit[] = [
  { bit: 0x01, name: 'voltage', sentence: 'its supply voltage is out of range; check the supply' },
  { bit: 0x04, name: 'temperature', sentence: 'it is too hot; let it cool, then reboot it' },
  { bit: 0x08, name: 'encoder', sentence: 'its encoder fails; reboot it, and replace it if the error returns' },
  { bit: 0x10, name: 'shock', sentence: 'its motor had an electrical shock; check the supply, then reboot it' },
  { bit: 0x20, name: 'overload', sentence: 'it was overloaded; free the joint, then reboot it' },
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
