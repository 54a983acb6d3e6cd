import { largestOffset } from '../calibration';
import { decodeRegister, type Register } from '../register';
import type { ServoFamily } from '../servo-family';
import { feetechProtocol } from './bus-protocol';
import { accelerationStep, amperesPerCount, baudRates, fullAngleBit, loadPerCount, positionMode, presentStretch, statusBits, sts3215, sts3215Model, voltsPerCount } from './control-table';

const torque = sts3215.torqueEnable;
const largestAcceleration = 254;
const largestVelocity = 3400;

/** STS3215 servos in position mode, as in SO-100 and SO-101. */
export const feetechFamily: ServoFamily = {
  name: 'feetech',
  title: 'Feetech STS3215',
  protocol: feetechProtocol,
  baudRates: baudRates.slice(0, 1),
  baudCodes: new Map(baudRates.map((rate, code) => [rate, code])),
  models: new Map([[sts3215Model, 'STS3215']]),
  registers: { ...sts3215, firmware: [sts3215.firmwareMajor, sts3215.firmwareMinor] },
  voltsPerCount,
  positionModes: [positionMode],
  homingSign: -1,
  largestHoming: largestOffset,
  appliesDriveMode: true,
  housekeeping: [
    { register: sts3215.returnDelay, value: 0 },
    { register: sts3215.responseStatusLevel, value: 1 },
  ],
  clearedBits: [{ register: sts3215.phase, bits: fullAngleBit }],
  holdsHoming: (mode) => mode === positionMode,
  modeForHoming: () => positionMode,
  presentStretch,
  decodePresent(data) {
    const at = (register: Register): number => decodeRegister(register, data.subarray(register.address - presentStretch.address));
    return {
      positionTicks: at(sts3215.presentPosition),
      velocityTicksS: at(sts3215.presentVelocity),
      load: at(sts3215.presentLoad) * loadPerCount,
      currentA: at(sts3215.presentCurrent) * amperesPerCount,
      voltageV: at(sts3215.presentVoltage) * voltsPerCount,
      temperatureC: at(sts3215.presentTemperature),
    };
  },
  motionSetUp: (limits) => [
    { register: sts3215.acceleration, value: Math.min(largestAcceleration, Math.max(1, Math.round(limits.accelerationTicksS2 / accelerationStep))) },
    { register: sts3215.goalTime, value: 0 },
    { register: sts3215.goalVelocity, value: Math.min(largestVelocity, Math.max(1, Math.round(limits.velocityTicksS))) },
  ],
  healthStretches: [{ address: torque.address, count: torque.byteCount }],
  decodeHealth: ([torqueByte = noData], errorBits) => ({
    torque: torqueByte[0] === 1,
    errors: statusBits.filter(({ bit }) => (errorBits & bit) !== 0).map(({ sentence }) => sentence),
    watchdogTripped: false,
  }),
  // The STS3215 has no bus watchdog: it goes to its last goal, which is never more than a small step away, and holds.
  watchdogCount: () => 0,
};

const noData = new Uint8Array();
