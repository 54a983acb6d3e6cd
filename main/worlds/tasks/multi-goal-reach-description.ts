import type { TaskDescription } from '../../../shared/contract/frames';
import { learnerSettingsSchema } from '../../../shared/training';

/** Of the 2-D problem, in units: goals are so far from the middle, and the arena ends so far from it. */
const goalUnits = 5;
const arenaUnits = 7;

/**
 * `multi-goal-reach`: the 2-D multi-goal problem of arXiv 1702.08165, done by an arm. Four goals, left, right, above and
 * below, are equally good, and any of them will do. The plane is that of two joints, shoulder pan and shoulder lift,
 * while the others stand still. Reward, step and tolerance are those of softqlearning/environments/multigoal.py, times
 * its reward scale of 0.1. `docs/tasks.md` has the same in prose, with the reasons.
 */
export const multiGoalReachSettings = {
  controlPeriodS: 0.05,
  horizonSteps: 40,
  /**
   * One unit of the 2-D problem, in either joint: the turn of a full action, about 1.3 cm at the tip. It is as much as
   * the supervisor's acceleration limit gives a joint from rest, so that only a quick reversal meets that limit.
   */
  unitRad: 0.05,
  goalUnits,
  arenaUnits,
  /** The middle: the tip is at (0.32, 0, 0.2) m, as far from the axis of the pan (0.28 m) as from that of the lift (0.26 m). */
  middleRad: [0, -0.58, 0.52, 0.26, 0, 0.1],
  /** In units, left and up from the middle: left, right, above, below. */
  goals: [
    [goalUnits, 0],
    [-goalUnits, 0],
    [0, goalUnits],
    [0, -goalUnits],
  ],
  toleranceUnits: 1,
  /** The start is within this of the middle in both joints. */
  startSpreadUnits: 0.25,
  scales: { velocityRadS: 1 },
  reward: {
    /** Times the square of the distance from the nearest goal, in units. */
    distance: -0.1,
    /** Times the sum of the squares of the action. */
    effort: -3,
    success: 1,
  },
} as const;

const { controlPeriodS, horizonSteps, reward } = multiGoalReachSettings;

export const multiGoalReachDescription: TaskDescription = {
  name: 'multi-goal-reach',
  title: 'Multi-goal reach',
  description:
    'Four goals around the tip of the gripper, left, right, above and below, are equally good and equally far. An episode succeeds, and ends, when the tip comes within about 1.3 cm of ' +
    'any of them; otherwise it is cut off after 2 s. Effort and the distance from the nearest goal cost, success pays 1. A Gaussian policy knows one way in each place; Soft Q-learning keeps all of them.',
  usesArm: true,
  controlPeriodS,
  horizonSteps,
  successReward: reward.success,
  observation: [
    { name: 'angle, left and up', size: 2, unit: '0.25 rad from the middle' },
    { name: 'its velocity', size: 2, unit: '1 rad/s' },
    { name: 'goal ahead of angle', size: 2, unit: '0.05 rad' },
  ],
  actionNames: ['left', 'up'],
  presets: [
    {
      name: 'standard',
      title: 'Standard',
      description: 'Two layers of 128 units, as in the 2-D problem; temperature 1. Use Soft Q-learning to see every goal reached.',
      steps: 15_000,
      // Temperature 1 on a reward scaled by 0.1, 2x128 units, batches of 64, 16 particles for a value: softqlearning's
      // example for the 2-D problem.
      hyper: learnerSettingsSchema.parse({
        hiddenSizes: [128, 128],
        temperature: { mode: 'fixed', alpha: 1 },
        initialAlpha: 1,
        actorLearningRate: 1e-3,
        criticLearningRate: 1e-3,
        batchSize: 64,
        learningStarts: 500,
        particles: 16,
        valueParticles: 16,
      }),
    },
  ],
};
