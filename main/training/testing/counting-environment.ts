import type { TaskDescription } from '../../../shared/contract/frames';
import { learnerSettingsSchema } from '../../../shared/training';
import type { Environment, StepOutcome } from '../../worlds/environment';

export interface CountingOptions {
  readonly horizonSteps?: number;
  /** The task ends by itself after so many steps of an episode. */
  readonly terminateAt?: number;
  /** Changes an outcome before it is given. */
  readonly change?: (outcome: StepOutcome, totalSteps: number) => StepOutcome;
}

/**
 * An environment whose observation tells where it is: [episodes begun, steps in the episode]. It owns and reuses its
 * arrays, as the interface allows.
 */
export function createCountingEnvironment(options: CountingOptions = {}): Environment & { readonly seeds: readonly number[] } {
  const horizonSteps = options.horizonSteps ?? 5;
  const observation = new Float32Array(2);
  const seeds: number[] = [];
  let total = 0;
  const task: TaskDescription = {
    name: 'counting',
    title: 'Counting',
    description: 'Counts its steps.',
    usesArm: false,
    controlPeriodS: 0.05,
    horizonSteps,
    observation: [
      { name: 'episode', size: 1, unit: '' },
      { name: 'step', size: 1, unit: '' },
    ],
    actionNames: ['push'],
    presets: [{ name: 'standard', title: 'Standard', description: '', steps: 100, hyper: learnerSettingsSchema.parse({}) }],
  };
  return {
    task,
    seeds,
    scene: { id: 'nothing', title: 'Nothing', bodies: [], focus: [0, 0, 0], distance: 1 },
    async reset(seed) {
      seeds.push(seed);
      observation.set([seeds.length, 0]);
      return observation;
    },
    async step() {
      total += 1;
      const step = (observation[1] ?? 0) + 1;
      observation[1] = step;
      const terminated = step === options.terminateAt;
      const outcome = { observation, reward: step, rewardTerms: {}, terminated, truncated: !terminated && step === horizonSteps, success: step === 2 };
      return options.change?.(outcome, total) ?? outcome;
    },
    pose: () => ({ sceneId: 'nothing', timeS: (observation[1] ?? 0) * 0.05, bodies: new Float32Array(0) }),
    configuration: () => new Float64Array(0),
    async close() {
      observation.fill(Number.NaN);
    },
  };
}
