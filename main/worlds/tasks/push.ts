import type { ArmState } from '../../../shared/arm';
import { objectPoseSize } from '../../../shared/world-object';
import type { ArmTask, Assessment } from '../arm-task';
import type { TaskProjection } from '../environment';
import { halfHeightM } from '../models/furnish-mjcf';
import type { Twin } from '../twin';
import { createHandMotion, createHandProjection } from './hand-motion';
import { createHeldFor } from './held-for';
import { pushDescription, pushSettings } from './push-description';
import { requireObjects } from './require-objects';
import { meanSquare, sumTerms } from './reward-terms';

const { controlPeriodS, holdS, toleranceM, puck, hand: handSettings, gripperRad, start, spot: spotSettings, centre, scales, contactM, reward: weights } = pushSettings;
const holdPeriods = Math.round(holdS / controlPeriodS);
const puckHeightM = halfHeightM(puck);
const tipHeightM = handSettings.box.minimum[2];

/**
 * The task `push`; see `pushSettings` for its numbers. Throws a `Failure` of code `bad-argument` for an arm that cannot
 * keep its hand's pitch. The twin stays the caller's.
 */
export function createPush(twin: Twin): ArmTask {
  const motion = createHandMotion(twin, pushDescription.name, controlPeriodS, handSettings);
  const held = createHeldFor(controlPeriodS);
  const spot = new Float32Array(3);

  function puckFromSpotM(objects: Float64Array): number {
    return Math.hypot((objects[0] ?? 0) - (spot[0] ?? 0), (objects[1] ?? 0) - (spot[1] ?? 0));
  }

  function judge(state: ArmState): number {
    return held.update(state.timeS, puckFromSpotM(requireObjects(state, pushDescription.name)) <= toleranceM);
  }

  /** How far the middle of the fork is from where it can push the puck straight to the spot. */
  function middleFromContactM(middle: Float64Array, objects: Float64Array, distanceM: number): number {
    const behind = contactM / Math.max(distanceM, 1e-6);
    const contact = [0, 1].map((axis) => (objects[axis] ?? 0) + ((objects[axis] ?? 0) - (spot[axis] ?? 0)) * behind);
    return Math.hypot((middle[0] ?? 0) - (contact[0] ?? 0), (middle[1] ?? 0) - (contact[1] ?? 0));
  }

  return {
    description: pushDescription,
    objects: [puck],
    target: spot,
    targetRadius: toleranceM,
    begin(random) {
      const spread = (widthM: number): number => widthM * (2 * random.uniform() - 1);
      const x = start.puck[0] + spread(start.puckSpreadM);
      const y = start.puck[1] + spread(start.puckSpreadM);
      const away = spotSettings.minimumM + (spotSettings.maximumM - spotSettings.minimumM) * random.uniform();
      const direction = spotSettings.spreadRad * (2 * random.uniform() - 1);
      spot.set([x + away * Math.cos(direction), y + away * Math.sin(direction), puckHeightM]);
      return {
        startRad: motion.posture([x - start.behindM, y + spread(start.sideSpreadM), tipHeightM], gripperRad),
        objectPoses: Float64Array.of(x, y, puckHeightM, 1, 0, 0, 0),
      };
    },
    started(state) {
      held.restart();
      motion.restart();
      judge(state);
    },
    observe(state, observation) {
      const { tip, middle, velocity, base, pressing } = motion.read(state);
      const objects = requireObjects(state, pushDescription.name);
      for (let axis = 0; axis < 2; axis += 1) {
        const ofTip = tip[axis] ?? 0;
        const ofPuck = objects[axis] ?? 0;
        const origin = centre[axis] ?? 0;
        const ofMiddle = middle[axis] ?? 0;
        observation[axis] = (ofMiddle - origin) / scales.placeM;
        observation[2 + axis] = (velocity[axis] ?? 0) / scales.velocityMS;
        observation[4 + axis] = ((base[axis] ?? 0) - ofTip) / handSettings.stepM;
        observation[6 + axis] = (ofPuck - origin) / scales.placeM;
        observation[8 + axis] = (objects[objectPoseSize + axis] ?? 0) / scales.velocityMS;
        observation[10 + axis] = (ofPuck - ofMiddle) / scales.nearM;
        observation[12 + axis] = ((spot[axis] ?? 0) - ofPuck) / scales.nearM;
      }
      observation[14] = Math.min(1, held.periods(state.timeS) / holdPeriods);
      observation[15] = pressing;
    },
    targets(action, state, targetRad) {
      motion.targets(action, state, gripperRad, targetRad);
    },
    assess(state, action): Assessment {
      const success = judge(state) >= holdPeriods;
      const objects = requireObjects(state, pushDescription.name);
      const distanceM = puckFromSpotM(objects);
      const rewardTerms = {
        approach: weights.approach * middleFromContactM(motion.read(state).middle, objects, distanceM),
        distance: weights.distance * distanceM,
        outside: weights.outside * (1 - Math.exp(-((distanceM / weights.outsideScaleM) ** 2))),
        effort: weights.effort * meanSquare(action),
        success: success ? weights.success : 0,
      };
      return { reward: sumTerms(rewardTerms), rewardTerms, terminated: success, success };
    },
    configuration: motion.configuration,
  };
}

/** The fan of `push`. */
export function createPushProjection(): TaskProjection {
  return createHandProjection(handSettings, pushDescription.actionNames.length);
}
