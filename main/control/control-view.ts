import type { PoseFrame, SceneDescription } from '../../shared/scene';
import type { ObservedState } from '../training/episode-collector';
import type { FromControl } from './control-messages';
import type { ControlTime } from './control-time';
import { createThrottle } from './throttle';

const poseIntervalMs = 1000 / 30;
const stateIntervalMs = 100;

/** What the control side shows: one scene at a time, its poses at most 30 times a second, states for the lens at most 10. */
export interface ControlView {
  /** Poses of other scenes are left out from now on. */
  show(scene: SceneDescription): void;
  offerPose(sceneId: string, pose: () => PoseFrame): void;
  offerState(task: string, state: ObservedState, pose: () => PoseFrame): void;
}

export function createControlView(post: (message: FromControl) => void, time: ControlTime): ControlView {
  const poseDue = createThrottle(poseIntervalMs, time);
  const stateDue = createThrottle(stateIntervalMs, time);
  let shown: string | undefined;
  return {
    show(scene) {
      if (shown === scene.id) return;
      shown = scene.id;
      post({ type: 'scene', scene });
    },
    offerPose(sceneId, pose) {
      if (sceneId === shown && poseDue()) post({ type: 'pose', pose: pose() });
    },
    offerState(task, { stepIndex, observation, configuration }, pose) {
      if (!stateDue()) return;
      post({ type: 'state', task, stepIndex, observation: observation.slice(), configuration: configuration.slice(), pose: pose() });
    },
  };
}
