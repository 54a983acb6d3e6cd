import { describe, expect, test } from 'vitest';
import type { ArmOwner } from '../../shared/arm';
import { Failure } from '../../shared/contract/failure';
import { createRealTimeClock } from './control-clock';
import { operatorStop } from './stop-reasons';
import { SupervisedArm } from './supervised-arm';
import type { MotionRequest } from './supervisor';
import { FakeArm, openGuard, twoJointLimits } from './testing/fake-arm';
import { FakeTime } from './testing/fake-time';

const periodS = 0.05;
const hold: MotionRequest = { type: 'hold' };
const follow = (target: readonly number[], owner: ArmOwner = 'jog'): MotionRequest => ({ type: 'follow', owner, targetRad: Float64Array.from(target) });

async function connected() {
  const driver = new FakeArm();
  const time = new FakeTime();
  const arm = await SupervisedArm.connect({ driver, limits: twoJointLimits, guard: openGuard, time });
  return { driver, time, arm };
}

/** Ticks until the arm is stopped; returns how many it took. Driver calls that are silent end by their deadline. */
async function ticksUntilStopped(arm: SupervisedArm, time: FakeTime, request: MotionRequest): Promise<number> {
  for (let ticks = 1; ticks <= 100; ticks += 1) {
    const tick = arm.tick(request, periodS);
    await time.pass(1000);
    await tick;
    if (arm.mode === 'stopped') return ticks;
  }
  throw new Error('the arm was not stopped');
}

describe('connecting', () => {
  test('reads the position, sets the goal to it, and turns the torque on last', async () => {
    const { driver, arm } = await connected();
    expect(driver.log).toEqual(['read', 'command', 'torque on']);
    expect([...driver.goalRad]).toEqual([0.3, -0.2]);
    expect(arm.mode).toBe('holding');
  });

  test('to an arm that does not answer is refused, and leaves nothing open', async () => {
    const driver = new FakeArm();
    driver.fault = 'link';
    await expect(SupervisedArm.connect({ driver, limits: twoJointLimits, guard: openGuard, time: new FakeTime() })).rejects.toThrow('servo 3');
    expect(driver.closed).toBe(true);
  });
});

describe('a fault while the arm moves ends in hold with its reason', () => {
  test.each([
    { fault: 'silent', code: 'stale', names: 'did not answer' },
    { fault: 'link', code: 'stale', names: 'servo 3' },
    { fault: 'frozen', code: 'stale', names: 'do not change' },
    { fault: 'nan', code: 'bad-reading', names: 'NaN' },
    { fault: 'throws', code: 'driver-failed', names: 'servo of undefined' },
  ] as const)('$fault', async ({ fault, code, names }) => {
    const { driver, time, arm } = await connected();
    arm.take('jog');
    for (let count = 0; count < 10; count += 1) await arm.tick(follow([1.5, 1]), periodS);
    driver.fault = fault;
    expect(await ticksUntilStopped(arm, time, follow([1.5, 1]))).toBeLessThanOrEqual(6);
    expect(arm.stopReason?.code).toBe(code);
    expect(arm.stopReason?.sentence).toContain(names);
    const held = [...driver.goalRad];
    driver.fault = 'none';
    for (let count = 0; count < 5; count += 1) await arm.tick(follow([1.5, 1]), periodS);
    expect([...driver.goalRad]).toEqual(held);
    expect(arm.linkLost).toBe(fault === 'silent');
    expect(driver.torque).toBe(true);
    expect(arm.mode).toBe('stopped');
  });

  test('unplugged: at once, and only a new connection helps', async () => {
    const { driver, arm } = await connected();
    driver.unplug('the device was unplugged.');
    expect(arm.stopReason).toMatchObject({ code: 'link-lost', sentence: 'The link to the arm is gone: the device was unplugged.' });
    const before = driver.log.length;
    await arm.tick(hold, periodS);
    expect(driver.log).toHaveLength(before);
    await expect(arm.engage()).rejects.toThrow('connect the arm again');
  });
});

test('single readings that are missing slow the arm down, are counted, and stop nothing', async () => {
  const { driver, arm } = await connected();
  arm.take('jog');
  for (let count = 0; count < 60; count += 1) {
    driver.fault = count % 4 === 0 ? 'link' : 'none';
    await arm.tick(follow([1.5, 1]), periodS);
  }
  expect(arm.mode).toBe('moving');
  expect(arm.status().interventions['missing-reading']).toBe(15);
});

describe('a stop', () => {
  test('cuts the tick in hand short and holds at a fresh reading before it is answered', async () => {
    const { driver, time, arm } = await connected();
    arm.take('jog');
    for (let count = 0; count < 10; count += 1) await arm.tick(follow([1.5, 1]), periodS);
    const clock = createRealTimeClock(periodS, time);
    const tick = arm.tick(follow([1.5, 1]), periodS, clock);
    await time.pass(10);
    const stopped = arm.stop(operatorStop('STOP was pressed.'));
    await time.pass(0);
    await Promise.all([tick, stopped]);
    expect(time.monotonicMs()).toBe(10);
    expect([...driver.goalRad]).toEqual([...arm.state.positionRad]);
    expect(arm.status()).toMatchObject({ mode: 'stopped', stop: { code: 'operator', sentence: 'STOP was pressed.' } });
  });

  test('catches a released arm', async () => {
    const { driver, arm } = await connected();
    await arm.release();
    expect(driver.torque).toBe(false);
    driver.positionRad = Float64Array.of(0.7, 0.7);
    await arm.tick(hold, periodS);
    await arm.stop(operatorStop('STOP was pressed.'));
    expect(driver.torque).toBe(true);
    expect([...driver.goalRad]).toEqual([0.7, 0.7]);
  });

  test('is engaged again at the same place', async () => {
    const { driver, arm } = await connected();
    await arm.stop(operatorStop('STOP was pressed.'));
    await arm.engage();
    expect(arm.mode).toBe('holding');
    expect([...driver.goalRad]).toEqual([0.3, -0.2]);
  });

  test('is not cleared by an engage that was asked for before it', async () => {
    const { driver, arm } = await connected();
    await arm.stop(operatorStop('STOP was pressed.'));
    const engaged = arm.engage();
    const again = arm.stop(operatorStop('STOP was pressed.'));
    await expect(engaged).rejects.toThrow('STOP came after');
    await again;
    expect(arm.mode).toBe('stopped');
    expect(driver.torque).toBe(true);
  });

  test('is not given up by a release that was asked for before it', async () => {
    const { driver, arm } = await connected();
    const tick = arm.tick(hold, periodS);
    const released = arm.release();
    const stopped = arm.stop(operatorStop('STOP was pressed.'));
    await expect(released).rejects.toThrow('STOP came after');
    await Promise.all([tick, stopped]);
    expect(arm.mode).toBe('stopped');
    expect(driver.torque).toBe(true);
  });

  test('that still has its cause is not engaged', async () => {
    const { driver, time, arm } = await connected();
    driver.readings = { temperatureC: Float64Array.of(30, 71) };
    await ticksUntilStopped(arm, time, hold);
    await expect(arm.engage()).rejects.toThrow('elbow is at 71 °C');
    driver.readings = { temperatureC: Float64Array.of(30, 50) };
    await arm.engage();
    expect(arm.mode).toBe('holding');
  });
});

test('a release takes the torque off also after some servos alone have taken it', async () => {
  const { driver, arm } = await connected();
  await arm.release();
  const setTorque = driver.setTorque.bind(driver);
  driver.setTorque = async (on) => {
    await setTorque(on);
    throw new Failure('unavailable', 'The torque of elbow does not go on.');
  };
  await expect(arm.engage()).rejects.toThrow('elbow');
  driver.setTorque = setTorque;
  await arm.release();
  expect(driver.torque).toBe(false);
});

test('a real arm cannot be placed', async () => {
  const { arm } = await connected();
  arm.take('training');
  expect(arm.simulated).toBe(false);
  await expect(arm.place('training', Float64Array.of(0, 0))).rejects.toThrow('real arm');
});

test('calls that overlap take their turns', async () => {
  const { driver, arm } = await connected();
  arm.take('jog');
  driver.log.length = 0;
  await Promise.all([arm.tick(follow([1, 1]), periodS), arm.tick(hold, periodS), arm.tick(hold, periodS)]);
  expect(driver.log).toEqual(['command', 'read', 'command', 'read', 'command', 'read']);
});

test('closing leaves the arm holding where it is, torque on', async () => {
  const { driver, arm } = await connected();
  arm.take('jog');
  for (let count = 0; count < 8; count += 1) await arm.tick(follow([1.5, 1]), periodS);
  await arm.close();
  expect([...driver.goalRad]).toEqual([...arm.state.positionRad]);
  expect(driver.torque).toBe(true);
  expect(driver.closed).toBe(true);
  expect(arm.mode).toBe('disconnected');
});
