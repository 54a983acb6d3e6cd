import { Failure } from '../../../shared/contract/failure';
import type { Simulation } from '../mujoco';
import type { ModelNames } from './model-names';
import type { WorldDefinition } from './world-schema';

/** What actions in [-1, 1] mean to the actuators of a model. */
export interface Controls {
  /** Sets the controls; an action outside [-1, 1] counts as the nearer end. Throws a `Failure` for NaN. */
  apply(action: ArrayLike<number>, offset?: number): void;
}

export function createControls({ model, data }: Simulation, names: ModelNames, { controlRange, model: file }: WorldDefinition): Controls {
  const count = names.actuators.length;
  if (count === 0) names.fail('model', `${file} has no actuator, so there is nothing to learn; add one for each joint that the policy moves.`);
  const lows = new Float64Array(count);
  const spans = new Float64Array(count);
  names.actuators.forEach((actuator, index) => {
    const low = controlRange?.[0] ?? Number(model.actuator_ctrlrange[2 * index]);
    const high = controlRange?.[1] ?? Number(model.actuator_ctrlrange[2 * index + 1]);
    if (low >= high) names.fail('controlRange', `the actuator "${actuator}" has no ctrlrange in ${file}; give it one there, or say here what actions of -1 and 1 stand for.`);
    lows[index] = low;
    spans[index] = high - low;
  });
  return {
    apply(action, offset = 0) {
      const control: Float64Array = data.ctrl;
      for (let index = 0; index < count; index += 1) {
        const wanted = action[offset + index] ?? 0;
        // MuJoCo would take such a control for zero.
        if (Number.isNaN(wanted)) throw new Failure('internal', `The action "${names.actuators[index]}" was NaN: training has diverged. Go back to an earlier checkpoint, or lower the learning rates.`);
        const share = (Math.min(1, Math.max(-1, wanted)) + 1) / 2;
        control[index] = (lows[index] ?? 0) + share * (spans[index] ?? 0);
      }
    },
  };
}
