import type { WorldSource } from '../custom-world';
import { worldSchema, type WorldDocument } from '../world-schema';

/** A weightless cart on a rail with a pole, a ball of 0.2 kg on the ground, a mocap target, sensors, a keyframe: one of everything that a task file can name. */
export const smallModel = `<mujoco model="small">
  <compiler angle="radian"/>
  <option timestep="0.01" gravity="0 0 -9.81"/>
  <worldbody>
    <geom name="floor" type="plane" size="2 2 0.1" contype="0" conaffinity="0"/>
    <body name="cart" pos="0 0 0.5" gravcomp="1">
      <joint name="slide" type="slide" axis="1 0 0"/>
      <geom name="cart" type="box" size="0.1 0.1 0.05" mass="1" contype="0" conaffinity="0"/>
      <body name="pole" gravcomp="1">
        <joint name="hinge" type="hinge" axis="0 1 0"/>
        <geom name="pole" type="capsule" fromto="0 0 0 0 0 0.4" size="0.02" mass="0.1" contype="0" conaffinity="0"/>
        <site name="top" pos="0 0 0.4"/>
      </body>
    </body>
    <body name="target" mocap="true" pos="0.3 0.1 0.5"><geom type="sphere" size="0.02" contype="0" conaffinity="0"/></body>
    <body name="ball" pos="1 1 0.0499"><freejoint name="free"/><geom name="ball" type="sphere" size="0.05" mass="0.2"/></body>
    <geom name="ground" type="box" pos="1 1 -0.1" size="0.3 0.3 0.1"/>
  </worldbody>
  <actuator>
    <motor name="push" joint="slide" ctrlrange="-2 2"/>
    <motor joint="hinge" ctrlrange="0 1"/>
  </actuator>
  <sensor><jointpos name="slide_sensor" joint="slide"/><framepos name="top_sensor" objtype="site" objname="top"/></sensor>
  <keyframe><key name="aside" qpos="0.5 0.1 1 1 0.0499 1 0 0 0"/></keyframe>
</mujoco>`;

export const smallDocument: WorldDocument = {
  version: 1,
  name: 'small',
  model: 'small.xml',
  frameSkip: 2,
  horizonSteps: 5,
  observation: [{ type: 'qpos', joints: ['slide', 'hinge'] }, { type: 'qvel', joints: ['slide', 'hinge'] }],
  reward: [{ type: 'alive', weight: 1 }],
};

/** The small world, with these parts of its task file replaced. */
export function smallWorld(change: Partial<WorldDocument> = {}, mjcf: string = smallModel): WorldSource {
  return { file: 'small.json', definition: worldSchema.parse({ ...smallDocument, ...change }), mjcf, assets: new Map() };
}
