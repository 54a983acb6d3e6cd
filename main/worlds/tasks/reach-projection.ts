import type { TaskProjection } from '../environment';
import { loadTwin } from '../twin';
import { reachJoints } from './reach-description';
import { stepTargets } from './reach';

/** The fan of `reach`: where the tip would be at the joint targets of each action. `model` names the arm. */
export async function createReachProjection(model: string): Promise<TaskProjection> {
  const twin = await loadTwin(model);
  const joints = twin.description.joints;
  const targetRad = new Float64Array(joints.length);
  return {
    project(_observation, configuration, actions, points) {
      const count = actions.length / reachJoints.length;
      for (let index = 0; index < count; index += 1) {
        // The configuration begins with the goals, one per joint; see `createReach`.
        stepTargets(actions, index * reachJoints.length, configuration, joints, targetRad);
        twin.tip(targetRad, points, 3 * index);
      }
    },
    tip(_observation, configuration, point) {
      twin.tip(configuration.subarray(joints.length), point);
    },
    close: twin.close,
  };
}
