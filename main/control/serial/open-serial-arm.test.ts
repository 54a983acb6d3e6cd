import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { formatCalibration, type ArmCalibration } from '../../../firmware-bridge/calibration';
import type { Transport } from '../../../firmware-bridge/transport/transport';
import { createTransportPair } from '../../../firmware-bridge/transport/transport-pair';
import { createArmKinds, openArm } from '../open-arm';
import { openCalibrationShelf, type CalibrationShelf } from './calibration-shelf';
import type { OpenLine } from './probe-bus';
import { isSerialAddress, parseSerialAddress } from './serial-address';
import { feetechArm, dynamixelArm, type ServoArmProfile } from './servo-arm-profile';
import { EmulatedBench } from './testing/emulated-bench';

describe('an address', () => {
  test.each([
    ['/dev/ttyACM0', { path: '/dev/ttyACM0' }],
    ['feetech:/dev/ttyACM0', { path: '/dev/ttyACM0', kind: 'feetech' }],
    ['dynamixel:COM3', { path: 'COM3', kind: 'dynamixel' }],
    ['COM12?arm=left', { path: 'COM12', armName: 'left' }],
    ['feetech:/dev/tty.usbmodem1?arm=arm 2', { path: '/dev/tty.usbmodem1', kind: 'feetech', armName: 'arm 2' }],
  ])('%s is a serial port', (address, parsed) => {
    expect(isSerialAddress(address)).toBe(true);
    expect(parseSerialAddress(address)).toEqual(parsed);
  });

  test.each(['sim', 'emulated-feetech', 'left', 'ftp:/dev/x'])('%s is none', (address) => expect(isSerialAddress(address)).toBe(false));

  test.each(['feetech:', '/dev/ttyACM0?arm='])('%s is refused', (address) => expect(() => parseSerialAddress(address)).toThrow(/names no port/));
});

describe('a port', () => {
  let bench: EmulatedBench;
  afterEach(() => bench.close());
  const opened: string[] = [];

  /** A port that leads to the bench's arm, whatever the baud rate. */
  function portTo(device: EmulatedBench): OpenLine {
    return (port, baudRate) => {
      opened.push(`${port} ${baudRate}`);
      const cable = createTransportPair(port);
      device.arm.plugInto(cable.device);
      return Promise.resolve(cable.host);
    };
  }

  async function kindsFor(profile: ServoArmProfile, calibrations?: CalibrationShelf) {
    bench = await EmulatedBench.open(profile);
    opened.length = 0;
    return createArmKinds({ time: bench.time, openLine: portTo(bench), ...(calibrations === undefined ? {} : { calibrations }) });
  }

  test('with Feetech servos is found without being told', async () => {
    const kinds = await kindsFor(feetechArm);
    const driver = await bench.run(openArm('/dev/ttyACM0', kinds));
    expect(driver.description.title).toBe('SO-101 on /dev/ttyACM0');
    expect((await bench.run(driver.read())).positionRad).toHaveLength(6);
    await driver.close();
  });

  test('with Dynamixel servos is found after nothing of Feetech answered', async () => {
    const kinds = await kindsFor(dynamixelArm);
    const driver = await bench.run(openArm('/dev/ttyUSB0', kinds));
    expect(driver.description.title).toBe('Dynamixel arm of six joints on /dev/ttyUSB0');
    expect(opened).toEqual(['/dev/ttyUSB0 1000000', '/dev/ttyUSB0 1000000', '/dev/ttyUSB0 1000000']);
    await driver.close();
  });

  test('where nothing answers says what was tried', async () => {
    bench = await EmulatedBench.open(feetechArm);
    const lines: Transport[] = [];
    const openLine: OpenLine = (port) => {
      const { host } = createTransportPair(port);
      lines.push(host);
      return Promise.resolve(host);
    };
    const kinds = createArmKinds({ time: bench.time, openLine });
    const refused = new Promise((resolve) => openArm('/dev/ttyS0', kinds).catch(resolve));
    // Probing waits by the system's clock, not by the bench's.
    expect(String(await refused)).toMatch(/Nothing answers at \/dev\/ttyS0 \(tried Feetech STS3215 at 1000000 baud, Dynamixel X series at 1000000 baud, Dynamixel X series at 57600 baud\)/);
    expect(lines.map((line) => line.isOpen)).toEqual([false, false, false]);
  });

  test("uses a named arm's calibration, and says so when there is none of that name", async () => {
    const library = await mkdtemp(path.join(os.tmpdir(), 'tempera-arms-'));
    const kinds = await kindsFor(feetechArm, openCalibrationShelf(library));
    await expect(bench.run(openArm('feetech:/dev/ttyACM0?arm=left', kinds))).rejects.toThrow(/^There is no calibration of an arm "left"/);
    const joint = { id: 1, driveMode: 0 as const, homingOffset: 5, rangeMin: 100, rangeMax: 4000 };
    await writeFile(path.join(library, 'left.json'), formatCalibration(Object.fromEntries(feetechArm.joints.map(({ name, id }) => [name, { ...joint, id }]))));
    await expect(bench.run(openArm('feetech:/dev/ttyACM0?arm=left', kinds))).rejects.toThrow(/^The calibration file says homingOffset 5 for shoulder_pan, its servo says -709/);
    await rm(library, { recursive: true });
  });
});

test.each(['emulated-feetech', 'emulated-dynamixel'])('"%s" is an arm without hardware', async (address) => {
  const driver = await openArm(address);
  await driver.setTorque(true);
  const state = await driver.read();
  expect(state.positionRad).toHaveLength(6);
  expect(driver.description.title).toMatch(/\(emulated (Feetech|Dynamixel)/);
  await driver.close();
});

test('a port that is not there is one clear failure', async () => {
  await expect(openArm('/dev/tempera-no-such-port')).rejects.toThrow(/^There is no port \/dev\/tempera-no-such-port/);
});

describe('the shelf of calibrations', () => {
  const calibration: ArmCalibration = { elbow: { id: 3, driveMode: 0, homingOffset: 1624, rangeMin: 145, rangeMax: 3999 } };

  test('keeps an arm by its name, in the format of LeRobot, and leaves no half file', async () => {
    const library = await mkdtemp(path.join(os.tmpdir(), 'tempera-arms-'));
    const shelf = openCalibrationShelf(path.join(library, 'arms'));
    expect(await shelf.names()).toEqual([]);
    await shelf.save('left arm', calibration);
    expect(await shelf.names()).toEqual(['left arm']);
    expect(await shelf.load('left arm')).toEqual(calibration);
    expect(await readdir(path.join(library, 'arms'))).toEqual(['left arm.json']);
    expect(await readFile(path.join(library, 'arms', 'left arm.json'), 'utf8')).toBe(formatCalibration(calibration));
    await rm(library, { recursive: true });
  });

  test('refuses a name that would leave its folder, and a calibration that is unsound', async () => {
    const shelf = openCalibrationShelf('/tmp/tempera-never-made');
    await expect(shelf.save('../left', calibration)).rejects.toThrow(/is no name for an arm/);
    await expect(shelf.save('left', { elbow: { id: 3, driveMode: 0, homingOffset: 0, rangeMin: 7, rangeMax: 7 } })).rejects.toThrow(/empty range/);
  });
});
