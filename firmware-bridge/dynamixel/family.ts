import { decodeRegister, type Register } from '../register';
import type { ServoFamily } from '../servo-family';
import { dynamixelProtocol } from './bus-protocol';
import {
  amperesPerCount,
  baudCodes,
  hardwareErrorBits,
  loadModel,
  largestHoming,
  largestSingleTurnHoming,
  loadPerCount,
  modelNames,
  positionModes,
  presentStretch,
  revolutionsPerMinute2PerCount,
  revolutionsPerMinutePerCount,
  ticksSPerRevolutionMinute,
  voltsPerCount,
  watchdogStepMs,
  watchdogTripped,
  xSeries,
} from './control-table';

/** Torque, and beside it the hardware error. */
const torqueStretch = { address: xSeries.torqueEnable.address, count: xSeries.hardwareError.address - xSeries.torqueEnable.address + 1 };
const largestWatchdogCount = 127;

/** X-series servos in a position mode, as in Koch arms and their relatives. */
export const dynamixelFamily: ServoFamily = {
  name: 'dynamixel',
  title: 'Dynamixel X series',
  protocol: dynamixelProtocol,
  // LeRobot sets 1 Mbaud; the factory sets 57600.
  baudRates: [1_000_000, 57_600],
  baudCodes,
  models: modelNames,
  registers: { ...xSeries, firmware: [xSeries.firmware] },
  voltsPerCount,
  positionModes: [positionModes.single, positionModes.extended, positionModes.currentBased],
  homingSign: 1,
  largestHoming,
  appliesDriveMode: false,
  housekeeping: [{ register: xSeries.returnDelay, value: 0 }],
  clearedBits: [],
  holdsHoming: (mode, homingOffset) => mode === positionModes.extended || mode === positionModes.currentBased || (mode === positionModes.single && Math.abs(homingOffset) <= largestSingleTurnHoming),
  modeForHoming: (homingOffset) => (Math.abs(homingOffset) > largestSingleTurnHoming ? positionModes.extended : positionModes.single),
  presentStretch,
  decodePresent(data, model) {
    const at = (register: Register): number => decodeRegister(register, data.subarray(register.address - presentStretch.address));
    const effort = at(xSeries.presentCurrent);
    return {
      positionTicks: at(xSeries.presentPosition),
      velocityTicksS: at(xSeries.presentVelocity) * revolutionsPerMinutePerCount * ticksSPerRevolutionMinute,
      ...(model === loadModel ? { load: effort * loadPerCount } : { currentA: effort * amperesPerCount }),
      voltageV: at(xSeries.presentVoltage) * voltsPerCount,
      temperatureC: at(xSeries.presentTemperature),
    };
  },
  motionSetUp: (limits) => [
    {
      register: xSeries.profileAcceleration,
      value: Math.max(1, Math.round((limits.accelerationTicksS2 * 60) / ticksSPerRevolutionMinute / revolutionsPerMinute2PerCount)),
    },
    { register: xSeries.profileVelocity, value: Math.max(1, Math.round(limits.velocityTicksS / ticksSPerRevolutionMinute / revolutionsPerMinutePerCount)) },
  ],
  healthStretches: [torqueStretch, { address: xSeries.busWatchdog.address, count: xSeries.busWatchdog.byteCount }],
  decodeHealth([torque = noData, watchdog = noData]) {
    const bits = torque[torqueStretch.count - 1] ?? 0;
    return {
      torque: torque[0] === 1,
      errors: hardwareErrorBits.filter(({ bit }) => (bits & bit) !== 0).map(({ sentence }) => sentence),
      watchdogTripped: watchdog[0] === watchdogTripped,
    };
  },
  watchdogCount: (timeoutMs) => Math.min(largestWatchdogCount, Math.max(1, Math.round(timeoutMs / watchdogStepMs))),
};

const noData = new Uint8Array();
