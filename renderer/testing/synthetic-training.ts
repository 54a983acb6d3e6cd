import type { TaskDescription } from '../../shared/contract/frames';
import type { EpisodeSummary, EpisodeTracks } from '../../shared/episodes';
import type { LensFrame } from '../../shared/lens';
import { createRandom } from '../../shared/maths/random';
import { learnerSettingsSchema, trainingSettingsSchema, type MetricsRow, type TrainingStatus } from '../../shared/training';
import { syntheticArm, syntheticPose } from './synthetic-arm';

/** Invented curves, episodes and lens frames with the shapes that real ones have. */

export const runId = '0042-reach-sac';
const random = createRandom(7);
const noise = () => 2 * random.uniform() - 1;
export const settings = trainingSettingsSchema.parse({ task: 'reach', steps: 50_000, seed: 1 });
export const actionNames = syntheticArm.joints.slice(0, 5).map(({ name }) => name);

export const tasks: readonly TaskDescription[] = [
  {
    name: 'reach',
    title: 'Reach',
    description: 'Bring the tip of the gripper to a random place in the workspace and keep it within 2 cm for half a second. The reward grows as the tip comes nearer.',
    usesArm: true,
    controlPeriodS: 0.05,
    horizonSteps: 100,
    observation: [{ name: 'joint positions', size: 6, unit: 'rad' }, { name: 'target', size: 3, unit: 'm' }],
    actionNames,
    presets: [{ name: 'standard', title: 'Standard', description: 'Two layers of 256, one update a step.', steps: 50_000, hyper: learnerSettingsSchema.parse({}) }],
  },
];

export function trainingStatus(step: number, state: TrainingStatus['state']): TrainingStatus {
  return {
    id: runId, settings, state, createdMs: 1_700_000_000_000, step, updates: Math.max(0, step - 1000), episodes: Math.floor(step / 60), elapsedS: step / 250,
    executor: 'onnx-cpu', temperature: { mode: 'auto', targetEntropy: -5 }, alpha: alphaAt(step), updatesPerS: 256, stepsPerS: 250, timeLeftS: (settings.steps - step) / 250,
  };
}

export function metricsRow(step: number): MetricsRow {
  const progress = step / settings.steps;
  const learnt = 1 - Math.exp(-5 * progress);
  return {
    step, updates: Math.max(0, step - 1000), elapsedS: step / 250, episodeReturn: -45 + 42 * learnt + 3 * noise() * (1.1 - learnt),
    episodeSuccess: Math.min(1, Math.max(0, 1 / (1 + Math.exp(-12 * (progress - 0.3))) + 0.05 * noise())), episodeLength: 60 - 30 * learnt,
    entropy: 3 - 8 * learnt + 0.3 * noise(), targetEntropy: -5, alpha: alphaAt(step), criticLoss: 0.3 * Math.exp(-3 * progress) + 0.02 * Math.abs(noise()),
    actorLoss: 4 - 6 * learnt, qMean: -20 + 18 * learnt, updatesPerS: 256 + 8 * noise(), stepsPerS: 250, policyLag: 12,
  };
}

export function episodeSummary(number: number): EpisodeSummary {
  const startStep = number * 60;
  const learnt = 1 - Math.exp((-5 * startStep) / settings.steps);
  return {
    id: `${runId}/${String(number).padStart(6, '0')}`, runId, number, task: 'reach', startedMs: 1_700_000_000_000 + number * 3000, startStep, length: 60, durationS: 3,
    episodeReturn: -45 + 42 * learnt + 5 * noise() * (1.2 - learnt), entropySum: 60 * (3 - 8 * learnt + 0.5 * noise()), alpha: alphaAt(startStep), success: random.uniform() < learnt, end: 'truncated',
  };
}

function alphaAt(step: number): number {
  return 0.2 * Math.exp((-4 * step) / settings.steps) + 0.02;
}

/** The fan of a Gaussian policy about a mean that heads for the target. */
export function lensFrame(positionRad: readonly number[], target: Float32Array, stepIndex: number, source: LensFrame['source'] = 'live'): LensFrame {
  const size = actionNames.length;
  const count = 512;
  const preTanhMean = Float32Array.from({ length: size }, (_, index) => 0.9 * Math.sin(stepIndex / 14 + index * 1.3));
  const logStd = Float32Array.from({ length: size }, (_, index) => -1.3 + 0.25 * index);
  const actions = new Float32Array(count * size);
  const points = new Float32Array(count * 3);
  const q = new Float32Array(count);
  const logProb = new Float32Array(count);
  const carry = (action: ArrayLike<number>) => syntheticPose(positionRad.map((angle, index) => angle + 0.35 * (action[index] ?? 0))).tip;
  for (let index = 0; index < count; index++) {
    const action = preTanhMean.map((mean, dimension) => Math.tanh(mean + Math.exp(logStd[dimension] ?? 0) * random.normal()));
    const tip = carry(action);
    actions.set(action, index * size);
    points.set(tip, index * 3);
    q[index] = -4 * Math.hypot((tip[0] ?? 0) - (target[0] ?? 0), (tip[1] ?? 0) - (target[1] ?? 0), (tip[2] ?? 0) - (target[2] ?? 0));
    logProb[index] = 1 - 2 * random.uniform();
  }
  const meanAction = preTanhMean.map(Math.tanh);
  const columns = 36;
  const rows = 20;
  const slice = Float32Array.from({ length: columns * rows }, (_, at) => {
    const x = (at % columns) / (columns / 2) - 1;
    const y = Math.floor(at / columns) / (rows / 2) - 1;
    return Math.exp(-3 * ((x - 0.35) ** 2 + (y - 0.3) ** 2)) + 0.6 * Math.exp(-5 * ((x + 0.45) ** 2 + (y + 0.35) ** 2));
  });
  return {
    source, policyVersion: stepIndex, stepIndex, actionNames, preTanhMean, logStd, meanAction,
    fan: { actions, q, logProb, points, meanPoint: carry(meanAction), origin: syntheticPose(positionRad).tip },
    alpha: 0.083, entropy: -4.94, softValue: -2, energy: { dimensionX: 0, dimensionY: 2, columns, rows, q: slice, kl: 0.21 },
  };
}

export function wander(timeS: number): readonly number[] {
  return syntheticArm.joints.map((_, index) => 0.55 * Math.sin(timeS * (0.5 + 0.13 * index) + index));
}

export function episodeTracks(summary: EpisodeSummary): EpisodeTracks {
  const steps = summary.length;
  const joints = syntheticArm.joints.length;
  const size = actionNames.length;
  const rows = Array.from({ length: steps }, (_, step) => wander(step * 0.05 + summary.number));
  const positionRad = Float32Array.from(rows.flat());
  const actionsOf = (scale: number) => Float32Array.from({ length: steps * size }, (_, at) => scale * Math.sin(at / 17));
  return {
    summary, steps, timeS: Float64Array.from({ length: steps }, (_, step) => step * 0.05), observationSize: 9, observation: new Float32Array(steps * 9), actionNames,
    action: actionsOf(0.6), preTanhMean: actionsOf(0.7), logStd: new Float32Array(steps * size).fill(-1), logProb: new Float32Array(steps).fill(2),
    reward: Float32Array.from({ length: steps }, (_, step) => -Math.exp(-step / 20)), jointNames: syntheticArm.joints.map(({ name }) => name), positionRad,
    velocityRadS: new Float32Array(steps * joints), goalRad: positionRad.map((angle) => angle + 0.03), bodies: Float32Array.from(rows.flatMap((row) => [...syntheticPose(row).bodies])),
    target: Float32Array.from(rows.flatMap(() => [0.24, -0.1, 0.16])), events: [{ timeS: 0, kind: 'start', sentence: 'The episode began.' }, { timeS: 2.4, kind: 'success', sentence: 'The tip stayed at the target for 0.5 s.' }],
  };
}
