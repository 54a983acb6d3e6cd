import type { ArmState } from '../../shared/arm';
import type { PoseFrame } from '../../shared/scene';
import type { Twin } from '../worlds/twin';

/** How a reading of an arm looks in the scene of its twin. */
export function armPose(twin: Twin, state: ArmState): PoseFrame {
  return {
    ...twin.pose(state.positionRad, state.timeS, state.objects),
    goalRad: Float32Array.from(state.goalRad),
    velocityRadS: Float32Array.from(state.velocityRadS),
    ...(state.load === undefined ? {} : { load: Float32Array.from(state.load) }),
    ...(state.temperatureC === undefined ? {} : { temperatureC: Float32Array.from(state.temperatureC) }),
  };
}
