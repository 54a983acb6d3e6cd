import type { ArmState } from '../../../shared/arm';
import { objectPoseSize } from '../../../shared/world-object';
import type { ArmTask, Assessment } from '../arm-task';
import type { TaskProjection } from '../environment';
import { halfHeightM } from '../models/furnish-mjcf';
import type { Twin } from '../twin';
import { createHandMotion, createHandProjection } from './hand-motion';
import { createHeldFor } from './held-for';
import { liftDescription, liftSettings } from './lift-description';
import { requireObjects } from './require-objects';
import { meanSquare, sumTerms } from './reward-terms';

const { controlPeriodS, holdS, heightM, cube, hand: handSettings, gripper, start, centre, scales, reward: weights } = liftSettings;
const holdPeriods = Math.round(holdS / controlPeriodS);
const restM = halfHeightM(cube);
const gripperJoint = 5;

/**
 * The task `lift`; see `liftSettings` for its numbers. Throws a `Failure` of code `bad-argument` for an arm that cannot
 * keep its hand's pitch. The twin stays the caller's.
 */
export function createLift(twin: Twin): ArmTask {
  const motion = createHandMotion(twin, liftDescription.name, controlPeriodS, handSettings);
  const held = createHeldFor(controlPeriodS);
  const target = new Float32Array(3);
  const away = new Float64Array(3);

  /** Writes where the cube is from the middle of the opening into `away`; returns the distance, metres. */
  function cubeFromGrasp(state: ArmState, objects: Float64Array): number {
    const { middle } = motion.read(state);
    for (let axis = 0; axis < 3; axis += 1) away[axis] = (objects[axis] ?? 0) - (middle[axis] ?? 0);
    return Math.hypot(...away);
  }

  /** Takes a reading and puts the target over the cube, wherever that is: its height alone counts. Returns the periods held. */
  function judge(state: ArmState): number {
    const objects = requireObjects(state, liftDescription.name);
    target.set([objects[0] ?? 0, objects[1] ?? 0, restM + heightM]);
    return held.update(state.timeS, raisedM(objects) >= heightM);
  }

  return {
    description: liftDescription,
    objects: [cube],
    target,
    targetRadius: restM,
    begin(random) {
      const spread = (width: number): number => width * (2 * random.uniform() - 1);
      const x = start.cube[0] + spread(start.cubeSpreadM);
      const y = start.cube[1] + spread(start.cubeSpreadM);
      const startRad = motion.posture([x + spread(start.spreadM), y + spread(start.spreadM), restM + start.aboveM], gripper.openRad);
      const turn = spread(start.turnSpreadRad) - (startRad[0] ?? 0);
      return { startRad, objectPoses: Float64Array.of(x, y, restM, Math.cos(turn / 2), 0, 0, Math.sin(turn / 2)) };
    },
    started(state) {
      held.restart();
      motion.restart();
      judge(state);
    },
    observe(state, observation) {
      const { tip, velocity, base, pressing } = motion.read(state);
      const objects = requireObjects(state, liftDescription.name);
      cubeFromGrasp(state, objects);
      for (let axis = 0; axis < 3; axis += 1) {
        const ofTip = tip[axis] ?? 0;
        observation[axis] = (ofTip - (centre[axis] ?? 0)) / scales.placeM;
        observation[3 + axis] = (velocity[axis] ?? 0) / scales.velocityMS;
        observation[6 + axis] = ((base[axis] ?? 0) - ofTip) / handSettings.stepM;
        observation[12 + axis] = (away[axis] ?? 0) / scales.nearM;
        observation[15 + axis] = (objects[objectPoseSize + axis] ?? 0) / scales.velocityMS;
      }
      const angle = state.positionRad[gripperJoint] ?? 0;
      observation[9] = angle / scales.gripperRad;
      observation[10] = (state.velocityRadS[gripperJoint] ?? 0) / scales.gripperRad;
      observation[11] = ((state.goalRad[gripperJoint] ?? 0) - angle) / scales.gripperRad;
      observation[18] = raisedM(objects) / heightM;
      observation[19] = turnRad(objects, state.positionRad[0] ?? 0) / quarterOfQuarterTurn;
      observation[20] = Math.min(1, held.periods(state.timeS) / holdPeriods);
      observation[21] = pressing;
    },
    targets(action, state, targetRad) {
      // Half of the range is a closed hand, so that the noise of a policy does not let the cube go.
      const { closedRad, openRad } = gripper;
      const opening = Math.max(0, action[handSettings.axes.length] ?? 0);
      motion.targets(action, state, closedRad + (openRad - closedRad) * opening, targetRad);
    },
    assess(state, action): Assessment {
      const success = judge(state) >= holdPeriods;
      const objects = requireObjects(state, liftDescription.name);
      const distanceM = cubeFromGrasp(state, objects);
      const { openRad, aroundCubeRad } = gripper;
      const closed = share((openRad - (state.positionRad[gripperJoint] ?? 0)) / (openRad - aroundCubeRad));
      const between = Math.exp(-((distanceM / weights.gripScaleM) ** 2));
      const rewardTerms = {
        approach: weights.approach * distanceM,
        grip: weights.grip * (1 - between * closed),
        height: weights.height * (1 - share(raisedM(objects) / heightM)),
        effort: weights.effort * meanSquare(action),
        success: success ? weights.success : 0,
      };
      return { reward: sumTerms(rewardTerms), rewardTerms, terminated: success, success };
    },
    configuration: motion.configuration,
  };
}

/** The fan of `lift`. */
export function createLiftProjection(): TaskProjection {
  return createHandProjection(handSettings, liftDescription.actionNames.length);
}

function raisedM(objects: Float64Array): number {
  return (objects[2] ?? 0) - restM;
}

const quarterOfQuarterTurn = Math.PI / 4;

/** How far the cube is turned about the vertical against the hand, -π/4 to π/4: quarter turns of a cube look alike. */
function turnRad(objects: Float64Array, panRad: number): number {
  const [w = 1, x = 0, y = 0, z = 0] = objects.subarray(3, objectPoseSize);
  const turned = Math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z)) + panRad;
  return turned - Math.round(turned / (Math.PI / 2)) * (Math.PI / 2);
}

function share(value: number): number {
  return Math.min(1, Math.max(0, value));
}
