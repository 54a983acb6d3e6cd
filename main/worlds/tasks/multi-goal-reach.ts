import type { SceneGeometry } from '../../../shared/scene';
import type { ArmTask, Assessment } from '../arm-task';
import type { TaskProjection } from '../environment';
import { loadTwin, type Twin } from '../twin';
import { handJoints, requireHandJoints } from './hand';
import { multiGoalReachDescription, multiGoalReachSettings } from './multi-goal-reach-description';
import { meanSquare, sumTerms } from './reward-terms';

const { unitRad, arenaUnits, goalUnits, middleRad, goals, startSpreadUnits, toleranceUnits, scales, reward: weights } = multiGoalReachSettings;
/** The joints of the plane, pan and lift. They turn the tip to the right and down; left and up are the other way. */
const plane = [0, 1] as const;

/**
 * The task `multi-goal-reach`; see `multiGoalReachSettings` for its numbers. Throws a `Failure` of code `bad-argument`
 * for an arm that is not built like the SO-101. The twin stays the caller's.
 */
export function createMultiGoalReach(twin: Twin): ArmTask {
  requireHandJoints(twin, multiGoalReachDescription.name);
  const places = goals.map(([left, up]) => {
    const place = new Float32Array(3);
    twin.tip(postureAt(left, up), place);
    return place;
  });
  const target = new Float32Array(3);
  const radiusM = toleranceM(twin);

  /** Makes the nearest goal the target; returns how far it is, in units. */
  function approach(positionRad: ArrayLike<number>): number {
    const left = unitsOf(positionRad, 0);
    const up = unitsOf(positionRad, 1);
    const distances = goals.map((goal) => Math.hypot(left - goal[0], up - goal[1]));
    const least = Math.min(...distances);
    target.set(places[distances.indexOf(least)] ?? []);
    return least;
  }

  return {
    description: multiGoalReachDescription,
    marks: marksOf(places, radiusM),
    target,
    targetRadius: radiusM,
    begin(random) {
      const offset = (): number => startSpreadUnits * (2 * random.uniform() - 1);
      return { startRad: postureAt(offset(), offset()) };
    },
    started({ positionRad }) {
      approach(positionRad);
    },
    observe({ positionRad, velocityRadS, goalRad }, observation) {
      for (const joint of plane) {
        const at = unitsOf(positionRad, joint);
        observation[joint] = at / goalUnits;
        observation[2 + joint] = -(velocityRadS[joint] ?? 0) / scales.velocityRadS;
        observation[4 + joint] = unitsOf(goalRad, joint) - at;
      }
    },
    targets(action, { goalRad }, targetRad) {
      writeTargets(action, 0, goalRad, targetRad);
    },
    assess({ positionRad }, action): Assessment {
      const distanceUnits = approach(positionRad);
      const success = distanceUnits <= toleranceUnits;
      const rewardTerms = {
        distance: weights.distance * distanceUnits ** 2,
        effort: weights.effort * action.length * meanSquare(action),
        success: success ? weights.success : 0,
      };
      return { reward: sumTerms(rewardTerms), rewardTerms, terminated: success, success };
    },
    configuration: ({ positionRad, goalRad }) => Float64Array.of(...goalRad, ...positionRad),
  };
}

/** The fan of `multi-goal-reach`: where the tip would be at the joint targets of each action. `model` names the arm. */
export async function createMultiGoalReachProjection(model: string): Promise<TaskProjection> {
  const twin = await loadTwin(model);
  const targetRad = new Float64Array(handJoints.length);
  return {
    project(_observation, configuration, actions, points) {
      for (let index = 0; index < actions.length / plane.length; index += 1) {
        // The configuration begins with the goals, one per joint.
        writeTargets(actions, index * plane.length, configuration, targetRad);
        twin.tip(targetRad, points, 3 * index);
      }
    },
    tip(_observation, configuration, point) {
      twin.tip(configuration.subarray(handJoints.length), point);
    },
    close: twin.close,
  };
}

/** The goals that the servos hold now, moved by an action and kept in the arena. */
function writeTargets(actions: Float32Array, offset: number, goalRad: ArrayLike<number>, targetRad: Float64Array): void {
  targetRad.set(middleRad);
  for (const joint of plane) {
    const units = unitsOf(goalRad, joint) + (actions[offset + joint] ?? 0);
    targetRad[joint] = middleRad[joint] - unitRad * Math.min(arenaUnits, Math.max(-arenaUnits, units));
  }
}

/** How far a joint of the plane is from the middle, to the left or up, in units. */
function unitsOf(angleRad: ArrayLike<number>, joint: 0 | 1): number {
  return (middleRad[joint] - (angleRad[joint] ?? 0)) / unitRad;
}

function postureAt(left: number, up: number): Float64Array {
  const postureRad = Float64Array.from(middleRad);
  postureRad[0] = middleRad[0] - unitRad * left;
  postureRad[1] = middleRad[1] - unitRad * up;
  return postureRad;
}

/** The tolerance at the tip, metres: its way when the pan turns by that much. */
function toleranceM(twin: Twin): number {
  const [from, to] = [new Float64Array(3), new Float64Array(3)];
  twin.tip(postureAt(0, 0), from);
  twin.tip(postureAt(toleranceUnits, 0), to);
  return Math.hypot(...from.map((value, axis) => value - (to[axis] ?? 0)));
}

/** A pale ball for each goal: the target mark shows the nearest. */
function marksOf(places: readonly Float32Array[], radiusM: number): readonly SceneGeometry[] {
  return places.map(([x = 0, y = 0, z = 0]) => ({
    shape: 'sphere',
    size: [radiusM],
    position: [x, y, z],
    quaternion: [1, 0, 0, 0],
    colour: [0.89, 0.29, 0.2, 0.35],
  }));
}
