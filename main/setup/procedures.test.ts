import { readFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EmulatedFeetechBus } from '../../firmware-bridge/feetech/emulated-bus';
import { EmulatedFeetechServo } from '../../firmware-bridge/feetech/emulated-servo';
import { sts3215 } from '../../firmware-bridge/feetech/control-table';
import { decodeRegister, encodeRegister } from '../../firmware-bridge/register';
import { IdealShaft } from '../../firmware-bridge/testing/ideal-shaft';
import { createTransportPair } from '../../firmware-bridge/transport/transport-pair';
import { feetechArm } from '../control/serial/servo-arm-profile';
import { loadTwin } from '../worlds/twin';
import { growingDirection } from './joint-directions';
import { writeDoneMotors } from './motors-journal';
import { ArmAtBench, port, SetupBench } from './testing/setup-bench';

let bench: SetupBench;
beforeEach(() => {
  bench = new SetupBench();
});
afterEach(async () => {
  await bench.abandon();
  bench.close();
});

describe('finding the port', () => {
  const arm = { path: '/dev/ttyACM1', serialNumber: 'B2', vendorId: '1a86' };

  test('names the port that goes and comes back, also where it comes back at another path', async () => {
    const other = { path: '/dev/ttyUSB0' };
    bench.ports = [other, arm];
    const begun = bench.begin({ type: 'find-port' });
    await bench.until(() => bench.state.type === 'find-port' && bench.state.ports.length === 2);
    bench.ports = [other];
    await bench.until(() => bench.at('find-port').step === 'replug');
    expect(bench.at('find-port').instruction).toBe('/dev/ttyACM1 went. Put the plug in again.');
    bench.ports = [other, { ...arm, path: '/dev/ttyACM2' }];
    await begun;
    expect(bench.state).toMatchObject({ phase: 'done', step: 'found', port: { path: '/dev/ttyACM2', serialNumber: 'B2' } });
  });

  test('names the port that comes where none was', async () => {
    bench.ports = [];
    const begun = bench.begin({ type: 'find-port' });
    await bench.until(() => bench.state.type === 'find-port' && /Plug/.test(bench.state.instruction));
    bench.ports = [arm];
    await begun;
    expect(bench.at('find-port').port?.path).toBe('/dev/ttyACM1');
  });
});

/** Feetech motors on a bus that keeps its speed, of which a test connects some. */
class Motors {
  connected: EmulatedFeetechServo[] = [];

  make(id: number, baudCode = 0): EmulatedFeetechServo {
    const servo = new EmulatedFeetechServo(id, new IdealShaft());
    servo.write(sts3215.lock.address, Uint8Array.of(0));
    servo.write(sts3215.baudRate.address, encodeRegister(sts3215.baudRate, baudCode));
    servo.reset();
    return servo;
  }

  constructor() {
    bench.openLine = (address, baudRate) => {
      const pair = createTransportPair(address);
      new EmulatedFeetechBus(pair.device, this.connected, () => 0.5, undefined, baudRate);
      return Promise.resolve(pair.host);
    };
  }
}

const read = (servo: EmulatedFeetechServo, register: { readonly address: number }): number => servo.read(register.address, 1)[0] ?? -1;

describe('setting up motors', () => {
  const request = { type: 'motors', path: port, kind: 'feetech' } as const;

  test('gives each its id and speed from the gripper to the base, and goes on after a restart', { timeout: 30_000 }, async () => {
    const motors = new Motors();
    // As they come: id 1, at whatever speed.
    const arm = feetechArm.joints.map((_, index) => motors.make(1, index % 2 === 0 ? 0 : 1)).reverse();
    await bench.begin(request);
    for (const [index, motor] of arm.entries()) {
      if (index === 2) {
        bench.restart();
        await bench.begin(request);
        expect(bench.at('motors')).toMatchObject({ step: 'resume', instruction: expect.stringMatching(/^gripper, wrist_roll were set up before/) });
        await bench.act('resume');
      }
      motors.connected = [motor];
      await bench.act('next');
      expect([motor.id, motor.baudRate, read(motor, sts3215.lock)]).toEqual([6 - index, 1_000_000, 1]);
    }
    expect(bench.label).toBe('running chain');
    motors.connected = arm.slice(0, 5);
    await bench.act('next');
    expect(bench.at('motors').problems).toEqual([expect.stringMatching(/^shoulder_pan \(id 1\) does not answer/)]);
    motors.connected = arm;
    await bench.act('next');
    expect(bench.label).toBe('done done');
    expect(existsSync(path.join(bench.folder, 'unfinished', '_motors-feetech.json'))).toBe(false);
  });

  test.each([
    ['two motors of different ids', () => [3, 4], /^2 motors answer \(ids 3, 4\)\. Connect the motor of gripper alone/],
    ['two motors of one id', () => [1, 1], /comes out garbled: two servos may have this id/],
    ['none', () => [], /^No motor answers/],
  ])('refuses %s, and writes nothing', async (_, ids, sentence) => {
    const motors = new Motors();
    motors.connected = ids().map((id, index) => {
      const shaft = new IdealShaft();
      shaft.ticks = 500 + 1000 * index;
      return new EmulatedFeetechServo(id, shaft);
    });
    await bench.begin(request);
    await bench.act('next');
    expect(bench.at('motors').problems).toEqual([expect.stringMatching(sentence)]);
    expect(motors.connected.map(({ id }) => id)).toEqual(ids());
  });

  test.each([
    ['refuses its new id', 'id', /^The motor with id 3 did not take the id 6/, 3],
    ['does not keep a value', 'operatingMode', /^gripper \(id 6\) kept 1 as its operating mode instead of 0/, 6],
  ] as const)('shuts the lock of a motor that %s, and says what failed', { timeout: 20_000 }, async (_, stubborn, sentence, id) => {
    const motors = new Motors();
    const motor = motors.make(3, 1);
    motor.write(sts3215.lock.address, Uint8Array.of(0));
    motor.write(sts3215.operatingMode.address, Uint8Array.of(1));
    motor.write(sts3215.lock.address, Uint8Array.of(1));
    const write = motor.write.bind(motor);
    motor.write = (address, data) => (address === sts3215[stubborn].address ? undefined : write(address, data));
    motors.connected = [motor];
    await bench.begin(request);
    await bench.act('next');
    expect(bench.at('motors')).toMatchObject({ phase: 'failed', problems: [expect.stringMatching(sentence)] });
    expect(bench.at('motors').problems[0]).not.toMatch(/lock/);
    expect([motor.id, read(motor, sts3215.lock)]).toEqual([id, 1]);
  });

  test('says so where the lock could not be shut, because the motor is gone', { timeout: 20_000 }, async () => {
    const motors = new Motors();
    const motor = motors.make(3);
    motors.connected = [motor];
    const write = motor.write.bind(motor);
    motor.write = (address, data) => {
      write(address, data);
      // Its plug comes out with the first write to its memory.
      if (address === sts3215.id.address) motors.connected.splice(0);
    };
    await bench.begin(request);
    await bench.act('next');
    expect(bench.at('motors').problems).toEqual([expect.stringMatching(/^The motor with id 3 did not take the id 6.* The lock of its memory is still open: set this motor up again, which shuts it\.$/)]);
  });

  test.each([
    ['later', 'gripper, wrist_roll were left out and not asked: nobody has looked at the id. The other motors have their ids. Scan the port before you calibrate the arm.'],
    ['together', 'All motors answer by their ids; gripper, wrist_roll were left as found. Calibrate the arm next.'],
  ])('names the motors that were left out, when they are asked %s', { timeout: 30_000 }, async (when, sentence) => {
    const motors = new Motors();
    motors.connected = feetechArm.joints.map(({ id }) => motors.make(id));
    const left = ['gripper', 'wrist_roll'];
    await writeDoneMotors(bench.folder, 'feetech', feetechArm.joints.map(({ name }) => name).filter((name) => !left.includes(name)));
    await bench.begin(request);
    await bench.act('resume');
    for (const name of left) await bench.act('skip', name);
    await bench.act(when === 'later' ? 'skip' : 'next');
    expect(bench.at('motors')).toMatchObject({ phase: 'done', instruction: sentence });
  });

  test('takes a motor that was set before for one that is still connected', { timeout: 20_000 }, async () => {
    const motors = new Motors();
    motors.connected = [motors.make(1)];
    await bench.begin(request);
    await bench.act('next');
    await bench.act('next');
    expect(bench.at('motors').problems).toEqual([expect.stringMatching(/^This motor has the id 6, which gripper was given before/)]);
    expect(motors.connected[0]?.id).toBe(6);
  });
});

describe('an arm at a port', () => {
  let at: ArmAtBench;
  beforeEach(async () => {
    at = await ArmAtBench.open(feetechArm, bench);
  });
  afterEach(() => at.close());

  test('is described, and named once the library has its calibration', { timeout: 30_000 }, async () => {
    await bench.begin({ type: 'scan', path: port });
    await bench.until(() => bench.at('scan').phase === 'done');
    expect(bench.at('scan').servos.map(({ id, joint, model, firmware, baudRate }) => [id, joint, model, firmware, baudRate])).toEqual(
      feetechArm.joints.map(({ id, name }) => [id, name, 'STS3215', '3.10', 1_000_000]),
    );
    expect(bench.at('scan').problems).toEqual([expect.stringMatching(/no arm’s of the library/)]);
    await bench.act('close');

    await bench.begin({ type: 'compare', path: port, armName: 'left' });
    expect(bench.at('compare').actions.map(({ name }) => name)).toEqual(['write-to-file', 'skip']);
    await bench.act('write-to-file');
    expect(bench.label).toBe('done done');
    expect(JSON.parse(readFileSync(path.join(bench.folder, 'left.json'), 'utf8'))).toHaveProperty('shoulder_pan.homing_offset', -709);

    await bench.begin({ type: 'scan', path: port });
    await bench.until(() => bench.at('scan').phase === 'done');
    expect(bench.state).toMatchObject({ armName: 'left', address: `feetech:${port}?arm=left`, problems: [] });
  });

  test('with a wrong supply is told so, servo by servo, until it is scanned again with the right one', { timeout: 30_000 }, async () => {
    at.arm.setSupply(1.6);
    await bench.begin({ type: 'scan', path: port });
    await bench.until(() => bench.at('scan').phase === 'done');
    expect(bench.at('scan').problems[0]).toMatch(/^The supply at shoulder_pan \(id 1\) is 11\.8 V; its servo is set to take 4\.0 to 8\.0 V/);
    at.arm.setSupply(1);
    await bench.act('retry');
    await bench.until(() => bench.at('scan').phase === 'done');
    expect(bench.at('scan').problems).toEqual([expect.stringMatching(/no arm’s of the library/)]);
  });

  const compare = { type: 'compare', path: port, armName: 'left' } as const;
  const journal = () => path.join(bench.folder, 'unfinished', 'left.json');

  function servoOf(index: number): EmulatedFeetechServo {
    const servo = at.arm.servos[index];
    if (!(servo instanceof EmulatedFeetechServo)) throw new Error('the arm has Feetech servos');
    return servo;
  }

  const offsetOf = (index: number): number => decodeRegister(sts3215.homingOffset, servoOf(index).read(sts3215.homingOffset.address, 2));

  /** Files the arm as "left", and then gives two servos other offsets than the file says. */
  async function fileAndChange(): Promise<void> {
    await bench.begin(compare);
    await bench.act('write-to-file');
    for (const [index, offset] of [[1, -60], [4, 100]] as const) {
      const servo = servoOf(index);
      servo.write(sts3215.torqueEnable.address, Uint8Array.of(0));
      servo.write(sts3215.lock.address, Uint8Array.of(0));
      servo.write(sts3215.homingOffset.address, encodeRegister(sts3215.homingOffset, offset));
    }
    await bench.begin(compare);
  }

  test('whose file differs is written like its file, value by value, under a journal that goes with it', { timeout: 20_000 }, async () => {
    await fileAndChange();
    expect(bench.at('compare').differences).toEqual([
      { joint: 'shoulder_lift', id: 2, register: 'homing offset', file: 312, servo: -60 },
      { joint: 'wrist_roll', id: 5, register: 'homing offset', file: 941, servo: 100 },
    ]);
    await bench.act('write-to-servos');
    await bench.act('next');
    expect(bench.state).toMatchObject({ phase: 'done', step: 'done', differences: [] });
    expect([offsetOf(1), offsetOf(4)]).toEqual([312, 941]);
    expect(existsSync(journal())).toBe(false);
  });

  test('is left as it is when the operator would rather not write, and that is no failure', { timeout: 20_000 }, async () => {
    await fileAndChange();
    at.written.length = 0;
    await bench.act('write-to-servos');
    await bench.act('back');
    expect(bench.state).toMatchObject({ phase: 'done', problems: [], instruction: 'Nothing was written: both were left as they are.' });
    expect(bench.at('compare').differences).toHaveLength(2);
    expect([offsetOf(1), offsetOf(4)]).toEqual([-60, 100]);
    expect(at.written).toEqual([]);
  });

  test.each([
    ['finished', 'resume', [312, 941]],
    ['taken back', 'restore', [-60, 100]],
  ] as const)('whose servos were being written when the cable was pulled is %s by the next comparison, also after a restart', { timeout: 30_000 }, async (_, action, offsets) => {
    await fileAndChange();
    await bench.act('write-to-servos');
    // In the middle of the servos: the second has its new offset, the fifth has not.
    at.cutBeforeWrite = 45;
    await bench.act('next');
    expect(bench.state).toMatchObject({ phase: 'failed', problems: [expect.stringMatching(/Some servos have the new calibration by now/)] });
    expect([offsetOf(1), offsetOf(4)]).toEqual([312, 100]);
    at.plugIn();
    bench.restart();
    await bench.begin(compare);
    expect(bench.at('compare')).toMatchObject({ step: 'resume', problems: [], instruction: expect.stringMatching(/^Writing the calibration of "left" was cut off/) });
    await bench.act(action);
    expect([offsetOf(1), offsetOf(4)]).toEqual(offsets);
    expect(existsSync(journal())).toBe(false);
    expect(bench.at('compare').differences).toHaveLength(action === 'resume' ? 0 : 2);
  });

  test('whose comparison was cut off while it wrote is finished by its calibration too', { timeout: 30_000 }, async () => {
    await fileAndChange();
    await bench.act('write-to-servos');
    at.cutBeforeWrite = 45;
    await bench.act('next');
    at.plugIn();
    await bench.begin({ type: 'calibrate', path: port, armName: 'left' });
    expect(bench.at('calibrate')).toMatchObject({ step: 'resume', problems: [] });
    await bench.act('restore');
    expect([offsetOf(1), offsetOf(4)]).toEqual([-60, 100]);
  });
});

test('the words for the direction of each joint are true of the model', async () => {
  const twin = await loadTwin('so-101');
  const tip = (name: string, angleRad: number): readonly number[] => {
    const point = new Float64Array(3);
    twin.tip(twin.description.joints.map((joint) => (joint.name === name ? angleRad : 0)), point);
    return [...point];
  };
  const moved = (name: string): readonly number[] => tip(name, 0.3).map((value, axis) => value - (tip(name, 0)[axis] ?? 0));
  expect(growingDirection('so-101', 'shoulder_pan')).toMatch(/to the right.*clockwise/);
  expect(moved('shoulder_pan')[1]).toBeLessThan(-0.05);
  expect(growingDirection('so-101', 'shoulder_lift')).toMatch(/forwards/);
  expect(tip('shoulder_lift', 0.3)[0]).toBeGreaterThan(tip('shoulder_lift', -0.3)[0] ?? 0);
  for (const name of ['elbow_flex', 'wrist_flex']) {
    expect(growingDirection('so-101', name)).toMatch(/^down/);
    expect(moved(name)[2]).toBeLessThan(-0.02);
  }
  // The jaw sits above the gripper's axis: anticlockwise from behind takes it to the left (y) and down.
  const jaw = (index: number, angles: readonly number[]): number => twin.pose(angles, 0).bodies[7 * (twin.scene.bodies.length - 1) + index] ?? 0;
  expect(jaw(1, [0, 0, 0, 0, 0.5, 0])).toBeGreaterThan(jaw(1, [0, 0, 0, 0, 0, 0]));
  expect(jaw(2, [0, 0, 0, 0, 0.5, 0])).toBeLessThan(jaw(2, [0, 0, 0, 0, 0, 0]));
  expect(growingDirection('so-101', 'gripper')).toBe('open');
  expect(() => growingDirection('so-101', 'tail')).toThrow(/Nobody has written down/);
  twin.close();
});
