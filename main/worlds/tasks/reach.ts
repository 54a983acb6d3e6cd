import type { ArmState } from '../../../shared/arm';
import { Failure } from '../../../shared/contract/failure';
import type { ArmTask, Assessment } from '../arm-task';
import type { Twin } from '../twin';
import { createHeldFor } from './held-for';
import { reachDescription, reachJoints, reachSettings } from './reach-description';
import { distance, drawReachGoal } from './reach-goals';

const { controlPeriodS, holdS, toleranceM, maxStepRad, centre, scales, reward: weights } = reachSettings;
const moved = reachJoints.length;
/** The tip must be there at this many readings after the first: 0.5 s at 20 Hz. */
const holdPeriods = Math.round(holdS / controlPeriodS);

/**
 * The task `reach`; see `reachSettings` for its numbers. Throws a `Failure` of code `bad-argument` for an arm without
 * the joints that it moves. The twin stays the caller's.
 */
export function createReach(twin: Twin): ArmTask {
  requireJoints(twin);
  const joints = twin.description.joints;
  const tip = new Float64Array(3);
  let target: Float32Array | undefined;
  let gripperRad = 0;
  const held = createHeldFor(controlPeriodS);

  /** Takes the tip of a reading and whether it is held; returns its distance from the target, metres. */
  function track(state: ArmState): number {
    if (target === undefined) throw new Error('The task reach was used before an episode began.');
    twin.tip(state.positionRad, tip);
    const distanceM = distance(tip, target);
    held.update(state.timeS, distanceM <= toleranceM);
    return distanceM;
  }

  return {
    description: reachDescription,
    targetRadius: toleranceM,
    get target() {
      return target;
    },
    begin(random) {
      const goal = drawReachGoal(random, twin);
      target = goal.target;
      gripperRad = goal.startRad[moved] ?? 0;
      held.restart();
      return { startRad: goal.startRad };
    },
    started(state) {
      held.restart();
      track(state);
    },
    observe(state, observation) {
      const { positionRad, velocityRadS, goalRad } = state;
      for (let joint = 0; joint < moved; joint += 1) {
        const { minRad = -1, maxRad = 1 } = joints[joint] ?? {};
        const angle = positionRad[joint] ?? 0;
        observation[joint] = (2 * angle - minRad - maxRad) / (maxRad - minRad);
        observation[moved + joint] = (velocityRadS[joint] ?? 0) / scales.velocityRadS;
        observation[2 * moved + joint] = ((goalRad[joint] ?? 0) - angle) / scales.offsetRad;
      }
      twin.tip(positionRad, tip);
      for (let axis = 0; axis < 3; axis += 1) {
        const ofTip = tip[axis] ?? 0;
        const ofTarget = target?.[axis] ?? 0;
        const middle = centre[axis] ?? 0;
        observation[3 * moved + axis] = (ofTip - middle) / scales.placeM;
        observation[3 * moved + 3 + axis] = (ofTarget - middle) / scales.placeM;
        observation[3 * moved + 6 + axis] = (ofTarget - ofTip) / scales.differenceM;
      }
      observation[3 * moved + 9] = Math.min(1, held.periods(state.timeS) / holdPeriods);
    },
    targets(action, state, targetRad) {
      stepTargets(action, 0, state.goalRad, joints, targetRad);
      targetRad[moved] = gripperRad;
    },
    assess(state, action): Assessment {
      const distanceM = track(state);
      const success = held.periods(state.timeS) >= holdPeriods;
      let effort = 0;
      for (const value of action) effort += (value * value) / moved;
      const rewardTerms = {
        distance: weights.distance * distanceM,
        outside: weights.outside * (1 - Math.exp(-((distanceM / weights.outsideScaleM) ** 2))),
        effort: weights.effort * effort,
        success: success ? weights.success : 0,
      };
      const reward = rewardTerms.distance + rewardTerms.outside + rewardTerms.effort + rewardTerms.success;
      return { reward, rewardTerms, terminated: success, success };
    },
    configuration({ positionRad, goalRad }) {
      const values = new Float64Array(goalRad.length + positionRad.length);
      values.set(goalRad);
      values.set(positionRad, goalRad.length);
      return values;
    },
  };
}

/**
 * Joint targets of an action: the goals that the servos hold now, moved by at most `maxStepRad` and kept in range.
 * Goals, not angles, so that a zero action holds the arm against gravity without drifting. Joints that the task does
 * not move keep their goals.
 */
export function stepTargets(
  actions: Float32Array,
  offset: number,
  goalRad: ArrayLike<number>,
  joints: Twin['description']['joints'],
  targetRad: Float64Array,
): void {
  for (let joint = 0; joint < joints.length; joint += 1) {
    const { minRad = -Infinity, maxRad = Infinity } = joints[joint] ?? {};
    const step = joint < moved ? maxStepRad * (actions[offset + joint] ?? 0) : 0;
    targetRad[joint] = Math.min(maxRad, Math.max(minRad, (goalRad[joint] ?? 0) + step));
  }
}

function requireJoints({ description }: Twin): void {
  const names = description.joints.map((joint) => joint.name);
  if (names.length === moved + 1 && reachJoints.every((name, joint) => names[joint] === name)) return;
  throw new Failure(
    'bad-argument',
    `The task "reach" moves ${reachJoints.join(', ')} and holds a gripper, but the arm "${description.title}" has ${names.join(', ')}. Choose another task.`,
  );
}
