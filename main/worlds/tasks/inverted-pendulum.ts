import type { TaskDescription } from '../../../shared/contract/frames';
import { learnerSettingsSchema } from '../../../shared/training';
import { openWorld, type WorldSource } from '../custom/custom-world';
import { createWorldProjection } from '../custom/world-projection';
import { worldSchema } from '../custom/world-schema';
import type { Environment, TaskProjection } from '../environment';

/**
 * `inverted-pendulum`: push a cart so that its pole stays up; Gymnasium's InvertedPendulum-v5, for comparison with
 * published results. The facts are those of Farama-Foundation/Gymnasium, commit 3f0476a; the model is our own: a slider
 * of ±1 m with gear 100 and controls of ±3, joint damping 1, a pole of 0.6 m, RK4 at 0.02 s, two steps for each control
 * step. Reward 1 for every step that does not end the episode; it ends beyond 0.2 rad; 1000 steps, so at most 1000.
 */
const mjcf = `<mujoco model="inverted pendulum">
  <compiler angle="radian" inertiafromgeom="true"/>
  <option gravity="0 0 -9.81" integrator="RK4" timestep="0.02"/>
  <default>
    <joint armature="0" damping="1" limited="true"/>
    <geom contype="0" conaffinity="0" friction="1 0.1 0.1" rgba="0.8 0.775 0.73 1"/>
  </default>
  <worldbody>
    <geom name="floor" type="plane" pos="0 0 -0.8" size="2 2 0.1" rgba="0.21 0.22 0.24 1"/>
    <geom name="rail" type="capsule" fromto="-1.2 0 0 1.2 0 0" size="0.02" rgba="0.19 0.2 0.23 1"/>
    <body name="cart">
      <joint name="slider" type="slide" axis="1 0 0" range="-1 1"/>
      <geom name="cart" type="capsule" fromto="-0.1 0 0 0.1 0 0" size="0.1" rgba="0.13 0.14 0.16 1"/>
      <body name="pole">
        <joint name="hinge" type="hinge" axis="0 1 0" range="-1.5708 1.5708"/>
        <geom name="pole" type="capsule" fromto="0 0 0 0.001 0 0.6" size="0.049" rgba="0.85 0.61 0.25 1"/>
        <site name="top" pos="0.001 0 0.6" size="0.02"/>
      </body>
    </body>
  </worldbody>
  <actuator>
    <motor name="push" joint="slider" gear="100" ctrllimited="true" ctrlrange="-3 3"/>
  </actuator>
</mujoco>
`;

const definition = worldSchema.parse({
  version: 1,
  name: 'inverted-pendulum',
  model: 'inverted-pendulum.xml',
  frameSkip: 2,
  horizonSteps: 1000,
  observation: [{ type: 'qpos' }, { type: 'qvel' }],
  reward: [{ type: 'alive', weight: 1 }],
  termination: [{ type: 'qpos', joints: ['hinge'], minimum: -0.2, maximum: 0.2 }, { type: 'non-finite' }],
  reset: {
    noise: [
      { of: 'qpos', distribution: 'uniform', range: [-0.01, 0.01] },
      { of: 'qvel', distribution: 'uniform', range: [-0.01, 0.01] },
    ],
  },
  success: { type: 'survives' },
  tip: { site: 'top' },
});

const source: WorldSource = { file: 'inverted-pendulum', definition, mjcf, assets: new Map() };

export const invertedPendulumDescription: TaskDescription = {
  name: definition.name,
  title: 'Inverted pendulum',
  description:
    'A cart learns to balance a pole: the numbers of Gymnasium InvertedPendulum-v5. Every step that the pole stays within 0.2 rad of upright pays 1, ' +
    'and the episode succeeds when it stayed there for all 1000 steps.',
  usesArm: false,
  controlPeriodS: 0.04,
  horizonSteps: definition.horizonSteps,
  observation: [
    { name: 'place of the cart', size: 1, unit: 'm' },
    { name: 'angle of the pole', size: 1, unit: 'rad' },
    { name: 'velocity of the cart', size: 1, unit: 'm/s' },
    { name: 'velocity of the pole', size: 1, unit: 'rad/s' },
  ],
  actionNames: ['push'],
  presets: [
    {
      name: 'standard',
      title: 'Standard',
      description: 'Small networks and a learning rate of 0.001: balances for all 1000 steps.',
      steps: 100_000,
      // Two layers of 64 are enough for four numbers; 1e-3 is the learning rate of the pendulum's preset.
      hyper: learnerSettingsSchema.parse({ hiddenSizes: [64, 64], batchSize: 100, actorLearningRate: 1e-3, criticLearningRate: 1e-3, temperatureLearningRate: 1e-3 }),
    },
  ],
};

export function openInvertedPendulum(): Promise<Environment> {
  return openWorld(source, invertedPendulumDescription);
}

/** Where the top of the pole would be after one control period of each action. */
export function createInvertedPendulumProjection(): Promise<TaskProjection | undefined> {
  return createWorldProjection(source);
}
