import type { TaskDescription } from '../../../shared/contract/frames';
import { learnerSettingsSchema } from '../../../shared/training';
import { openWorld, type WorldSource } from '../custom/custom-world';
import { createWorldProjection } from '../custom/world-projection';
import { worldSchema } from '../custom/world-schema';
import type { Environment, TaskProjection } from '../environment';

/**
 * `reacher`: bring the tip of a two-link arm to a point in the plane; Gymnasium's Reacher-v5 with the weight 1 that its
 * code gives the control cost. The facts are those of Farama-Foundation/Gymnasium, commit 3f0476a; the model is our own.
 * Links of 0.1 m and a tip 0.11 m along the second; joints with armature 1, damping 1 and gear 200, so that the links
 * themselves hardly weigh and each joint is q'' = 200 a - q'. RK4 at 0.01 s, two steps for each control step, 50 steps.
 * Reward -|tip - target| - |a|² of the state after the step.
 *
 * The optimum over the start distribution is -3.37 (open-loop trajectory optimisation of the decoupled model); a zero
 * action gets -12.3 and random ones -43.2.
 */
const mjcf = `<mujoco model="reacher">
  <compiler angle="radian" inertiafromgeom="true"/>
  <option gravity="0 0 -9.81" integrator="RK4" timestep="0.01"/>
  <default>
    <joint armature="1" damping="1"/>
    <geom contype="0" conaffinity="0" rgba="0.8 0.775 0.73 1"/>
  </default>
  <worldbody>
    <geom name="table" type="plane" size="0.35 0.35 0.1" rgba="0.21 0.22 0.24 1"/>
    <geom name="root" type="cylinder" pos="0 0 0.008" size="0.013 0.008" rgba="0.19 0.2 0.23 1"/>
    <body name="link1" pos="0 0 0.02">
      <joint name="joint0" type="hinge" axis="0 0 1"/>
      <geom name="link1" type="capsule" fromto="0 0 0 0.1 0 0" size="0.01"/>
      <body name="link2" pos="0.1 0 0">
        <joint name="joint1" type="hinge" axis="0 0 1" limited="true" range="-3 3"/>
        <geom name="link2" type="capsule" fromto="0 0 0 0.1 0 0" size="0.01"/>
        <body name="fingertip" pos="0.11 0 0">
          <geom name="fingertip" type="sphere" size="0.01" rgba="0.85 0.61 0.25 1"/>
        </body>
      </body>
    </body>
    <body name="target" pos="0 0 0.02">
      <joint name="target_x" type="slide" axis="1 0 0" armature="0" damping="0"/>
      <joint name="target_y" type="slide" axis="0 1 0" armature="0" damping="0"/>
      <geom name="target" type="sphere" size="0.009" rgba="0.89 0.26 0.2 1"/>
    </body>
  </worldbody>
  <actuator>
    <motor name="shoulder" joint="joint0" gear="200" ctrllimited="true" ctrlrange="-1 1"/>
    <motor name="elbow" joint="joint1" gear="200" ctrllimited="true" ctrlrange="-1 1"/>
  </actuator>
</mujoco>
`;

const arm = ['joint0', 'joint1'];

const definition = worldSchema.parse({
  version: 1,
  name: 'reacher',
  model: 'reacher.xml',
  frameSkip: 2,
  horizonSteps: 50,
  observation: [
    { type: 'cosine', joints: arm },
    { type: 'sine', joints: arm },
    { type: 'qpos', joints: ['target_x', 'target_y'] },
    { type: 'qvel', joints: arm },
    { type: 'difference', of: { body: 'fingertip' }, minus: { body: 'target' }, axes: 'xy' },
  ],
  reward: [
    { type: 'distance', from: { body: 'fingertip' }, to: { body: 'target' }, weight: -1 },
    { type: 'control-cost', weight: -1 },
  ],
  reset: {
    noise: [
      { of: 'qpos', joints: arm, distribution: 'uniform', range: [-0.1, 0.1] },
      { of: 'qvel', joints: arm, distribution: 'uniform', range: [-0.005, 0.005] },
    ],
    place: [{ joints: ['target_x', 'target_y'], ranges: [[-0.2, 0.2], [-0.2, 0.2]], norm: { maximum: 0.2 } }],
  },
  success: { type: 'within', conditions: [{ type: 'distance', from: { body: 'fingertip' }, to: { body: 'target' }, maximum: 0.02 }], holdSteps: 10 },
  tip: { body: 'fingertip' },
});

const source: WorldSource = { file: 'reacher', definition, mjcf, assets: new Map() };

export const reacherDescription: TaskDescription = {
  name: definition.name,
  title: 'Reacher',
  description:
    'Two links learn to bring their tip to a point in the plane: the numbers of Gymnasium Reacher-v5. Each of the 50 steps costs the distance and the squared torques. ' +
    'An episode succeeds when the tip stayed within 2 cm for 10 steps. The best possible mean return is about -3.4.',
  usesArm: false,
  controlPeriodS: 0.02,
  horizonSteps: definition.horizonSteps,
  observation: [
    { name: 'cosine of the joints', size: 2, unit: '1' },
    { name: 'sine of the joints', size: 2, unit: '1' },
    { name: 'target', size: 2, unit: 'm' },
    { name: 'velocity of the joints', size: 2, unit: 'rad/s' },
    { name: 'tip from target', size: 2, unit: 'm' },
  ],
  actionNames: ['shoulder', 'elbow'],
  presets: [
    {
      name: 'standard',
      title: 'Standard',
      description: 'Small networks and a learning rate of 0.001.',
      steps: 200_000,
      hyper: learnerSettingsSchema.parse({ hiddenSizes: [64, 64], batchSize: 100, actorLearningRate: 1e-3, criticLearningRate: 1e-3, temperatureLearningRate: 1e-3 }),
    },
  ],
};

export function openReacher(): Promise<Environment> {
  return openWorld(source, reacherDescription);
}

/** Where the tip would be after one control period of each action. */
export function createReacherProjection(): Promise<TaskProjection | undefined> {
  return createWorldProjection(source);
}
