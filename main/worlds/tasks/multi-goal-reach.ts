import type { ArmState } from '../../../shared/arm';
import type { SceneGeometry } from '../../../shared/scene';
import type { ArmTask, Assessment } from '../arm-task';
import type { TaskProjection } from '../environment';
import type { Twin } from '../twin';
import { createHandMotion, createHandProjection } from './hand-motion';
import { multiGoalReachDescription, multiGoalReachSettings } from './multi-goal-reach-description';
import { distance } from './reach-goals';
import { meanSquare, sumTerms } from './reward-terms';

const { controlPeriodS, hand: handSettings, centre, goals, gripperRad, startSpreadM, toleranceM, unitM, scales, reward: weights } = multiGoalReachSettings;
/** Distance of a goal from the centre: the scale of places. */
const goalM = distance(goals[0], centre);

/** A pale ball for each goal: the target mark shows the nearest. */
const marks: readonly SceneGeometry[] = goals.map((position) => ({
  shape: 'sphere',
  size: [toleranceM],
  position,
  quaternion: [1, 0, 0, 0],
  colour: [0.89, 0.29, 0.2, 0.35],
}));

/**
 * The task `multi-goal-reach`; see `multiGoalReachSettings` for its numbers. Throws a `Failure` of code `bad-argument`
 * for an arm that cannot keep its hand's pitch. The twin stays the caller's.
 */
export function createMultiGoalReach(twin: Twin): ArmTask {
  const motion = createHandMotion(twin, multiGoalReachDescription.name, controlPeriodS, handSettings);
  const target = new Float32Array(3);

  /** Makes the nearest goal the target; returns how far it is, metres. */
  function approach(state: ArmState): number {
    const { tip } = motion.read(state);
    const nearest = goals.reduce((best, goal) => (distance(tip, goal) < distance(tip, best) ? goal : best));
    target.set(nearest);
    return distance(tip, nearest);
  }

  return {
    description: multiGoalReachDescription,
    marks,
    target,
    targetRadius: toleranceM,
    begin(random) {
      const offset = (): number => startSpreadM * (2 * random.uniform() - 1);
      return { startRad: motion.posture([centre[0], centre[1] + offset(), centre[2] + offset()], gripperRad) };
    },
    started(state) {
      motion.restart();
      approach(state);
    },
    observe(state, observation) {
      const { tip, velocity, base } = motion.read(state);
      for (const [index, axis] of handSettings.axes.entries()) {
        const at = tip[axis] ?? 0;
        observation[index] = (at - centre[axis]) / goalM;
        observation[2 + index] = (velocity[axis] ?? 0) / scales.velocityMS;
        observation[4 + index] = ((base[axis] ?? 0) - at) / handSettings.stepM;
      }
    },
    targets(action, state, targetRad) {
      motion.targets(action, state, gripperRad, targetRad);
    },
    assess(state, action): Assessment {
      const distanceM = approach(state);
      const success = distanceM <= toleranceM;
      const rewardTerms = {
        distance: weights.distance * (distanceM / unitM) ** 2,
        effort: weights.effort * action.length * meanSquare(action),
        success: success ? weights.success : 0,
      };
      return { reward: sumTerms(rewardTerms), rewardTerms, terminated: success, success };
    },
    configuration: motion.configuration,
  };
}

/** The fan of `multi-goal-reach`. */
export function createMultiGoalReachProjection(): TaskProjection {
  return createHandProjection(handSettings, multiGoalReachDescription.actionNames.length);
}
