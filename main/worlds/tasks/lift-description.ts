import type { TaskDescription } from '../../../shared/contract/frames';
import { learnerSettingsSchema } from '../../../shared/training';
import type { WorldObject } from '../../../shared/world-object';
import type { HandSettings } from './hand-motion';

const halfCubeM = 0.0125;
const openRad = 0.7;

/**
 * `lift`: grasp a cube and raise it. Units are SI; `docs/tasks.md` has the same in prose, with the reasons.
 */
export const liftSettings = {
  controlPeriodS: 0.05,
  horizonSteps: 100,

  /** Success: the cube stayed at least this far above where it lay for this long. */
  heightM: 0.05,
  holdS: 0.25,

  cube: {
    name: 'cube',
    shape: 'box',
    size: [halfCubeM, halfCubeM, halfCubeM],
    massKg: 0.025,
    friction: [1, 0.005, 0.0001],
    colour: [0.85, 0.45, 0.15, 1],
  } satisfies WorldObject,

  hand: {
    pitchRad: 1.4,
    rollRad: 0,
    middleM: 0.018,
    axes: [0, 1, 2],
    stepM: 0.01,
    box: { minimum: [0.15, -0.08, 0.012], maximum: [0.25, 0.08, 0.09] },
    maxLeadM: 0.02,
    maxTurnRad: 0.05,
  } satisfies HandSettings,

  /** Angles of the gripper: the fingers touch; the start, and the widest that an action asks for; around the cube. */
  gripper: { closedRad: 0, openRad, aroundCubeRad: 0.22 },
  start: {
    /** The cube: around this place, within the spread in both directions, turned against the hand within the spread. */
    cube: [0.21, 0],
    cubeSpreadM: 0.03,
    turnSpreadRad: 0.3,
    /** The middle of the opening: this far above the cube's centre, and off it within the spread in both directions. */
    aboveM: 0.045,
    spreadM: 0.02,
  },

  centre: [0.2, 0, 0.05],
  scales: { placeM: 0.05, velocityMS: 0.2, nearM: 0.03, gripperRad: openRad },

  reward: {
    /** For each metre between the middle of the opening and the cube. */
    approach: -4,
    /** In full with the cube not between the fingers, or the fingers open; nothing with the fingers closed on it. */
    grip: -0.4,
    /** Distance at which the cube counts as between the fingers by 37 %. */
    gripScaleM: 0.015,
    /** In full on the table, nothing at the height of success. */
    height: -1,
    /** Times the mean square of the action. */
    effort: -0.02,
    success: 3,
  },
} as const;

const { controlPeriodS, horizonSteps, reward } = liftSettings;

export const liftDescription: TaskDescription = {
  name: 'lift',
  title: 'Lift',
  description:
    'The gripper grasps a cube of 2.5 cm and raises it. An episode succeeds, and ends, when the cube has been 5 cm above the table for 0.25 s; otherwise it is cut off after 5 s. ' +
    'Until then every step costs, less as the hand comes to the cube, closes on it and raises it; success pays 3. In simulation only: a real arm does not see the cube.',
  usesArm: true,
  controlPeriodS,
  horizonSteps,
  successReward: reward.success,
  observation: [
    { name: 'tip', size: 3, unit: '0.05 m from (0.2, 0, 0.05) m' },
    { name: 'tip velocity', size: 3, unit: '0.2 m/s' },
    { name: 'goal ahead of tip', size: 3, unit: '0.01 m' },
    { name: 'gripper', size: 3, unit: 'angle, velocity (a second) and goal ahead of angle, 0.7 rad' },
    { name: 'cube from the middle of the opening', size: 3, unit: '0.03 m' },
    { name: 'cube velocity', size: 3, unit: '0.2 m/s' },
    { name: 'cube height', size: 1, unit: '0.05 m' },
    { name: 'cube turned against the hand', size: 1, unit: '0.785 rad, a quarter turn being none' },
    { name: 'held', size: 1, unit: 'share of 0.25 s' },
    { name: 'pressing', size: 1, unit: 'share of 0.5 s' },
  ],
  actionNames: ['ahead', 'sideways', 'up', 'open'],
  presets: [
    {
      name: 'standard',
      title: 'Standard',
      description: 'One update a step, two layers of 128 units: lifts the cube from nearly every start within 30,000 steps.',
      steps: 30_000,
      hyper: learnerSettingsSchema.parse({
        hiddenSizes: [128, 128],
        discount: 0.97,
        actorLearningRate: 1e-3,
        criticLearningRate: 1e-3,
        temperatureLearningRate: 1e-3,
        initialAlpha: 0.1,
      }),
    },
  ],
};
