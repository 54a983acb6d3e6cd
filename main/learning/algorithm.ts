import * as tf from '@tensorflow/tfjs';
import type { RandomSource } from '../../shared/maths/random';
import type { LearnerSettings, TemperatureSetting } from '../../shared/training';
import type { Program } from '../compiler/program';
import type { Shapes, Tensors } from '../compiler/trace';
import { adamStepSize, type AdamConstants, type AdamStepSize } from './adam';
import type { NamedTensors, ProblemSize, UpdateMetrics } from './learner';
import { named } from './parameters';
import type { PartLayouts } from './state-parts';

/**
 * What the learner must know of an algorithm. Its program takes a batch of transitions, noise and `controls` [N], and
 * gives each of its metrics as one number; everything that it learns is its state, in parts.
 */
export interface Algorithm {
  readonly program: Program;
  /** One entry for each part of the state. Part `temperature` is always there. */
  readonly layouts: PartLayouts;
  /** Inputs to fill with new standard normals for each update, in order, and those with uniform numbers in [0, 1). */
  readonly normalInputs: readonly string[];
  readonly uniformInputs: readonly string[];
  /** Places of the numbers in `controls`. */
  readonly controlNames: readonly string[];
  /** Outputs of one number each. */
  readonly metricNames: readonly (keyof UpdateMetrics)[];
  /** A variant of the program for most updates, if there is one: all but the first of each `every`. */
  readonly partial?: { readonly variant: string; readonly every: number; readonly metricNames: readonly (keyof UpdateMetrics)[] };
  /** Parts that acting needs, and parts that the lens needs. */
  readonly policyParts: readonly string[];
  readonly networkParts: readonly string[];
  /** Fresh networks by part; the temperature is set by the learner, and parts that are left out begin at zero. */
  freshNetworks(random: RandomSource): Readonly<Record<string, NamedTensors>>;
  /** What the numbers in `controls` are for the next update. */
  controls(progress: LearningProgress): Readonly<Record<string, number>>;
}

/** Where learning stands, counting the update that is about to be made. */
export interface LearningProgress {
  readonly updates: number;
  /** Updates that were not partial. */
  readonly wholeUpdates: number;
  /** Updates of the temperature since it was last held; 0 while it is. */
  readonly temperatureUpdates: number;
  readonly temperature: TemperatureSetting;
}

/** Whether the update of that number, from 1, is a whole one. */
export function isWhole({ partial }: Pick<Algorithm, 'partial'>, updates: number): boolean {
  return partial === undefined || (updates - 1) % partial.every === 0;
}

/** Shapes of the inputs that come out of the replay buffer. */
export function batchShapes({ observationSize, actionSize }: ProblemSize, batch: number): Shapes {
  return {
    observation: [batch, observationSize],
    action: [batch, actionSize],
    reward: [batch, 1],
    nextObservation: [batch, observationSize],
    continuation: [batch, 1],
  };
}

/** The polyak rate of this update: targets move every `targetEvery` updates. */
export function targetRateAt({ targetRate, targetEvery }: LearnerSettings, updates: number): number {
  return updates % targetEvery === 0 ? targetRate : 0;
}

/** The controls of one optimiser for its update of that number, from 1: `NAMERate` and `NAMEEpsilon`, as `readControls` finds them. */
export function stepSizeControls(optimiser: string, learningRate: number, step: number, constants?: AdamConstants): Record<string, number> {
  const { rate, epsilon } = adamStepSize(learningRate, step, constants);
  return { [`${optimiser}Rate`]: rate, [`${optimiser}Epsilon`]: epsilon };
}

/** The numbers of `controls` by name, [1] each, and the step sizes `NAMERate` and `NAMEEpsilon` of an optimiser. */
export function readControls(inputs: Tensors, names: readonly string[]) {
  const parts = tf.split(named(inputs, 'controls'), names.length);
  const controls = Object.fromEntries(names.map((name, index) => [name, parts[index]])) as Tensors;
  return {
    control: (name: string): tf.Tensor => named(controls, name),
    stepSize: (optimiser: string): AdamStepSize => ({ rate: named(controls, `${optimiser}Rate`), epsilon: named(controls, `${optimiser}Epsilon`) }),
  };
}
