import type { Simulation } from '../mujoco';
import type { WorldDefinition } from './world-schema';

/** The physics of a world, one control period at a time. */
export interface Physics {
  readonly periodS: number;
  /** Makes poses, sensors and contacts those of the present qpos and qvel. */
  settle(): void;
  /** Runs one control period. False when the physics diverged: the state is of no use then. */
  advance(): boolean;
  /** qpos, qvel, actuator states and mocap poses: all that decides how the state goes on. An array of its own. */
  configuration(): Float64Array;
  /** Takes a state from `configuration`. */
  assume(configuration: Float64Array): void;
}

const stateArrays = ['qpos', 'qvel', 'act', 'mocap_pos', 'mocap_quat'] as const;

export function createPhysics({ mujoco, model, data }: Simulation, definition: WorldDefinition): Physics {
  const { frameSkip } = definition;
  const timestepS: number = model.opt.timestep;
  const periodS = frameSkip * timestepS;
  const readsSensors = definition.observation.some(({ type }) => type === 'sensor');
  const readsContacts = definition.observation.some(({ type }) => type === 'contact-forces') || definition.reward.some(({ type }) => type === 'contact-cost');

  function isFinite(): boolean {
    for (const state of [data.qpos, data.qvel] as readonly Float64Array[]) {
      for (let index = 0; index < state.length; index += 1) if (!Number.isFinite(state[index])) return false;
    }
    return true;
  }

  return {
    periodS,
    settle() {
      mujoco.mj_forward(model, data);
      if (readsContacts) mujoco.mj_rnePostConstraint(model, data);
    },
    advance() {
      const startS: number = data.time;
      for (let step = 0; step < frameSkip; step += 1) mujoco.mj_step(model, data);
      // MuJoCo puts a state that is not finite, or beyond 1e10, back to the start, time and all, and goes on from there.
      if (data.time < startS + periodS - timestepS / 2 || !isFinite()) return false;
      // A step ends with new joint angles and the poses and sensors of its beginning.
      if (readsSensors) mujoco.mj_forward(model, data);
      if (readsContacts) mujoco.mj_rnePostConstraint(model, data);
      if (!readsSensors) mujoco.mj_kinematics(model, data);
      return true;
    },
    configuration() {
      const parts = stateArrays.map((name): Float64Array => data[name]);
      const all = new Float64Array(parts.reduce((size, part) => size + part.length, 0));
      let offset = 0;
      for (const part of parts) {
        all.set(part, offset);
        offset += part.length;
      }
      return all;
    },
    assume(configuration) {
      let offset = 0;
      for (const name of stateArrays) {
        const state: Float64Array = data[name];
        state.set(configuration.subarray(offset, offset + state.length));
        offset += state.length;
      }
    },
  };
}
