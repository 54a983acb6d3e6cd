import type { TaskDescription } from '../../../shared/contract/frames';
import { learnerSettingsSchema } from '../../../shared/training';

/**
 * `reach`: bring the gripper's tip to a point in space and keep it there.
 *
 * Units are SI; observations are divided by the scales below so that each is of order one. `docs/tasks.md` has the
 * same in prose, with the reasons.
 */
export const reachSettings = {
  controlPeriodS: 0.05,
  horizonSteps: 100,

  /** The tip counts as there within this distance, and the episode succeeds after it stayed for this long. */
  toleranceM: 0.02,
  holdS: 0.5,

  /** A full action moves a joint's target by this much each control period: 2 rad/s, below the supervisor's 3. */
  maxStepRad: 0.1,

  /** Start posture: home, and each moved joint within this of it. The gripper stays at its home angle. */
  homeRad: [0, -0.6, 0.6, 0.8, 0, 0.2],
  startSpreadRad: 0.3,

  /** Targets: tips of random clear postures inside this shell around the pan axis, in front of the base, above the table. */
  target: {
    panSpreadRad: 1.2,
    minimumRadiusM: 0.14,
    maximumRadiusM: 0.38,
    minimumHeightM: 0.03,
    maximumHeightM: 0.32,
    /** From the tip's start, so that an episode asks for some motion. */
    minimumDistanceM: 0.06,
    /** Kept from table and arm by the posture that shows that the target can be reached. */
    clearanceM: 0.01,
  },

  /** The place that tip and target are observed from: about the middle of the targets. */
  centre: [0.25, 0, 0.16],
  scales: { velocityRadS: 3, offsetRad: 0.1, placeM: 0.2, differenceM: 0.1 },

  reward: {
    /** For each metre of distance. */
    distance: -4,
    /** In full far outside the tolerance, nothing at the target: makes the last centimetres worth their while. */
    outside: -0.5,
    /** Distance at which `outside` has reached 63 %. */
    outsideScaleM: 0.03,
    /** Times the mean square of the action. */
    effort: -0.05,
    success: 2,
  },
} as const;

export const reachJoints = ['shoulder_pan', 'shoulder_lift', 'elbow_flex', 'wrist_flex', 'wrist_roll'] as const;
const joints = reachJoints.length;

const { controlPeriodS, horizonSteps } = reachSettings;

export const reachDescription: TaskDescription = {
  name: 'reach',
  title: 'Reach',
  description:
    'The arm learns to bring the tip of its gripper to a random point in front of it. An episode succeeds, and ends, when the tip has stayed within 2 cm of ' +
    'the target for 0.5 s; otherwise it is cut off after 5 s. The reward grows as the tip comes nearer, costs a little for large actions, and pays 2 for success.',
  usesArm: true,
  controlPeriodS,
  horizonSteps,
  successReward: reachSettings.reward.success,
  observation: [
    { name: 'joint angle', size: joints, unit: 'share of the range, -1 to 1' },
    { name: 'joint velocity', size: joints, unit: '3 rad/s' },
    { name: 'goal ahead of angle', size: joints, unit: '0.1 rad' },
    { name: 'tip', size: 3, unit: '0.2 m from (0.25, 0, 0.16) m' },
    { name: 'target', size: 3, unit: '0.2 m from (0.25, 0, 0.16) m' },
    { name: 'target from tip', size: 3, unit: '0.1 m' },
    { name: 'held', size: 1, unit: 'share of 0.5 s' },
  ],
  actionNames: reachJoints,
  actionScaling: { type: 'joint-step', stepRad: reachSettings.maxStepRad },
  presets: [
    {
      name: 'standard',
      title: 'Standard',
      description: 'One update a step, two layers of 256 units: reaches nearly every target within 20,000 steps.',
      steps: 30_000,
      // A practised reach lasts 24 steps, so a discount that looks 33 steps ahead sees its end. The dense reward makes the
      // task easy enough for learning rates above the paper's 3e-4: 1e-3 is that of RL Baselines3 Zoo on Pendulum-v1.
      hyper: learnerSettingsSchema.parse({ discount: 0.97, actorLearningRate: 1e-3, criticLearningRate: 1e-3, temperatureLearningRate: 1e-3 }),
    },
    {
      name: 'sample-efficient',
      title: 'Few steps, many updates',
      description: 'Twenty updates of the critics a step, with layer normalisation, on small networks that keep up with an arm at 20 Hz: reaches nearly every target within these steps.',
      steps: 15_000,
      // Twenty updates a step as in DroQ (arXiv 2110.02034); layer normalisation alone keeps them stable (RLPD, arXiv
      // 2302.02948), and dropout would cost 15 % more. Networks and batches are so small that one core keeps up with an
      // arm at 20 Hz. The first temperature is about that of SERL (arXiv 2401.16013): 0.2 takes long to come down. Half
      // of the usual target entropy, as in RLPD, keeps a policy moving that would settle too soon when it learns so much
      // from so little, and a discount that looks no farther than a reach lasts lets small networks tell postures apart.
      hyper: learnerSettingsSchema.parse({
        discount: 0.95,
        temperature: { mode: 'auto', targetEntropy: -reachJoints.length / 2 },
        hiddenSizes: [64, 64],
        batchSize: 64,
        actorLearningRate: 5e-4,
        criticLearningRate: 5e-4,
        temperatureLearningRate: 5e-4,
        initialAlpha: 0.02,
        learningStarts: 500,
        updateToData: 20,
        actorEvery: 5,
        layerNorm: true,
      }),
    },
  ],
};
