import type { EpisodeEvent, EpisodeStep } from '../../../shared/episodes';
import { createRandom, type RandomSource } from '../../../shared/maths/random';
import type { EpisodeHeader } from '../recorder';

/** An arm of two joints on a table; the shapes that have something of their own in Foxglove are all there. */
export const sampleHeader: EpisodeHeader = {
  runId: '0001-reach-sac',
  number: 12,
  task: 'reach',
  startedMs: 1_760_000_000_123,
  startStep: 4000,
  controlPeriodS: 0.05,
  jointNames: ['shoulder "pan"', 'elbow'],
  actionNames: ['shoulder', 'elbow'],
  observationSize: 5,
  scene: {
    id: 'sample',
    title: 'Sample',
    bodies: [
      { name: 'world', geometries: [{ shape: 'plane', size: [0, 0, 0.1], position: [0, 0, 0], quaternion: [1, 0, 0, 0], colour: [0.5, 0.5, 0.5, 1] }] },
      {
        name: 'link',
        geometries: [
          { shape: 'capsule', size: [0.02, 0.1], position: [0, 0, 0.1], quaternion: [Math.SQRT1_2, Math.SQRT1_2, 0, 0], colour: [1, 0.5, 0, 1] },
          { shape: 'box', size: [0.01, 0.02, 0.03], position: [0, 0, 0], quaternion: [1, 0, 0, 0], colour: [0, 0, 1, 0.5] },
        ],
      },
    ],
    focus: [0, 0, 0.1],
    distance: 0.8,
  },
};

/** A step with numbers like a real arm's: single precision in the observation, poses and actions. */
export function sampleStep(header: EpisodeHeader, index: number, random: RandomSource, withTarget = true): EpisodeStep {
  const single = (size: number) => Float32Array.from({ length: size }, () => random.normal());
  const double = (size: number) => Float64Array.from({ length: size }, () => random.normal());
  const actions = header.actionNames.length;
  const joints = header.jointNames.length;
  return {
    timeS: index * header.controlPeriodS,
    observation: single(header.observationSize),
    configuration: double(joints),
    action: single(actions).map(Math.tanh),
    preTanhMean: single(actions),
    logStd: single(actions),
    logProb: random.normal(),
    policyVersion: 3000 + index,
    alpha: 0.15 + 0.001 * index,
    reward: -random.uniform(),
    rewardTerms: { distance: -random.uniform(), effort: -0.01 * random.uniform() },
    positionRad: double(joints),
    velocityRadS: double(joints),
    goalRad: double(joints),
    bodies: single(header.scene.bodies.length * 7),
    ...(withTarget ? { target: single(3) } : {}),
  };
}

export function sampleSteps(count: number, header: EpisodeHeader = sampleHeader, seed = 7): EpisodeStep[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, index) => sampleStep(header, index, random));
}

export const sampleEvents: readonly EpisodeEvent[] = [
  { timeS: 0, kind: 'start', sentence: 'Episode of Reach from seed 5.' },
  { timeS: 0.05, kind: 'limit', sentence: 'The elbow was held at its limit of 1.6 rad, "as asked".' },
  { timeS: 0.15, kind: 'success', sentence: 'Reach was done.' },
];
