import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadArmWorld, type ArmWorld } from './arm-world';
import { so101 } from './models/so-101';
import { openSimulation } from './mujoco';
import { loadTwin } from './twin';

const zero = [0, 0, 0, 0, 0, 0];
const reaching = [0.3, 0.4, -0.3, 0.5, 0.2, 0.5];

describe('the simulated SO-101', () => {
  let world: ArmWorld;
  beforeEach(async () => {
    world = await loadArmWorld('so-101');
  });
  afterEach(() => world.close());

  const height = (): number => {
    const point = new Float64Array(3);
    world.tip(point);
    return point[2] ?? NaN;
  };
  const largest = (values: ArrayLike<number>): number => Math.max(...Array.from(values, Math.abs));
  const errors = (goal: readonly number[]): number[] => goal.map((value, joint) => (world.read().positionRad[joint] ?? NaN) - value);

  it('describes six joints with the ranges of the model and the limits of its servos', () => {
    expect(world.description.title).toBe('SO-101 (simulated)');
    expect(world.description.joints.map((joint) => joint.name)).toEqual(['shoulder_pan', 'shoulder_lift', 'elbow_flex', 'wrist_flex', 'wrist_roll', 'gripper']);
    expect(world.description.joints[2]).toEqual({ name: 'elbow_flex', minRad: -1.69, maxRad: 1.69, maxVelocityRadS: 3, maxAccelerationRadS2: 20 });
  });

  it('is at rest where it was placed, with the goals there', () => {
    world.place(reaching);
    const { positionRad, velocityRadS, goalRad } = world.read();
    expect(Array.from(positionRad)).toEqual(reaching);
    expect(Array.from(goalRad)).toEqual(reaching);
    expect(Array.from(velocityRadS)).toEqual(zero);
  });

  it('holds its posture under gravity: the stretched arm sags by less than 3 mrad and comes to rest', () => {
    world.place(reaching);
    world.advance(3);
    expect(largest(errors(reaching))).toBeLessThan(0.003);
    expect(largest(errors(reaching))).toBeGreaterThan(1e-5);
    expect(largest(world.read().velocityRadS)).toBeLessThan(1e-3);
  });

  it('reports the share of the torque that gravity takes: most at the shoulder, none at the pan', () => {
    world.place(reaching);
    world.advance(1);
    const load = world.read().load ?? [];
    expect(Math.abs(load[1] ?? NaN)).toBeGreaterThan(0.1);
    expect(largest(load)).toBeLessThan(0.6);
    expect(Math.abs(load[0] ?? NaN)).toBeLessThan(0.01);
  });

  it('reaches a goal and stays there', () => {
    world.place(zero);
    world.setGoal(reaching);
    world.advance(1.5);
    expect(largest(errors(reaching))).toBeLessThan(0.005);
  });

  it('moves no joint beyond its range, whatever the goal', () => {
    world.setGoal([9, -9, -9, 9, -9, 9]);
    expect(Array.from(world.read().goalRad)).toEqual([1.91986, -1.74533, -1.69, 1.65806, -2.74385, 1.74533]);
    world.advance(2);
    world.description.joints.forEach(({ minRad, maxRad }, joint) => {
      const angle = world.read().positionRad[joint] ?? NaN;
      expect(angle).toBeGreaterThan(minRad - 0.02);
      expect(angle).toBeLessThan(maxRad + 0.02);
    });
  });

  it('refuses goals and postures that leave a joint out', () => {
    world.place(reaching);
    expect(() => world.setGoal([0, 0])).toThrow('2 angles were given for the 6 joints');
    expect(() => world.place([0, 0])).toThrow('2 angles were given for the 6 joints');
    expect(Array.from(world.read().goalRad)).toEqual(reaching);
  });

  it('falls onto the table when the torque goes off, and ignores goals meanwhile', () => {
    world.place(zero);
    const before = height();
    world.setTorque(false);
    world.setGoal([0, -1, 0, 0, 0, 0]);
    world.advance(3);
    expect(before - height()).toBeGreaterThan(0.1);
    expect(Array.from(world.read().load ?? [])).toEqual(zero);
    const { first = '', second = '' } = world.contact() ?? {};
    expect([first, second]).toContain('table');
  });

  it('holds where it is when the torque comes on again', () => {
    world.setTorque(false);
    world.advance(0.3);
    const fallen = Array.from(world.read().positionRad);
    world.setTorque(true);
    expect(Array.from(world.read().goalRad)).toEqual(fallen);
    world.advance(1);
    expect(largest(errors(fallen))).toBeLessThan(0.05);
  });

  it('names what touches when the arm is in the table, and nothing when it is free', () => {
    world.place(zero);
    expect(world.contact()).toBeUndefined();
    world.place([0, 0, 1.5, 0, 0, 0]);
    const { first = '', second = '' } = world.contact() ?? {};
    expect([first, second].sort()).toEqual(['gripper', 'table']);
  });

  it('runs whole physics steps and carries the rest of the time over', () => {
    world.advance(0.05);
    expect(world.timeS).toBeCloseTo(0.05, 12);
    world.advance(0.004);
    expect(world.timeS).toBeCloseTo(0.05, 12);
    world.advance(0.001);
    expect(world.timeS).toBeCloseTo(0.055, 12);
  });

  it('repeats bit for bit after it was placed, whatever came before, and never turns its clock back', () => {
    const course = (): number[] => {
      world.place(zero);
      world.setGoal(reaching);
      world.advance(0.7);
      const { positionRad, velocityRadS } = world.read();
      return [...positionRad, ...velocityRadS];
    };
    const first = course();
    world.place([0, 0, 1.5, 0, 0, 0]);
    world.advance(0.0123);
    const clock = world.timeS;
    expect(course()).toEqual(first);
    expect(world.timeS).toBeGreaterThan(clock + 0.69);
  });

  it("is MuJoCo's own physics to the last bit, however often it is looked at meanwhile", async () => {
    const { mujoco, model, data, close } = await openSimulation(so101.mjcf, 'bare');
    data.qpos.set(reaching);
    data.ctrl.set(reaching);
    mujoco.mj_forward(model, data);
    world.place(reaching);
    for (let slice = 0; slice < 60; slice += 1) {
      const goal = reaching.map((angle, joint) => angle + 0.4 * Math.sin(slice / 7 + joint));
      world.setGoal(goal);
      data.ctrl.set(goal);
      world.advance(2 * model.opt.timestep);
      for (let step = 0; step < 2; step += 1) mujoco.mj_step(model, data);
      if (slice % 3 === 0) world.pose();
      if (slice % 5 === 0) world.contact();
      expect(world.read().positionRad).toEqual(Float64Array.from(data.qpos));
      expect(world.read().velocityRadS).toEqual(Float64Array.from(data.qvel));
    }
    close();
  });

  it('shows tip and bodies as the newest step left them', async () => {
    const twin = await loadTwin('so-101');
    const expected = new Float64Array(3);
    const seen = new Float64Array(3);
    world.place(zero);
    world.setGoal(reaching);
    for (let look = 0; look < 5; look += 1) {
      world.advance(0.05);
      const { positionRad, timeS } = world.read();
      twin.tip(positionRad, expected);
      world.tip(seen);
      expect(seen).toEqual(expected);
      expect(world.pose().bodies).toEqual(twin.pose(positionRad, timeS).bodies);
    }
    twin.close();
  });

  it('hands out readings and poses that later steps leave alone', () => {
    world.place(zero);
    const reading = world.read();
    const pose = world.pose();
    const copy = { positionRad: Float64Array.from(reading.positionRad), bodies: Float32Array.from(pose.bodies) };
    world.setGoal(reaching);
    world.advance(0.5);
    expect(reading.positionRad).toEqual(copy.positionRad);
    expect(pose.bodies).toEqual(copy.bodies);
    expect(world.pose().bodies).not.toEqual(copy.bodies);
  });

  it('draws every body of the model, with the pose of each', () => {
    expect(world.scene.bodies.map((body) => body.name)).toEqual(['world', 'base', 'shoulder', 'upper_arm', 'lower_arm', 'wrist', 'gripper', 'jaw']);
    expect(world.scene.bodies[0]?.geometries).toMatchObject([{ shape: 'plane', size: [0.6, 0.6, 0.05] }]);
    for (const body of world.scene.bodies) expect(body.geometries.length).toBeGreaterThan(0);
    const pose = world.pose();
    expect(pose.sceneId).toBe(world.scene.id);
    expect(pose.bodies).toHaveLength(7 * world.scene.bodies.length);
    const upperArm = Array.from(pose.bodies.subarray(7 * 3, 7 * 3 + 3));
    [0.0692345, -0.0182778, 0.1166].forEach((value, axis) => expect(upperArm[axis]).toBeCloseTo(value, 6));
  });
});
