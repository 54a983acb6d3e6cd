import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decodeInstruction as decodeDynamixel } from '../../firmware-bridge/dynamixel/packet';
import { createDynamixelParser } from '../../firmware-bridge/dynamixel/parser';
import { xSeries } from '../../firmware-bridge/dynamixel/control-table';
import { sts3215 } from '../../firmware-bridge/feetech/control-table';
import { decodeInstruction as decodeFeetech } from '../../firmware-bridge/feetech/packet';
import { createFeetechParser } from '../../firmware-bridge/feetech/parser';
import { parseCalibration, type ArmCalibration } from '../../firmware-bridge/calibration';
import { ServoBus } from '../../firmware-bridge/servo-bus';
import { readServoCalibration } from '../../firmware-bridge/servo-memory';
import { dynamixelArm, feetechArm } from '../control/serial/servo-arm-profile';
import { ArmAtBench, port, SetupBench } from './testing/setup-bench';

const kinds = [
  { name: 'Feetech', profile: feetechArm },
  { name: 'Dynamixel', profile: dynamixelArm },
];

describe.each(kinds)('calibrating $name servos', ({ profile }) => {
  let bench: SetupBench;
  let at: ArmAtBench;
  const kind = profile.family.name;
  const middle = Object.fromEntries(profile.joints.map((joint) => [joint.name, joint.halfTurnRad]));
  const lows = Object.fromEntries(profile.joints.map((joint) => [joint.name, joint.minRad]));
  const highs = Object.fromEntries(profile.joints.map((joint) => [joint.name, joint.maxRad]));

  beforeEach(async () => {
    bench = new SetupBench();
    at = await ArmAtBench.open(profile, bench);
  });
  afterEach(async () => {
    await bench.abandon();
    at.close();
    bench.close();
  });

  const begin = () => bench.begin({ type: 'calibrate', path: port, armName: 'left', kind });
  const file = () => path.join(bench.folder, 'left.json');

  async function held(): Promise<ArmCalibration> {
    const bus = new ServoBus(profile.family.protocol, await bench.openLine(port, 1_000_000));
    const calibration = await readServoCalibration(bus, profile.family, profile.joints);
    await bus.close();
    return calibration;
  }

  async function toSweep(): Promise<void> {
    await begin();
    await bench.act('next');
    await at.turn(middle);
    await bench.act('next');
    expect(bench.label).toBe('running sweep');
  }

  async function sweepAll(): Promise<void> {
    await at.turn(lows);
    await at.turn(middle);
    await at.turn(highs);
    await at.turn(middle);
    await bench.act('next');
  }

  async function checkAll(): Promise<void> {
    for (const joint of profile.joints) {
      expect(bench.at('calibrate').current?.joint).toBe(joint.name);
      await at.turn({ [joint.name]: joint.halfTurnRad + 0.4 });
      await bench.act('next');
    }
    expect(bench.label).toBe('running review');
  }

  test('homes, sweeps, checks each joint against the model, and writes servos and file alike, with LeRobot’s values', async () => {
    const before = await held();
    await toSweep();
    expect(bench.at('calibrate').joints.map(({ positionTicks }) => positionTicks)).toEqual(profile.joints.map(() => expect.toSatisfy((ticks: number) => Math.abs(ticks - 2047) <= 2)));
    await sweepAll();
    await checkAll();
    expect(await held()).toEqual(before);
    expect(existsSync(file())).toBe(false);
    await at.turn(middle);
    await bench.act('next');
    expect(bench.state).toMatchObject({ phase: 'done', step: 'done', instruction: expect.stringMatching(/^"left" is calibrated/) });
    const written = parseCalibration(readFileSync(file(), 'utf8'), 'left.json');
    expect(await held()).toEqual(written);
    expect(Object.keys(written)).toEqual(profile.joints.map(({ name }) => name));
    // The emulated arm was calibrated exactly: the same comes out again, but for what hands and ticks leave.
    for (const [name, joint] of Object.entries(written)) {
      expect(Math.abs(joint.homingOffset - (before[name]?.homingOffset ?? 0))).toBeLessThan(12);
      expect(Math.abs(joint.rangeMin - (before[name]?.rangeMin ?? 0))).toBeLessThan(24);
      expect(Math.abs(joint.rangeMax - (before[name]?.rangeMax ?? 0))).toBeLessThan(24);
    }
    expect(existsSync(path.join(bench.folder, 'unfinished', 'left.json'))).toBe(false);
    expect(JSON.parse(readFileSync(path.join(bench.folder, 'adapters', 'left.json'), 'utf8'))).toEqual({ version: 1, serialNumbers: ['A1'] });
  });

  test('switches no torque on and sends no goal, from the first byte to the last', async () => {
    at.written.length = 0;
    await toSweep();
    await sweepAll();
    await checkAll();
    await at.turn(middle);
    await bench.act('next');
    expect(bench.label).toBe('done done');
    const writes = writesOf(kind, at.written);
    expect(writes.length).toBeGreaterThan(20);
    const { torqueEnable, goalPosition } = profile.family.registers;
    expect(writes.filter(({ address, data }) => address <= goalPosition.address && address + data.length > goalPosition.address)).toEqual([]);
    expect(writes.filter(({ address, data }) => address <= torqueEnable.address && address + data.length > torqueEnable.address && data[torqueEnable.address - address] !== 0)).toEqual([]);
    expect(at.arm.joints.some(({ torque }) => torque)).toBe(false);
  });

  test.each(['middle', 'sweep', 'check', 'review'])('given up at "%s", it leaves the old calibration in force', async (step) => {
    const before = await held();
    await begin();
    await bench.act('next');
    if (step !== 'middle') {
      await at.turn(middle);
      await bench.act('next');
    }
    if (step === 'check' || step === 'review') await sweepAll();
    if (step === 'review') await checkAll();
    expect(bench.label).toBe(`running ${step}`);
    await bench.abandon();
    expect(bench.state).toEqual({ type: 'idle' });
    expect(await held()).toEqual(before);
    expect(existsSync(file())).toBe(false);
  });

  test('goes on after a restart where it was left', async () => {
    await toSweep();
    await sweepAll();
    await at.turn({ shoulder_pan: 0.4 });
    await bench.act('next');
    bench.restart();
    await begin();
    expect(bench.at('calibrate')).toMatchObject({ step: 'resume', problems: [] });
    await bench.act('resume');
    await bench.act('next');
    expect(bench.at('calibrate')).toMatchObject({ step: 'check', current: { joint: 'shoulder_lift' } });
  });

  test('a cable that is pulled while the servos are written leaves a way on and a way back', async () => {
    const before = await held();
    await begin();
    await bench.act('next');
    // Homed a little beside the old middle, so that every value changes.
    await at.turn(Object.fromEntries(Object.entries(middle).map(([name, angle]) => [name, angle + 0.05])));
    await bench.act('next');
    await sweepAll();
    await checkAll();
    await at.turn(middle);
    at.cutBeforeWrite = 40;
    await bench.act('next');
    expect(bench.state).toMatchObject({ phase: 'failed', problems: [expect.stringMatching(/Some servos have the new calibration by now/)] });
    expect(existsSync(file())).toBe(false);
    at.plugIn();
    expect(await held()).not.toEqual(before);
    await bench.act('retry');
    expect(bench.at('calibrate')).toMatchObject({ step: 'resume', problems: [] });
    await bench.act('restore');
    expect(bench.label).toBe('done done');
    expect(await held()).toEqual(before);
  });

  test('swept again from the review, it forgets what was swept and checked before, also after a restart', async () => {
    await toSweep();
    await sweepAll();
    await checkAll();
    await bench.act('back');
    expect(bench.at('calibrate')).toMatchObject({ step: 'sweep', actions: [{ name: 'next', blocked: expect.stringMatching(/was not moved/) }, {}, {}] });
    const narrow = Object.fromEntries(profile.joints.map(({ name, halfTurnRad, minRad }) => [name, halfTurnRad + (minRad - halfTurnRad) / 2]));
    await at.turn(narrow);
    await at.turn(middle);
    for (const { minRad = Number.NaN, modelMinRad } of bench.at('calibrate').joints) expect(minRad).toBeGreaterThan(modelMinRad + 0.1);
    bench.restart();
    await begin();
    await bench.act('resume');
    await bench.act('next');
    expect(bench.label).toBe('running sweep');
    expect(bench.at('calibrate').joints.map(({ check }) => check)).toEqual(profile.joints.map(() => 'waiting'));
  });

  test('names joints that were not moved, and lets nobody go on', async () => {
    await toSweep();
    await at.turn({ ...lows, gripper: middle['gripper'] ?? 0, elbow_flex: 0 });
    await at.turn(middle);
    await at.turn({ ...highs, gripper: middle['gripper'] ?? 0, elbow_flex: 0 });
    const { actions, joints } = bench.at('calibrate');
    expect(actions[0]).toMatchObject({ name: 'next', blocked: 'elbow_flex was not moved: move it from end to end.' });
    expect(joints.filter(({ problem }) => problem !== undefined).map(({ name }) => name)).toEqual(['elbow_flex', 'gripper']);
    await expect(bench.act('next')).rejects.toThrow('elbow_flex was not moved: move it from end to end.');
  });

  test('points out a joint that was homed beside its middle, and centres it', async () => {
    await begin();
    await bench.act('next');
    await at.turn({ ...middle, elbow_flex: 0.4 });
    await bench.act('next');
    await at.turn(lows);
    await at.turn(middle);
    await at.turn(highs);
    expect(bench.at('calibrate').problems).toEqual([expect.stringMatching(/^elbow_flex was not in the middle of its range when it was homed, but 2[23]° off/)]);
    await bench.act('centre');
    expect(bench.at('calibrate').problems).toEqual([]);
    const elbow = bench.at('calibrate').joints.find(({ name }) => name === 'elbow_flex');
    expect((elbow?.minRad ?? 0) + (elbow?.maxRad ?? 0)).toBeCloseTo(0, 1);
  });

  test('finds a joint that turns against its model, and turns its direction round', async () => {
    await toSweep();
    await sweepAll();
    await at.turn({ shoulder_pan: -0.4 });
    const { problems, actions } = bench.at('calibrate');
    expect(actions[0]).toMatchObject({ name: 'flip', joint: 'shoulder_pan' });
    expect(problems).toEqual([expect.stringMatching(/^shoulder_pan turned against its model/)]);
    await bench.act('flip', 'shoulder_pan');
    // From where it stands the model now turns the other way.
    await at.turn({ shoulder_pan: -0.8 });
    await bench.act('next');
    for (const joint of profile.joints.slice(1)) {
      await at.turn({ [joint.name]: joint.halfTurnRad + 0.4 });
      await bench.act('next');
    }
    await at.turn(middle);
    await bench.act('next');
    expect(bench.label).toBe('done done');
    const written = parseCalibration(readFileSync(file(), 'utf8'), 'left.json');
    expect(written['shoulder_pan']?.driveMode).toBe(1);
    expect(written['elbow_flex']?.driveMode).toBe(0);
    if (!profile.family.appliesDriveMode) expect((await held())['shoulder_pan']?.driveMode).toBe(1);
  });

  test('bears a cable that fails for a moment, and says which servo is silent', async () => {
    await toSweep();
    at.arm.lineFaults.dropReply = 1;
    await bench.until(() => bench.at('calibrate').problems.length > 0);
    expect(bench.at('calibrate').problems[0]).toMatch(/shoulder_pan \(id 1\) did not answer/);
    at.arm.lineFaults.dropReply = 0;
    await bench.until(() => bench.at('calibrate').problems.length === 0);
    expect(bench.label).toBe('running sweep');
  });
});

test('a joint that crosses the seam of its encoder is named', async () => {
  const bench = new SetupBench();
  const at = await ArmAtBench.open(feetechArm, bench);
  await bench.begin({ type: 'calibrate', path: port, armName: 'left' });
  await bench.act('next');
  // Homed at one end, the other end lies more than half a turn away.
  await at.turn({ wrist_roll: -2.7 });
  await bench.act('next');
  await at.turn({ wrist_roll: 0 });
  await at.turn({ wrist_roll: 2.8 });
  expect(bench.at('calibrate').joints.find(({ name }) => name === 'wrist_roll')?.problem).toMatch(/^wrist_roll ran over the seam of its encoder/);
  await bench.abandon();
  at.close();
  bench.close();
});

/** Every write to registers in what was sent to a bus. */
function writesOf(kind: 'feetech' | 'dynamixel', sent: readonly Uint8Array[]): { readonly address: number; readonly data: Uint8Array }[] {
  const writes: { readonly address: number; readonly data: Uint8Array }[] = [];
  const take = (instruction: ReturnType<typeof decodeFeetech> | ReturnType<typeof decodeDynamixel>): void => {
    if (instruction.type === 'write' || instruction.type === 'reg-write') writes.push({ address: instruction.address, data: instruction.data });
    if (instruction.type === 'sync-write') for (const { data } of instruction.items) writes.push({ address: instruction.address, data });
  };
  const parser = kind === 'feetech' ? createFeetechParser((frame) => take(decodeFeetech(frame))) : createDynamixelParser((frame) => take(decodeDynamixel(frame)));
  for (const bytes of sent) parser.push(bytes);
  return writes;
}

test('the registers that the test above looks at are those of the goal and the torque', () => {
  expect([sts3215.goalPosition.address, sts3215.torqueEnable.address, xSeries.goalPosition.address, xSeries.torqueEnable.address]).toEqual([42, 40, 116, 64]);
});
