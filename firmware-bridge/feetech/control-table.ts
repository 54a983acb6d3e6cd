import type { Register } from '../register';
import type { StatusBit } from '../bus-protocol';

/**
 * Control table of the STS3215 (Feetech, memory table V3.7). Registers up to 54 lie in EEPROM: they are written with
 * torque off and `lock` at 0. Public sources disagree on the sign bit of the load (10 or 9); 10 is what LeRobot and
 * Hiwonder's tests use.
 */
export const sts3215 = {
  firmwareMajor: register('firmware major', 0, 1),
  firmwareMinor: register('firmware minor', 1, 1),
  modelNumber: register('model number', 3, 2),
  id: register('id', 5, 1),
  baudRate: register('baud rate', 6, 1),
  returnDelay: register('return delay', 7, 1),
  responseStatusLevel: register('response status level', 8, 1),
  minPositionLimit: register('minimum position limit', 9, 2),
  maxPositionLimit: register('maximum position limit', 11, 2),
  maxTemperatureLimit: register('maximum temperature limit', 13, 1),
  maxVoltageLimit: register('maximum voltage limit', 14, 1),
  minVoltageLimit: register('minimum voltage limit', 15, 1),
  maxTorqueLimit: register('maximum torque limit', 16, 2),
  phase: register('phase', 18, 1),
  positionGain: register('P coefficient', 21, 1),
  derivativeGain: register('D coefficient', 22, 1),
  integralGain: register('I coefficient', 23, 1),
  protectionCurrent: register('protection current', 28, 2),
  homingOffset: register('homing offset', 31, 2, 11),
  operatingMode: register('operating mode', 33, 1),
  protectiveTorque: register('protective torque', 34, 1),
  protectionTime: register('protection time', 35, 1),
  overloadTorque: register('overload torque', 36, 1),
  torqueEnable: register('torque enable', 40, 1),
  acceleration: register('acceleration', 41, 1),
  goalPosition: register('goal position', 42, 2, 15),
  goalTime: register('goal time', 44, 2),
  goalVelocity: register('goal velocity', 46, 2, 15),
  torqueLimit: register('torque limit', 48, 2),
  lock: register('lock', 55, 1),
  presentPosition: register('present position', 56, 2, 15),
  presentVelocity: register('present velocity', 58, 2, 15),
  presentLoad: register('present load', 60, 2, 10),
  presentVoltage: register('present voltage', 62, 1),
  presentTemperature: register('present temperature', 63, 1),
  status: register('status', 65, 1),
  moving: register('moving', 66, 1),
  presentCurrent: register('present current', 69, 2, 15),
} as const;

/** One read of this stretch has position, velocity, load, voltage, temperature, status, moving and current. */
export const presentStretch = { address: 56, count: 15 } as const;

export const sts3215Model = 777;
export const ticksPerTurn = 4096;
/** Value of `operatingMode` in which `goalPosition` is followed. */
export const positionMode = 0;
/** Bit of `phase`: the position counts on beyond a turn, which no calibration allows for. LeRobot clears it too. */
export const fullAngleBit = 0x10;
/** Ticks per second squared per count of `acceleration`; 0 is no limit. */
export const accelerationStep = 100;
/** Volts, amperes and torque fractions per count. */
export const voltsPerCount = 0.1;
export const amperesPerCount = 0.0065;
export const loadPerCount = 0.001;

/** Baud rates by code. Codes 5 to 7 are left out: Feetech's table and LeRobot's disagree on them. */
export const baudRates = [1_000_000, 500_000, 250_000, 128_000, 115_200] as const;

/** What each bit of a status byte says. A set bit does not make the data of the same packet bad. */
export const statusBits: readonly StatusBit[] = [
  { bit: 0x01, name: 'voltage', sentence: 'its supply voltage is out of range; check that a 7.4 V servo has a 7.4 V supply and a 12 V servo a 12 V one' },
  { bit: 0x02, name: 'angle', sentence: 'its position sensor reports an error; power it off and on, and replace the servo if the error returns' },
  { bit: 0x04, name: 'temperature', sentence: 'it is too hot; release the arm and let it cool' },
  { bit: 0x08, name: 'current', sentence: 'it draws too much current; free the joint' },
  { bit: 0x20, name: 'overload', sentence: 'it was overloaded and has lowered its torque; free the joint, then move it again' },
];

function register(name: string, address: number, byteCount: 1 | 2 | 4, signBit?: number): Register {
  return { name, address, byteCount, ...(signBit === undefined ? {} : { sign: { type: 'sign-magnitude', bit: signBit } }) };
}
