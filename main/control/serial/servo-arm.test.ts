import { afterEach, describe, expect, test } from 'vitest';
import { xSeries } from '../../../firmware-bridge/dynamixel/control-table';
import { EmulatedDynamixelServo } from '../../../firmware-bridge/dynamixel/emulated-servo';
import { sts3215 } from '../../../firmware-bridge/feetech/control-table';
import { EmulatedFeetechServo } from '../../../firmware-bridge/feetech/emulated-servo';
import { encodeRegister, type Register } from '../../../firmware-bridge/register';
import { bothProfiles, EmulatedBench } from './testing/emulated-bench';
import { dynamixelArm, feetechArm, type ServoArmProfile } from './servo-arm-profile';
import type { ServoArm } from './servo-arm';

let bench: EmulatedBench;
afterEach(() => bench.close());

async function connected(profile: ServoArmProfile): Promise<ServoArm> {
  bench = await EmulatedBench.open(profile);
  const arm = await bench.connect();
  await bench.run(arm.setTorque(true));
  return arm;
}

function servo(index: number): EmulatedFeetechServo | EmulatedDynamixelServo {
  const found = bench.arm.servos[index];
  if (found instanceof EmulatedFeetechServo || found instanceof EmulatedDynamixelServo) return found;
  throw new Error(`the bench has no servo ${index}`);
}

const poke = (index: number, register: Register, value: number) => void servo(index).write(register.address, encodeRegister(register, value));
const goals = (angles: readonly number[]) => Float64Array.from(angles);

describe.each(bothProfiles)('an arm of $name servos', ({ profile }) => {
  test('is read in radians as MuJoCo has it, with what its servos measure', async () => {
    const arm = await connected(profile);
    const state = await bench.run(arm.read());
    bench.world.read().positionRad.forEach((angle, joint) => expect(state.positionRad[joint]).toBeCloseTo(angle, 2));
    expect(state.temperatureC?.[0]).toBeGreaterThan(20);
    expect(state.voltageV?.[0]).toBeCloseTo(profile.family.name === 'feetech' ? 7.4 : 12, 1);
    expect(state.load).toHaveLength(6);
    expect(arm.warnings).toEqual([]);
    expect(arm.description).toMatchObject({ model: 'so-101', supply: { minV: expect.any(Number) } });
  });

  test('goes where it is sent, within the speed of its servos', async () => {
    const arm = await connected(profile);
    const target = goals([0.8, -0.5, 0.4, 0.6, -0.7, 0.9]);
    await bench.run(arm.command(target));
    let fastest = 0;
    for (let turn = 0; turn < 200; turn += 1) {
      await bench.time.pass(5);
      fastest = Math.max(fastest, ...bench.world.read().velocityRadS.map(Math.abs));
      if (turn % 10 === 0) await bench.run(arm.read());
    }
    const state = await bench.run(arm.read());
    target.forEach((angle, joint) => expect(state.positionRad[joint]).toBeCloseTo(angle, 1));
    expect(fastest).toBeGreaterThan(2);
    expect(fastest).toBeLessThan(3.1);
  });

  test('uses one packet for all goals, and one to ask for all states', async () => {
    const arm = await connected(profile);
    await bench.run(arm.read());
    let packets = 0;
    bench.cable.device.onBytes(() => (packets += 1));
    await bench.run(arm.command(goals([0, 0, 0, 0, 0, 0])));
    expect(packets).toBe(1);
    await bench.run(arm.read());
    expect(packets).toBe(2);
  });

  test('does not move when the torque comes on, wherever it was left and whatever it was last told', async () => {
    bench = await EmulatedBench.open(profile);
    const arm = await bench.connect();
    await bench.run(arm.setTorque(false));
    await bench.time.pass(3000);
    const fallen = bench.world.read().positionRad;
    expect(Math.max(...fallen.map(Math.abs))).toBeGreaterThan(0.3);
    profile.joints.forEach((_, index) => poke(index, profile.family.registers.goalPosition, 2047));
    await bench.run(arm.setTorque(true));
    await bench.time.pass(1000);
    bench.world.read().positionRad.forEach((angle, joint) => expect(Math.abs(angle - (fallen[joint] ?? 0))).toBeLessThan(0.02));
  });

  test('takes no torque while a joint stands beyond its calibrated range', async () => {
    bench = await EmulatedBench.open(profile);
    const arm = await bench.connect();
    await bench.run(arm.setTorque(false));
    if (profile.family.registers.lock !== undefined) poke(2, profile.family.registers.lock, 0);
    poke(2, profile.family.registers.maxPositionLimit, 1500);
    const again = await bench.connect();
    await expect(bench.run(again.setTorque(true))).rejects.toThrow(/^elbow_flex \(id 3\) stands at \d+, beyond its calibrated range of \d+ to 1500/);
    expect(bench.arm.joints.some((joint) => joint.torque)).toBe(false);
  });

  test('keeps the torque that it finds on when it is connected', async () => {
    bench = await EmulatedBench.open(profile);
    const before = bench.world.read().positionRad;
    await bench.connect();
    await bench.time.pass(500);
    bench.world.read().positionRad.forEach((angle, joint) => expect(angle).toBeCloseTo(before[joint] ?? 0, 2));
  });

  test('reports a torque that is lost by itself, and takes it up again by release and engage', async () => {
    const arm = await connected(profile);
    bench.arm.servos[3]?.reset();
    const readings = async () => {
      for (let turn = 0; turn < 8; turn += 1) await bench.run(arm.read());
    };
    await expect(readings()).rejects.toThrow(/^wrist_flex \(id 4\) has lost its torque/);
    await bench.run(arm.setTorque(false));
    await readings();
    await bench.run(arm.setTorque(true));
    await readings();
    expect(bench.arm.joints.every((joint) => joint.torque)).toBe(true);
  });

  test('reads on through a line that loses, damages and garbles one reply in fifty each', async () => {
    const arm = await connected(profile);
    Object.assign(bench.arm.lineFaults, { dropReply: 0.02, corruptReply: 0.02, noise: 0.02 });
    for (let turn = 0; turn < 100; turn += 1) {
      const state = await bench.run(arm.read());
      bench.world.read().positionRad.forEach((angle, joint) => expect(state.positionRad[joint]).toBeCloseTo(angle, 2));
    }
  });

  test('loses its link once, and nothing that is asked of it then is done later', async () => {
    const arm = await connected(profile);
    const lost: string[] = [];
    arm.onLost((sentence) => lost.push(sentence));
    const inFlight = arm.read();
    bench.unplug();
    bench.unplug();
    await expect(bench.run(inFlight)).rejects.toMatchObject({ code: 'link-lost' });
    await expect(bench.run(arm.command(goals([1, 0, 0, 0, 0, 0])))).rejects.toMatchObject({ code: 'link-lost' });
    expect(lost).toEqual(['The cable was pulled.']);
    const before = bench.world.read().positionRad;
    bench.plugIn();
    const again = await bench.connect();
    await bench.run(again.setTorque(true));
    await bench.time.pass(1000);
    bench.world.read().positionRad.forEach((angle, joint) => expect(angle).toBeCloseTo(before[joint] ?? 0, 2));
  });
});

describe('the handshake', () => {
  test('names the joint whose servo is silent', async () => {
    bench = await EmulatedBench.open(feetechArm);
    poke(2, sts3215.torqueEnable, 0);
    poke(2, sts3215.lock, 0);
    poke(2, sts3215.id, 77);
    await expect(bench.connect()).rejects.toThrow(/^elbow_flex \(id 3\) does not answer; the other servos do/);
  });

  test('says so when nothing answers', async () => {
    bench = await EmulatedBench.open(feetechArm);
    Object.assign(bench.arm.lineFaults, { dropReply: 1 });
    await expect(bench.connect()).rejects.toThrow(/^No servo answers/);
  });

  test('refuses a supply that is not for these servos, with the voltage', async () => {
    bench = await EmulatedBench.open(feetechArm);
    bench.arm.setSupply(12 / 7.4);
    await expect(bench.connect()).rejects.toThrow(/^The supply at shoulder_pan \(id 1\) is 12\.0 V; its servo is set to take 4\.0 to 8\.0 V/);
  });

  test('refuses a model that it does not know', async () => {
    bench = await EmulatedBench.open({ ...feetechArm, family: { ...feetechArm.family, models: new Map([[2825, 'STS3250']]) } });
    await expect(bench.connect()).rejects.toThrow(/^shoulder_pan \(id 1\) says that its model is 777; Tempera knows 2825 \(STS3250\)/);
  });

  test('takes unequal firmware with a warning', async () => {
    bench = await EmulatedBench.open(feetechArm);
    poke(4, sts3215.torqueEnable, 0);
    poke(4, sts3215.lock, 0);
    poke(4, sts3215.firmwareMinor, 9);
    const arm = await bench.connect();
    expect(arm.warnings).toEqual([expect.stringMatching(/^The servos have unequal firmware \(shoulder_pan 3\.10, .* wrist_roll 3\.9,/)]);
  });

  test('brings a servo without torque into position mode and locks its memory again', async () => {
    bench = await EmulatedBench.open(feetechArm);
    poke(1, sts3215.torqueEnable, 0);
    poke(1, sts3215.lock, 0);
    poke(1, sts3215.operatingMode, 1);
    poke(1, sts3215.returnDelay, 250);
    await bench.connect();
    const read = (register: Register) => servo(1).read(register.address, 1)[0];
    expect([sts3215.operatingMode, sts3215.returnDelay, sts3215.lock].map(read)).toEqual([0, 0, 1]);
  });

  test('restarts a Dynamixel servo that has shut down', async () => {
    bench = await EmulatedBench.open(dynamixelArm);
    servo(3).overload();
    expect(bench.arm.joints[3]?.torque).toBe(false);
    const arm = await bench.connect();
    expect(arm.warnings).toEqual([]);
    await bench.run(arm.setTorque(true));
    expect(bench.arm.joints[3]?.torque).toBe(true);
  });

  test('refuses an arm that was never calibrated', async () => {
    bench = await EmulatedBench.open(feetechArm);
    for (let index = 0; index < 6; index += 1) {
      poke(index, sts3215.torqueEnable, 0);
      poke(index, sts3215.lock, 0);
      poke(index, sts3215.homingOffset, 0);
      poke(index, sts3215.minPositionLimit, 0);
      poke(index, sts3215.maxPositionLimit, 4095);
    }
    await expect(bench.connect()).rejects.toThrow(/^The arm is not calibrated/);
  });

  test('refuses a file that says other than the servos, with both values', async () => {
    bench = await EmulatedBench.open(feetechArm);
    const calibration = Object.fromEntries(feetechArm.joints.map(({ name, id }) => [name, { id, driveMode: 0 as const, homingOffset: -709, rangeMin: 795, rangeMax: 3299 }]));
    await expect(bench.connect({ calibration })).rejects.toThrow(/^The calibration file says homingOffset -709 for shoulder_lift, its servo says 312/);
  });
});

test('error bits of a good read are warnings: the arm goes on', async () => {
  const arm = await connected(feetechArm);
  bench.arm.joints[2]?.heat(75);
  const state = await bench.run(arm.read());
  expect(state.temperatureC?.[2]).toBe(75);
  expect(arm.warnings).toEqual([expect.stringMatching(/^elbow_flex \(id 3\): it is too hot/)]);
});

test('a joint that turns against its servo is read and sent the other way round', async () => {
  bench = await EmulatedBench.open(feetechArm);
  const plain = await bench.connect();
  await bench.run(plain.setTorque(true));
  await bench.run(plain.command(goals([0.5, 0, 0, 0, 0, 0])));
  await bench.time.pass(1500);
  const held = Object.fromEntries(
    feetechArm.joints.map(({ name, id }, index) => {
      const at = (register: Register) => servo(index).read(register.address, 2);
      const word = (register: Register) => (at(register)[0] ?? 0) + 256 * (at(register)[1] ?? 0);
      const raw = word(sts3215.homingOffset);
      return [name, { id, driveMode: index === 0 ? (1 as const) : (0 as const), homingOffset: raw > 2047 ? 2048 - raw : raw, rangeMin: word(sts3215.minPositionLimit), rangeMax: word(sts3215.maxPositionLimit) }];
    }),
  );
  const arm = await bench.connect({ calibration: held });
  expect((await bench.run(arm.read())).positionRad[0]).toBeCloseTo(-0.5, 2);
  await bench.run(arm.setTorque(true));
  await bench.run(arm.command(goals([0.2, 0, 0, 0, 0, 0])));
  await bench.time.pass(1500);
  expect(bench.world.read().positionRad[0]).toBeCloseTo(-0.2, 1);
});

test('the bus watchdog of Dynamixel servos holds the arm when the computer falls silent; it says so and obeys again', async () => {
  const arm = await connected(dynamixelArm);
  await bench.run(arm.command(goals([1.5, 0, 0, 0, 0, 0])));
  await bench.time.pass(400);
  const stopped = bench.world.read().positionRad[0] ?? 0;
  expect(stopped).toBeLessThan(1.2);
  await bench.time.pass(1000);
  expect(Math.abs((bench.world.read().positionRad[0] ?? 0) - stopped)).toBeLessThan(0.05);
  await expect(bench.run(arm.read())).rejects.toThrow(/^The servos stopped by themselves: they had heard nothing for 1\d\d\d ms/);
  expect(servo(0).read(xSeries.busWatchdog.address, 1)[0]).toBe(12);
  await bench.run(arm.command(goals([0, 0, 0, 0, 0, 0])));
  for (let turn = 0; turn < 30; turn += 1) {
    await bench.time.pass(50);
    await bench.run(arm.read());
  }
  expect(bench.world.read().positionRad[0]).toBeCloseTo(0, 1);
});

test('the STS3215 has no watchdog: left alone, it goes to its last goal and holds there', async () => {
  const arm = await connected(feetechArm);
  await bench.run(arm.command(goals([0.2, 0, 0, 0, 0, 0])));
  await bench.time.pass(3000);
  expect(bench.world.read().positionRad[0]).toBeCloseTo(0.2, 1);
  expect(Math.max(...bench.world.read().velocityRadS.map(Math.abs))).toBeLessThan(0.05);
});
