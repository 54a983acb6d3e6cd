import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorldObject } from '../../shared/world-object';
import { loadArmWorld, type ArmWorld } from './arm-world';
import { furnishMjcf } from './models/furnish-mjcf';
import { so101 } from './models/so-101';
import { loadTwin, type Twin } from './twin';

const cube: WorldObject = { name: 'cube', shape: 'box', size: [0.01, 0.01, 0.02], massKg: 0.03, friction: [0.8, 0.005, 0.0001], colour: [1, 0, 0, 1] };
const can: WorldObject = { name: 'can', shape: 'cylinder', size: [0.02, 0.03], massKg: 0.1, friction: [0.5, 0.005, 0.0001], colour: [0, 0, 1, 1] };
const posture = [0.3, -0.4, 0.3, 0.5, 0.2, 0.5];
const poses = Float64Array.of(0.2, 0.1, 0.05, 1, 0, 0, 0, 0.25, -0.1, 0.03, 1, 0, 0, 0);

describe('loose things in the world of an arm', () => {
  let world: ArmWorld;
  let twin: Twin;
  beforeAll(async () => {
    [world, twin] = await Promise.all([loadArmWorld('so-101'), loadTwin('so-101')]);
  });
  afterAll(() => {
    world.close();
    twin.close();
  });

  it('leaves a model without things as it was', () => {
    expect(furnishMjcf(so101.mjcf, [])).toBe(so101.mjcf);
  });

  it('lie where they were placed, fall and come to rest on the table', async () => {
    await world.furnish([cube, can]);
    world.place(posture, poses);
    const placed = world.read().objects ?? new Float64Array();
    expect([...placed.subarray(0, 7), ...placed.subarray(13, 20)]).toEqual([...poses]);
    expect([...placed.subarray(7, 13), ...placed.subarray(20, 26)]).toEqual(new Array(12).fill(0));
    world.advance(1);
    const rested = world.read().objects ?? new Float64Array();
    expect(rested[2]).toBeCloseTo(0.02, 3);
    expect(rested[15]).toBeCloseTo(0.03, 3);
    expect(Math.max(...Array.from(rested.subarray(7, 13), Math.abs))).toBeLessThan(1e-3);
  });

  it('are out of reach until they are placed, and touch nothing that counts as a contact', async () => {
    await world.furnish([cube, can]);
    world.place(posture);
    world.advance(0.2);
    const objects = world.read().objects ?? new Float64Array();
    expect(Math.hypot(objects[0] ?? 0, objects[1] ?? 0)).toBeGreaterThan(0.5);
    expect(world.contact()).toBeUndefined();
  });

  it('come and go while the arm stays as it is, and the clock goes on', async () => {
    await world.furnish([]);
    world.place(posture);
    world.setGoal([0, 0, 0, 0, 0, 0]);
    world.advance(0.1);
    const before = world.read();
    await world.furnish([cube]);
    const after = world.read();
    expect([...after.positionRad]).toEqual([...before.positionRad]);
    expect([...after.goalRad]).toEqual([...before.goalRad]);
    expect(after.timeS).toBe(before.timeS);
    await world.furnish([]);
    expect(world.read().objects).toBeUndefined();
    world.setTorque(false);
    await world.furnish([cube]);
    expect(world.torque).toBe(false);
    world.setTorque(true);
  });

  it('do not change the motion of an arm that touches none of them', async () => {
    const course = (): number[] => {
      world.place(posture);
      world.setGoal([0, 0, 0, 0, 0, 0]);
      world.advance(0.5);
      return [...world.read().positionRad];
    };
    await world.furnish([]);
    const bare = course();
    await world.furnish([cube, can]);
    course().forEach((angle, joint) => expect(angle).toBeCloseTo(bare[joint] ?? NaN, 9));
  });

  it('repeat bit for bit after they were placed', async () => {
    await world.furnish([cube, can]);
    const course = (): number[] => {
      world.place(posture, poses);
      world.advance(0.5);
      return [...(world.read().objects ?? [])];
    };
    const first = course();
    expect(first).toHaveLength(26);
    expect(course()).toEqual(first);
  });

  it('refuse poses that leave one of them out', async () => {
    await world.furnish([cube, can]);
    expect(() => world.place(posture, poses.subarray(0, 7))).toThrow('7 numbers were given for the poses of 2 things');
  });

  it('are drawn by the twin where the world has them, with the same scene, and collide with nothing there', async () => {
    await world.furnish([cube, can]);
    twin.furnish([cube, can]);
    expect(twin.scene).toEqual(world.scene);
    expect(twin.scene.bodies.map(({ name }) => name).slice(-2)).toEqual(['cube', 'can']);
    world.place(posture, poses);
    const { positionRad, objects } = world.read();
    const drawn = twin.pose(positionRad, 0, objects);
    expect(drawn.sceneId).toBe(twin.scene.id);
    world.pose().bodies.forEach((value, index) => expect(drawn.bodies[index]).toBeCloseTo(value, 6));
    expect(twin.pose(positionRad, 0).bodies.at(-5)).toBe(-1);
    expect(twin.collision(posture)).toBeUndefined();
  });

  it('and marks change the identity of the scene, and leave with it', () => {
    const marks = [{ shape: 'sphere', size: [0.02], position: [0.2, 0, 0.1], quaternion: [1, 0, 0, 0], colour: [1, 0, 0, 0.3] }] as const;
    twin.furnish([]);
    const bare = twin.scene;
    twin.furnish([], marks);
    expect(twin.scene.id).not.toBe(bare.id);
    expect(twin.scene.bodies[0]?.geometries).toHaveLength((bare.bodies[0]?.geometries.length ?? 0) + 1);
    expect(twin.pose(posture, 0).bodies).toHaveLength(7 * bare.bodies.length);
    twin.furnish([]);
    expect(twin.scene).toBe(bare);
  });
});
