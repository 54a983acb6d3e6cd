import type { ArmDescription } from '../../../shared/arm';
import type { ArmWorld } from '../../worlds/arm-world';
import { loadTwin } from '../../worlds/twin';

/** An arm without weight that touches nothing: its joints are where they are steered, so that each reaches both its ends. */
export async function weightlessWorld(modelName: string): Promise<ArmWorld> {
  const twin = await loadTwin(modelName);
  const description: ArmDescription = twin.description;
  let positionRad = Float64Array.from(description.joints, () => 0);
  let timeS = 0;
  let torque = true;
  return {
    description,
    scene: twin.scene,
    get timeS() {
      return timeS;
    },
    get torque() {
      return torque;
    },
    read: () => ({ timeS, positionRad: positionRad.slice(), velocityRadS: new Float64Array(positionRad.length), goalRad: positionRad.slice() }),
    setGoal: (goalRad) => void (positionRad = Float64Array.from(goalRad)),
    setTorque: (on) => void (torque = on),
    advance: (seconds) => void (timeS += seconds),
    place: (placeRad) => void (positionRad = Float64Array.from(placeRad)),
    tip: (point) => twin.tip(positionRad, point),
    pose: () => twin.pose(positionRad, timeS),
    furnish: () => Promise.reject(new Error('nothing is laid around an arm that is set up')),
    contact: () => undefined,
    close: () => twin.close(),
  };
}
