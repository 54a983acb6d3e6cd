import type { TaskDescription } from '../../../shared/contract/frames';
import { sacSettingsSchema } from '../../../shared/training';
import type { HandSettings } from './hand-motion';

/** Metres that stand for one unit of the 2-D multi-goal problem: its step, its tolerance; its goals are 5 units away. */
const unitM = 0.016;
const goalUnits = 5;
/** The hand moves in the plane x = 0.26 m that faces the arm. */
const centre = [0.26, 0, 0.14] as const;
/** The arena is 7 units wide to either side, as in the 2-D problem; above the table it ends at 5.5. */
const arenaM = 7 * unitM;
const arenaHeightM = 5.5 * unitM;

/**
 * `multi-goal-reach`: the 2-D multi-goal problem of arXiv 1702.08165, done by an arm. Four goals, left, right, above and
 * below, are equally good, and any of them will do. Reward, step and tolerance are those of
 * softqlearning/environments/multigoal.py, times its reward scale of 0.1. `docs/tasks.md` has the same in prose.
 */
export const multiGoalReachSettings = {
  controlPeriodS: 0.05,
  horizonSteps: 40,
  unitM,
  centre,
  hand: {
    pitchRad: 0.5,
    rollRad: 0,
    middleM: 0,
    axes: [1, 2],
    stepM: unitM,
    box: { minimum: [centre[0], -arenaM, centre[2] - arenaHeightM], maximum: [centre[0], arenaM, centre[2] + arenaHeightM] },
    maxLeadM: 0.03,
    maxTurnRad: 0.1,
  } satisfies HandSettings,
  gripperRad: 0.1,
  toleranceM: unitM,
  goals: [
    [centre[0], centre[1] + goalUnits * unitM, centre[2]],
    [centre[0], centre[1] - goalUnits * unitM, centre[2]],
    [centre[0], centre[1], centre[2] + goalUnits * unitM],
    [centre[0], centre[1], centre[2] - goalUnits * unitM],
  ],
  /** The start is within this of the centre in both directions. */
  startSpreadM: unitM / 4,
  scales: { velocityMS: 0.3 },
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
    'Four goals around the tip of the gripper, left, right, above and below, are equally good. An episode succeeds, and ends, when the tip comes within 1.6 cm of any of ' +
    'them; otherwise it is cut off after 2 s. Effort and the distance from the nearest goal cost, success pays 1. A Gaussian policy settles on one way; Soft Q-learning keeps all of them.',
  usesArm: true,
  controlPeriodS,
  horizonSteps,
  successReward: reward.success,
  observation: [
    { name: 'tip, sideways and up', size: 2, unit: '0.08 m from (0.26, 0, 0.14) m' },
    { name: 'tip velocity', size: 2, unit: '0.3 m/s' },
    { name: 'goal ahead of tip', size: 2, unit: '0.016 m' },
  ],
  actionNames: ['sideways', 'up'],
  presets: [
    {
      name: 'standard',
      title: 'Standard',
      description: 'Two layers of 128 units, as in the 2-D problem; temperature 1. Use Soft Q-learning to see every goal reached.',
      steps: 15_000,
      // Temperature 1 on a reward scaled by 0.1, 2x128 units, batches of 64, 16 particles for a value: softqlearning's
      // example for the 2-D problem.
      hyper: sacSettingsSchema.parse({
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
