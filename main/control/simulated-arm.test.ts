import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../shared/contract/failure';
import { createRandom } from '../../shared/maths/random';
import { systemTime } from './control-time';
import { openArm } from './open-arm';
import { operatorStop } from './stop-reasons';
import { SupervisedTravel } from './supervised-travel';
import { connectWatchedArm, type WatchedArm } from './testing/watched-arm';

const periodS = 0.05;
const home = Float64Array.of(0, -0.6, 0.6, 0.9, 0, 0);

let watched: WatchedArm;
beforeEach(async () => {
  watched = await connectWatchedArm(systemTime);
});
afterEach(() => watched.close());

function expectWithinSpeed(tolerance = 1): void {
  watched.arm.description.joints.forEach(({ maxVelocityRadS }, joint) => {
    expect(watched.topSpeedRadS[joint]).toBeLessThanOrEqual(maxVelocityRadS * tolerance);
  });
}

describe('in MuJoCo', () => {
  test('a jog across the whole range keeps every joint within its speed', async () => {
    const { arm } = watched;
    arm.take('jog');
    for (const target of [home, Float64Array.of(1.8, -0.6, 0.6, -0.8, 2, 1), Float64Array.of(-1.8, 0.3, -0.9, 1.2, -2, 0)]) {
      const travel = new SupervisedTravel(arm, 'jog', target);
      while (travel.progress(periodS) === 'moving') await arm.tick(travel.request, periodS);
      await arm.tick(travel.request, periodS);
    }
    expect(Math.max(...watched.topSpeedRadS)).toBeGreaterThan(1);
    expectWithinSpeed();
  });

  test('targets that jump at random keep near the speed, and nothing touches anything', async () => {
    const { arm } = watched;
    const random = createRandom(7);
    arm.take('training');
    await arm.place('training', home);
    watched.forget();
    watched.contacts.clear();
    for (let tick = 0; tick < 600; tick += 1) {
      const targetRad = Float64Array.from(arm.description.joints, ({ minRad, maxRad }) => minRad - 1 + (maxRad - minRad + 2) * random.uniform());
      await arm.tick({ type: 'follow', owner: 'training', targetRad }, periodS);
    }
    // Asked to turn round at full acceleration in every tick, the shoulder runs out of torque and catches up later.
    expectWithinSpeed(1.15);
    expect([...watched.contacts]).toEqual([]);
    expect(arm.mode).toBe('moving');
    expect(arm.status().interventions).toMatchObject({ collision: expect.any(Number), acceleration: expect.any(Number) });
  });

  test('the start of a motion is slow', async () => {
    const { arm } = watched;
    arm.take('jog');
    const travel = new SupervisedTravel(arm, 'jog', Float64Array.of(1.5, -0.6, 0.6, 0.9, 0, 0));
    for (let tick = 0; tick < 5; tick += 1) await arm.tick(travel.request, periodS);
    expect(Math.max(...watched.topSpeedRadS)).toBeLessThan(0.3 * 3);
  });

  test('a stop at full speed brings the arm to a rest near where it was, and it stays', async () => {
    const { arm, world } = watched;
    arm.take('jog');
    await arm.place('jog', home);
    const travel = new SupervisedTravel(arm, 'jog', Float64Array.of(1.8, -0.6, 0.6, 0.9, 0, 0));
    while (Math.abs(world.read().velocityRadS[0] ?? 0) < 1.5) await arm.tick(travel.request, periodS);
    const stoppedAt = world.read().positionRad;
    await arm.stop(operatorStop('STOP was pressed.'));
    await arm.tick({ type: 'hold' }, periodS);
    await arm.tick({ type: 'hold' }, periodS);
    expect(Math.abs(world.read().velocityRadS[0] ?? 0)).toBeLessThan(0.3);
    for (let tick = 0; tick < 20; tick += 1) await arm.tick({ type: 'hold' }, periodS);
    world.read().positionRad.forEach((position, joint) => expect(Math.abs(position - (stoppedAt[joint] ?? 0))).toBeLessThan(0.1));
    expect(Math.max(...world.read().velocityRadS.map(Math.abs))).toBeLessThan(0.01);
    expect(arm.mode).toBe('stopped');
  });

  test('released, the arm falls; caught by a stop, it holds', async () => {
    const { arm, world } = watched;
    arm.take('training');
    await arm.place('training', Float64Array.of(0, 0.4, -0.4, 0, 0, 0));
    const before = world.read().positionRad;
    await arm.release();
    for (let tick = 0; tick < 4; tick += 1) await arm.tick({ type: 'hold' }, periodS);
    const falling = world.read().positionRad;
    expect(Math.max(...falling.map((position, joint) => Math.abs(position - (before[joint] ?? 0))))).toBeGreaterThan(0.02);
    await arm.stop(operatorStop('STOP was pressed.'));
    for (let tick = 0; tick < 10; tick += 1) await arm.tick({ type: 'hold' }, periodS);
    const caught = world.read().positionRad;
    for (let tick = 0; tick < 20; tick += 1) await arm.tick({ type: 'hold' }, periodS);
    world.read().positionRad.forEach((position, joint) => expect(Math.abs(position - (caught[joint] ?? 0))).toBeLessThan(0.01));
  });
});

test('an address that no kind of arm knows is one clear failure', async () => {
  const refused = openArm('nowhere');
  await expect(refused).rejects.toBeInstanceOf(Failure);
  await expect(refused).rejects.toThrow(/^There is no arm at "nowhere"\. Use "sim" for the simulated arm, /);
});
