import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadArmWorld, type ArmWorld } from './arm-world';
import { loadTwin, type Twin } from './twin';
import { createRandom } from '../../shared/maths/random';

const zero = [0, 0, 0, 0, 0, 0];

describe('the twin of the SO-101', () => {
  let twin: Twin;
  let world: ArmWorld;
  beforeAll(async () => {
    [twin, world] = await Promise.all([loadTwin('so-101'), loadArmWorld('so-101')]);
  });
  afterAll(() => {
    twin.close();
    world.close();
  });

  function tipAt(posture: readonly number[]): number[] {
    const point = new Float64Array(3);
    twin.tip(posture, point);
    return Array.from(point);
  }

  function expectNear(point: readonly number[], expected: readonly number[]): void {
    point.forEach((value, axis) => expect(value).toBeCloseTo(expected[axis] ?? NaN, 4));
  }

  // At zero the upper arm stands up, the forearm and the gripper point forward, so the frames' offsets add up along the
  // axes; the wrist roll leaves the tip's small offsets turned by 0.0486 rad (twice the arc sine of 0.0172091 * sqrt 2).
  const liftAxis = [0.0388353 + 0.0303992, 0.0624 + 0.0542] as const;
  const forward = liftAxis[0] + 0.028 + 0.1349 + 0.0611 + 0.0981274;
  const up = liftAxis[1] + 0.11257 + 0.0052;
  const roll = 2 * Math.asin(0.0172091 * Math.SQRT2);
  const tipDown = 0.0079 * Math.cos(roll) + 0.000218 * Math.sin(roll);

  it('finds the tip at zero where the published lengths add up to', () => {
    const sideways = -0.0182778 + 0.0181 - 0.000218 * Math.cos(roll) + 0.0079 * Math.sin(roll);
    expectNear(tipAt(zero), [forward, sideways, up - tipDown]);
  });

  it('turns the tip about the pan axis, clockwise seen from above', () => {
    const [x = 0, y = 0, z = 0] = tipAt(zero);
    const out = x - 0.0388353;
    expectNear(tipAt([0.5, 0, 0, 0, 0, 0]), [0.0388353 + out * Math.cos(0.5) + y * Math.sin(0.5), y * Math.cos(0.5) - out * Math.sin(0.5), z]);
  });

  it('swings the tip about the lift axis, forwards and down', () => {
    const [x = 0, y = 0, z = 0] = tipAt(zero);
    const [dx, dz] = [x - liftAxis[0], z - liftAxis[1]];
    const angle = 0.4;
    expectNear(tipAt([0, angle, 0, 0, 0, 0]), [
      liftAxis[0] + dx * Math.cos(angle) + dz * Math.sin(angle),
      y,
      liftAxis[1] + dz * Math.cos(angle) - dx * Math.sin(angle),
    ]);
  });

  it('agrees with the simulated arm on tip, bodies and scene at random postures', () => {
    const random = createRandom(7);
    const point = new Float64Array(3);
    for (let round = 0; round < 50; round += 1) {
      const posture = twin.description.joints.map(({ minRad, maxRad }) => minRad + (maxRad - minRad) * random.uniform());
      world.place(posture);
      world.tip(point);
      expect(tipAt(posture)).toEqual(Array.from(point));
      expect(twin.pose(posture, 0).bodies).toEqual(world.pose().bodies);
    }
    expect(twin.scene).toEqual(world.scene);
  });

  it.each([
    ['standing as at zero', zero],
    ['at the home of reach', [0, -0.6, 0.6, 0.8, 0, 0.2]],
    ['folded', [0, -1.5, 1.5, 0.6, 0, 0.2]],
    ['with the wrist bent up to its end', [0, 0, 0, -1.65, 0, 0]],
    ['with the wrist bent down to its end', [0, 0, 0, 1.65, 0, 0]],
    ['with the gripper open', [0, 0, 0, 0, 0, 1.74]],
    ['with the gripper closed', [0, 0, 0, 0, 0, -0.17]],
    ['turned to the side', [1.9, 0, 0, 0, 0, 0]],
  ])('predicts no collision %s', (_, posture) => {
    expect(twin.collision(posture)).toBeUndefined();
  });

  it.each([
    ['laying the forearm on the table', [0, 1.2, 0, 0, 0, 0], ['lower_arm', 'table']],
    ['bending the elbow into the table', [0, 0, 1.5, 0, 0, 0], ['gripper', 'table']],
    ['folding the gripper into the base', [0, -1.3, 1.4, 1.6, 0, 0.2], ['base', 'gripper']],
    ['folding the gripper onto the upper arm', [0, -1.7, 1.3, 1.6, 0, 0.2], ['gripper', 'upper_arm']],
  ])('predicts the collision of %s', (_, posture, names) => {
    const { first = '', second = '' } = twin.collision(posture) ?? {};
    expect([first, second].sort()).toEqual(names);
  });

  it('sees a near miss when asked to keep clear, and forgets the clearance afterwards', () => {
    const closest = (lift: number): readonly number[] => [0, lift, 0, 0, 0, 0];
    let lift = 0;
    while (twin.collision(closest(lift)) === undefined) lift += 0.01;
    const nearMiss = closest(lift - 0.01);
    expect(twin.collision(nearMiss, 0.02)).toBeDefined();
    expect(twin.collision(nearMiss)).toBeUndefined();
  });

  it('answers for what the posture holds now, whatever was asked before', () => {
    const posture = [...zero];
    const atZero = tipAt(posture);
    expect(twin.collision(posture)).toBeUndefined();
    posture[2] = 1.5;
    expect(twin.collision(posture)).toBeDefined();
    expect(tipAt(posture)).not.toEqual(atZero);
    posture[2] = 0;
    expect(twin.collision(posture)).toBeUndefined();
    expect(tipAt(posture)).toEqual(atZero);
    expect(twin.bounds(posture)).toEqual(twin.bounds(zero));
  });

  it('bounds the moving links: the tip lies at the front of the box at zero, and the table below it', () => {
    const { minimum, maximum } = twin.bounds(zero);
    expect(maximum[0]).toBeGreaterThan(forward);
    expect(maximum[0]).toBeLessThan(forward + 0.01);
    expect(minimum[2]).toBeCloseTo(0.0624 + 0.0035 - 0.0055, 6);
  });

  it('carries 512 postures to their tips (time printed, not judged)', () => {
    const points = new Float32Array(3 * 512);
    const carry = (): void => {
      for (let index = 511; index >= 0; index -= 1) twin.tip([0, 0, 0, 0, index / 512, 0], points, 3 * index);
    };
    carry();
    const started = performance.now();
    carry();
    console.info(`512 tips in ${(performance.now() - started).toFixed(2)} ms`);
    expect(points.subarray(0, 3)).toEqual(Float32Array.from(tipAt(zero)));
  });
});
