import type { ArmState } from '../../shared/arm';
import type { PoseFrame } from '../../shared/scene';
import type { Twin } from '../worlds/twin';

/** How a reading of an arm looks in the scene of its twin. */
export function armPose(twin: Twin, state: ArmState): PoseFrame {
  return {
    ...twin.pose(state.positionRad, state.timeS, state.objects),
    goalRad: new Float32Array(state.goalRad),
    velocityRadS: new Float32Array(state.velocityRadS),
    ...(state.load === undefined ? {} : { load: new Float32Array(state.load) }),
    ...(state.temperatureC === undefined ? {} : { temperatureC: new Float32Array(state.temperatureC) }),
  };
}
