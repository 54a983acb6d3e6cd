import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSimulation, type Simulation } from '../mujoco';
import { so101 } from './so-101';

/** Published figures: TheRobotStudio/SO-ARM100, Simulation/SO101/so101_new_calib.xml. */
const masses = { base: 0.147, shoulder: 0.100006, upper_arm: 0.103, lower_arm: 0.104, wrist: 0.079, gripper: 0.087, jaw: 0.012 };
const ranges = {
  shoulder_pan: [-1.91986, 1.91986],
  shoulder_lift: [-1.74533, 1.74533],
  elbow_flex: [-1.69, 1.69],
  wrist_flex: [-1.65806, 1.65806],
  wrist_roll: [-2.74385, 2.84121],
  gripper: [-0.17453, 1.74533],
};
const offsets = {
  shoulder: [0.0388353, 0, 0.0624],
  upper_arm: [-0.0303992, -0.0182778, -0.0542],
  lower_arm: [-0.11257, -0.028, 0],
  wrist: [-0.1349, 0.0052, 0],
  gripper: [0, -0.0611, 0.0181],
  jaw: [0.0202, 0.0188, -0.0234],
};

describe('the SO-101 model', () => {
  let simulation: Simulation;
  beforeAll(async () => {
    simulation = await openSimulation(so101.mjcf, so101.name);
  });
  afterAll(() => simulation.close());

  const id = (kind: 'mjOBJ_BODY' | 'mjOBJ_JOINT' | 'mjOBJ_SITE', name: string) =>
    simulation.mujoco.mj_name2id(simulation.model, simulation.mujoco.mjtObj[kind].value, name);
  const three = (values: Float64Array, index: number) => Array.from(values.subarray(3 * index, 3 * index + 3));

  it.each(Object.entries(masses))('gives the link %s its published mass of %f kg', (name, mass) => {
    expect(simulation.model.body_mass[id('mjOBJ_BODY', name)]).toBeCloseTo(mass, 9);
  });

  it.each(Object.entries(ranges))('lets the joint %s turn in its published range', (name, range) => {
    const joint = id('mjOBJ_JOINT', name);
    expect(Array.from(simulation.model.jnt_range.subarray(2 * joint, 2 * joint + 2))).toEqual(range);
  });

  it.each(Object.entries(offsets))('hangs the link %s at its published place', (name, offset) => {
    expect(three(simulation.model.body_pos, id('mjOBJ_BODY', name))).toEqual(offset);
  });

  it('has six joints with an actuator each, in order from the base', () => {
    const { model, mujoco } = simulation;
    expect([model.nq, model.nv, model.nu]).toEqual([6, 6, 6]);
    const names = Array.from({ length: 6 }, (_, actuator) => mujoco.mj_id2name(model, mujoco.mjtObj.mjOBJ_JOINT.value, model.actuator_trnid[2 * actuator]));
    expect(names).toEqual(Object.keys(ranges));
  });

  it('gives each servo the published stiffness, damping, friction and torque', () => {
    const { model } = simulation;
    for (let servo = 0; servo < 6; servo += 1) {
      expect(model.actuator_gainprm[10 * servo]).toBe(998.22);
      expect(Array.from(model.actuator_biasprm.subarray(10 * servo, 10 * servo + 3))).toEqual([0, -998.22, -2.731]);
      expect(Array.from(model.actuator_forcerange.subarray(2 * servo, 2 * servo + 2))).toEqual([-2.94, 2.94]);
      expect([model.dof_damping[servo], model.dof_frictionloss[servo], model.dof_armature[servo]]).toEqual([0.6, 0.052, 0.028]);
    }
  });

  it('puts the tip where the published site is', () => {
    expect(three(simulation.model.site_pos, id('mjOBJ_SITE', 'tip'))).toEqual([-0.0079, -0.000218, -0.0981274]);
  });

  it('loses no mass and no inertia to parts without volume', () => {
    const { model } = simulation;
    for (let body = 1; body < model.nbody; body += 1) {
      for (const moment of three(model.body_inertia, body)) expect(moment).toBeGreaterThan(1e-7);
    }
  });
});
