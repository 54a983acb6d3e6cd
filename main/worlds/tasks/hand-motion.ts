import type { ArmState } from '../../../shared/arm';
import type { TaskProjection } from '../environment';
import type { Twin } from '../twin';
import { createHand, type Point } from './hand';
import { createHeldFor } from './held-for';

/** How a task lets its actions move the hand. */
export interface HandSettings {
  /** See `createHand`. */
  readonly pitchRad: number;
  /** See `createHand`: 0 opens the gripper outwards from the pan axis, a quarter turn to the left of the arm. */
  readonly rollRad: number;
  /** From the tip, which is on the fixed finger, to the middle of the opening, metres. */
  readonly middleM: number;
  /** The direction that each of the first numbers of an action moves the tip in: 0 x, 1 y, 2 z of the world. */
  readonly axes: readonly (0 | 1 | 2)[];
  /** A full action moves the tip's goal by this much in each of them, metres a control period. */
  readonly stepM: number;
  /** Where the goal may be. A direction without an axis has no width here. */
  readonly box: { readonly minimum: Point; readonly maximum: Point };
  /** The goal runs no farther ahead of the tip than this, metres: an obstacle is pressed no harder the longer it is pressed. */
  readonly maxLeadM: number;
  /**
   * A longer way than turns a joint by this in a control period is shortened, radians: so the supervisor's acceleration
   * limit, which holds each joint for itself, does not bend the way of the tip.
   */
  readonly maxTurnRad: number;
}

/** The hand in one reading. The arrays are reused. */
export interface HandReading {
  /** Metres. */
  readonly tip: Float64Array;
  /** The middle of the opening between the fingers, metres. */
  readonly middle: Float64Array;
  /** Metres a second. */
  readonly velocity: Float64Array;
  /** Where the next action moves from: the tip of the goals, at most `maxLeadM` from the tip. Metres. */
  readonly base: Float64Array;
  /** How long the arm has been pressing on something, as a share of the time after which it backs off. */
  readonly pressing: number;
}

/** The hand of one arm in one task. */
export interface HandMotion {
  /** Forgets what the readings of an episode brought. */
  restart(): void;
  read(state: ArmState): HandReading;
  /** The posture with the middle of the opening at a point, the gripper at an angle. */
  posture(point: Point, gripperRad: number): Float64Array;
  /** Joint targets of an action; the gripper's is `gripperRad`. An arm that has pressed on something for too long backs off upwards instead. */
  targets(action: Float32Array, state: ArmState, gripperRad: number, targetRad: Float64Array): void;
  /** What `createHandProjection` needs of a state. */
  configuration(state: ArmState): Float64Array;
}

/** How far ahead a velocity looks for its difference, seconds. */
const glanceS = 0.01;
/**
 * A joint of the arm with this share of its torque presses; after so many control periods the hand backs off by so many
 * metres. The supervisor would stop the arm at 0.9 for 1.9 s: a policy that presses on a thing must not end a training.
 */
const pressing = { load: 0.85, periods: 10, backOffM: 0.015 } as const;

/** Throws a `Failure` of code `bad-argument`, in the name of `task`, for an arm that has no such hand. */
export function createHandMotion(twin: Twin, task: string, controlPeriodS: number, settings: HandSettings): HandMotion {
  const hand = createHand(twin, task, settings.pitchRad, settings.rollRad);
  const joints = twin.description.joints.length;
  const gripper = joints - 1;
  const pressed = createHeldFor(controlPeriodS);
  const reading = { tip: new Float64Array(3), middle: new Float64Array(3), velocity: new Float64Array(3), base: new Float64Array(3), pressing: 0 };
  const destination = new Float64Array(3);
  const glance = new Float64Array(joints);
  let seen: ArmState | undefined;

  function read(state: ArmState): HandReading {
    if (seen === state) return reading;
    seen = state;
    const { tip, middle, velocity, base } = reading;
    twin.tip(state.positionRad, tip);
    writeMiddle(tip, heading(state.positionRad), middle);
    for (let joint = 0; joint < joints; joint += 1) glance[joint] = (state.positionRad[joint] ?? 0) + (state.velocityRadS[joint] ?? 0) * glanceS;
    twin.tip(glance, velocity);
    twin.tip(state.goalRad, base);
    const lead = Math.hypot(...base.map((value, axis) => value - (tip[axis] ?? 0)));
    const share = lead > settings.maxLeadM ? settings.maxLeadM / lead : 1;
    for (let axis = 0; axis < 3; axis += 1) {
      const at = tip[axis] ?? 0;
      velocity[axis] = ((velocity[axis] ?? 0) - at) / glanceS;
      base[axis] = at + ((base[axis] ?? 0) - at) * share;
    }
    const loaded = state.load?.some((load, joint) => joint !== gripper && Math.abs(load) > pressing.load) ?? false;
    reading.pressing = Math.min(1, pressed.update(state.timeS, loaded) / pressing.periods);
    return reading;
  }

  function reach(point: Float64Array, postureRad: Float64Array): void {
    const [x = 0, y = 0, z = 0] = point;
    hand.reach([x, y, z], postureRad);
  }

  function largestTurn(targetRad: Float64Array, goalRad: Float64Array): number {
    let largest = 0;
    for (let joint = 0; joint < gripper; joint += 1) largest = Math.max(largest, Math.abs((targetRad[joint] ?? 0) - (goalRad[joint] ?? 0)));
    return largest;
  }

  /** Which way the gripper opens, from the x axis. The SO-101 pans clockwise, seen from above. */
  function heading(postureRad: Float64Array): number {
    return settings.rollRad - (postureRad[0] ?? 0);
  }

  function writeMiddle(tip: Float64Array, headingRad: number, middle: Float64Array): void {
    middle[0] = (tip[0] ?? 0) + settings.middleM * Math.cos(headingRad);
    middle[1] = (tip[1] ?? 0) + settings.middleM * Math.sin(headingRad);
    middle[2] = tip[2] ?? 0;
  }

  function posture([x, y, z]: Point, gripperRad: number): Float64Array {
    const postureRad = new Float64Array(joints);
    // Which way the middle lies depends on the pan that is looked for: each round leaves about a tenth of the error.
    for (let round = 0; round < 3; round += 1) {
      const headingRad = heading(postureRad);
      hand.reach([x - settings.middleM * Math.cos(headingRad), y - settings.middleM * Math.sin(headingRad), z], postureRad);
    }
    postureRad[gripper] = gripperRad;
    return postureRad;
  }

  return {
    restart() {
      pressed.restart();
      seen = undefined;
    },
    read,
    posture,
    targets(action, state, gripperRad, targetRad) {
      const { tip, base, pressing: share } = read(state);
      if (share < 1) writeDestination(settings, action, 0, base, destination, 0);
      else destination.set([tip[0] ?? 0, tip[1] ?? 0, (tip[2] ?? 0) + pressing.backOffM]);
      reach(destination, targetRad);
      const turn = largestTurn(targetRad, state.goalRad);
      if (share < 1 && turn > settings.maxTurnRad) {
        for (let axis = 0; axis < 3; axis += 1) {
          const from = base[axis] ?? 0;
          destination[axis] = from + (((destination[axis] ?? 0) - from) * settings.maxTurnRad) / turn;
        }
        reach(destination, targetRad);
      }
      targetRad[gripper] = gripperRad;
    },
    configuration(state) {
      const { base, tip } = read(state);
      return Float64Array.of(...base, ...tip);
    },
  };
}

/** The fan of a task of the hand: where the tip's goal would be after each action. `actionSize` counts all numbers of an action. */
export function createHandProjection(settings: HandSettings, actionSize: number): TaskProjection {
  return {
    project(_observation, configuration, actions, points) {
      for (let index = 0; index < actions.length / actionSize; index += 1) {
        writeDestination(settings, actions, index * actionSize, configuration, points, 3 * index);
      }
    },
    tip(_observation, configuration, point) {
      point.set(configuration.subarray(3, 6));
    },
    close: () => undefined,
  };
}

function writeDestination(
  { axes, stepM, box }: HandSettings,
  actions: Float32Array,
  offset: number,
  base: ArrayLike<number>,
  point: Float32Array | Float64Array,
  pointOffset: number,
): void {
  for (let axis = 0; axis < 3; axis += 1) point[pointOffset + axis] = base[axis] ?? 0;
  axes.forEach((axis, index) => {
    point[pointOffset + axis] = (base[axis] ?? 0) + stepM * (actions[offset + index] ?? 0);
  });
  for (let axis = 0; axis < 3; axis += 1) {
    point[pointOffset + axis] = Math.min(box.maximum[axis] ?? 0, Math.max(box.minimum[axis] ?? 0, point[pointOffset + axis] ?? 0));
  }
}
