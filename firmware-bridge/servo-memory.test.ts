import { describe, expect, it } from 'vitest';
import type { ArmCalibration } from './calibration';
import { dynamixelFamily } from './dynamixel/family';
import { EmulatedDynamixelBus } from './dynamixel/emulated-bus';
import { EmulatedDynamixelServo } from './dynamixel/emulated-servo';
import { sts3215 } from './feetech/control-table';
import { EmulatedFeetechBus } from './feetech/emulated-bus';
import { EmulatedFeetechServo } from './feetech/emulated-servo';
import { feetechFamily } from './feetech/family';
import { defaultBusOptions, ServoBus } from './servo-bus';
import { readServoCalibration, writeServoCalibration, writeServoMemory } from './servo-memory';
import { IdealShaft } from './testing/ideal-shaft';
import { createTransportPair } from './transport/transport-pair';

const places = [
  { name: 'elbow', id: 1 },
  { name: 'wrist', id: 2 },
];
const calibration: ArmCalibration = {
  elbow: { id: 1, driveMode: 0, homingOffset: -709, rangeMin: 43, rangeMax: 1335 },
  wrist: { id: 2, driveMode: 0, homingOffset: 1624, rangeMin: 145, rangeMax: 3999 },
};
const uniform = () => 0.5;

const families = [
  {
    family: feetechFamily,
    bus() {
      const pair = createTransportPair('emulated');
      new EmulatedFeetechBus(pair.device, places.map(({ id }) => new EmulatedFeetechServo(id, new IdealShaft())), uniform);
      return new ServoBus(feetechFamily.protocol, pair.host, { ...defaultBusOptions, latencyMs: 2 });
    },
  },
  {
    family: dynamixelFamily,
    bus() {
      const pair = createTransportPair('emulated');
      new EmulatedDynamixelBus(pair.device, places.map(({ id }) => new EmulatedDynamixelServo(id, 1200, new IdealShaft())), uniform);
      return new ServoBus(dynamixelFamily.protocol, pair.host, { ...defaultBusOptions, latencyMs: 2 });
    },
  },
];

describe.each(families)('the memory of $family.title servos', ({ family, bus: open }) => {
  it('takes a calibration and gives it back', async () => {
    const bus = open();
    await writeServoCalibration(bus, family, calibration);
    expect(await readServoCalibration(bus, family, places)).toEqual(calibration);
  });

  it('is not written while the torque is on', async () => {
    const bus = open();
    await bus.write(2, family.registers.torqueEnable, 1);
    await expect(writeServoCalibration(bus, family, calibration)).rejects.toThrow(/^The memory of wrist \(id 2\) cannot be written while its torque is on/);
    expect((await readServoCalibration(bus, family, places))['wrist']?.homingOffset).toBe(0);
  });

  it('names the servo that does not keep a value, or refuses it', async () => {
    const bus = open();
    const value = { register: family.registers.presentPosition, value: 7 };
    await expect(writeServoMemory(bus, family, { name: 'elbow', id: 1 }, [value])).rejects.toThrow(/present position/);
  });
});

it('locks a Feetech servo again, also when a write fails', async () => {
  const [feetech] = families;
  if (feetech === undefined) throw new Error('there is a Feetech bus');
  const bus = feetech.bus();
  await writeServoCalibration(bus, feetechFamily, calibration);
  expect(await bus.read(1, sts3215.lock)).toBe(1);
  await expect(writeServoMemory(bus, feetechFamily, { name: 'elbow', id: 1 }, [{ register: sts3215.homingOffset, value: 4000 }])).rejects.toThrow(/does not fit/);
  expect(await bus.read(1, sts3215.lock)).toBe(1);
});
