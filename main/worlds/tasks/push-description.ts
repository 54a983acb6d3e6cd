import type { TaskDescription } from '../../../shared/contract/frames';
import { learnerSettingsSchema } from '../../../shared/training';
import type { WorldObject } from '../../../shared/world-object';
import type { HandSettings } from './hand-motion';

/** Height of the tip above the table, metres: half the puck's, and clear of the table by more than the supervisor's 3 mm. */
const tipHeightM = 0.014;

/**
 * `push`: push a puck over the table to a spot. Units are SI; `docs/tasks.md` has the same in prose, with the reasons.
 */
export const pushSettings = {
  controlPeriodS: 0.05,
  horizonSteps: 100,

  /** Success: the puck's centre stayed within this distance of the spot for this long. */
  toleranceM: 0.02,
  holdS: 0.25,

  puck: {
    name: 'puck',
    shape: 'cylinder',
    size: [0.025, 0.0175],
    massKg: 0.05,
    friction: [0.5, 0.003, 0.0001],
    colour: [0.16, 0.52, 0.76, 1],
  } satisfies WorldObject,

  hand: {
    pitchRad: 1.3,
    rollRad: Math.PI / 2,
    middleM: 0.018,
    axes: [0, 1],
    stepM: 0.01,
    box: { minimum: [0.15, -0.16, tipHeightM], maximum: [0.34, 0.16, tipHeightM] },
    maxLeadM: 0.02,
    maxTurnRad: 0.05,
  } satisfies HandSettings,
  /** The fingers stand side by side, 3.6 cm apart: a fork, between whose ends the puck lies steadily. */
  gripperRad: 0.35,

  start: {
    /** The puck: around this place, within the spread in both directions. */
    puck: [0.235, 0],
    puckSpreadM: 0.025,
    /** The middle of the fork: this far behind the puck, and to a side within the spread. */
    behindM: 0.06,
    sideSpreadM: 0.02,
  },
  /** The spot: this far from the puck, in a direction within this of straight ahead. */
  spot: { minimumM: 0.05, maximumM: 0.1, spreadRad: 0.6 },

  /** The place that places are observed from. */
  centre: [0.23, 0],
  scales: { placeM: 0.1, velocityMS: 0.3, nearM: 0.05 },
  /** Where the middle of the fork should be to push: this far from the puck's centre, opposite the spot. */
  contactM: 0.034,

  reward: {
    /** For each metre between the middle of the fork and the place to push from. */
    approach: -2,
    /** For each metre between puck and spot. */
    distance: -6,
    /** In full far outside the tolerance, nothing on the spot. */
    outside: -0.4,
    outsideScaleM: 0.03,
    /** Times the mean square of the action. */
    effort: -0.02,
    success: 2,
  },
} as const;

const { controlPeriodS, horizonSteps, reward } = pushSettings;

export const pushDescription: TaskDescription = {
  name: 'push',
  title: 'Push',
  description:
    'The gripper, its fingers side by side, pushes a puck over the table to a spot 5 to 10 cm ahead of it. An episode succeeds, and ends, when the puck has stayed within 2 cm of the spot for ' +
    '0.25 s; otherwise it is cut off after 5 s. Being far from the place to push from, and the puck being far from the spot, cost; success pays 2. In simulation only: a real arm does not see the puck.',
  usesArm: true,
  controlPeriodS,
  horizonSteps,
  successReward: reward.success,
  observation: [
    { name: 'middle of the fork', size: 2, unit: '0.1 m from (0.23, 0) m' },
    { name: 'tip velocity', size: 2, unit: '0.3 m/s' },
    { name: 'goal ahead of tip', size: 2, unit: '0.01 m' },
    { name: 'puck', size: 2, unit: '0.1 m from (0.23, 0) m' },
    { name: 'puck velocity', size: 2, unit: '0.3 m/s' },
    { name: 'puck from the middle', size: 2, unit: '0.05 m' },
    { name: 'spot from puck', size: 2, unit: '0.05 m' },
    { name: 'held', size: 1, unit: 'share of 0.25 s' },
    { name: 'pressing', size: 1, unit: 'share of 0.5 s' },
  ],
  actionNames: ['ahead', 'sideways'],
  presets: [
    {
      name: 'standard',
      title: 'Standard',
      description: 'One update a step, two layers of 128 units: pushes nearly every puck to its spot within 30,000 steps.',
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
