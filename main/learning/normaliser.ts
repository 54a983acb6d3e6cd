import * as tf from '@tensorflow/tfjs';
import type { Program } from '../compiler/program';
import type { Tensors } from '../compiler/trace';
import type { Algorithm } from './algorithm';
import { groupShapes, named, oneGroupOf, unpack, type ParameterLayout, type ParameterTensors } from './parameters';
import { partOf } from './state-parts';

/**
 * Observation normalisation: networks see (observation - mean) / deviation, over all that was observed so far. The
 * statistics are part `normaliser` of the state, so they go where the networks go; the replay buffer keeps what was
 * really observed. Updates do not change them.
 */
export const normaliserPart = 'normaliser';
export const normaliserName = `${normaliserPart}/statistics`;

/** Beyond this many deviations an observation counts as that many. */
const farthest = 10;
/** Below this a dimension counts as constant, and only its mean is taken away. In units of the observation squared. */
const leastVariance = 1e-6;

/** In one array: mean [O], variance [O], count. */
export function normaliserLayout(observationSize: number): ParameterLayout {
  const shapes = { mean: [1, observationSize], variance: [1, observationSize], count: [1, 1] };
  return oneGroupOf('statistics', shapes);
}

/** What a network sees of [B, O]. */
export function normalised(observation: tf.Tensor2D, statistics: ParameterTensors): tf.Tensor2D {
  const deviation = tf.sqrt(tf.add(named(statistics, 'variance'), leastVariance));
  return tf.clipByValue(tf.div(tf.sub(observation, named(statistics, 'mean')), deviation), -farthest, farthest) as tf.Tensor2D;
}

/**
 * Takes observations, row by row, into the statistics (Welford 1962). In single precision throughout, so that what is
 * stored is all there is to know, and a run that is resumed has the same numbers as one that was not cut.
 */
export function observe(statistics: Float32Array, observations: Float32Array): void {
  const size = (statistics.length - 1) / 2;
  for (let row = 0; row < observations.length / size; row += 1) {
    const count = (statistics[2 * size] ?? 0) + 1;
    statistics[2 * size] = count;
    for (let index = 0; index < size; index += 1) {
      const value = observations[row * size + index] ?? 0;
      const before = value - (statistics[index] ?? 0);
      statistics[index] = (statistics[index] ?? 0) + before / count;
      const variance = statistics[size + index] ?? 0;
      statistics[size + index] = variance + (before * (value - (statistics[index] ?? 0)) - variance) / count;
    }
  }
}

/** The algorithm with normalised observations. Its noise, controls and metrics stay. */
export function withNormaliser(algorithm: Algorithm, observationSize: number): Algorithm {
  const layout = normaliserLayout(observationSize);
  const seeing = (step: Program['step'], keeps: boolean): Program['step'] => (inputs, state) => {
    const groups = partOf(normaliserPart, state);
    const statistics = unpack(layout, groups);
    const seen = (name: string): tf.Tensor => normalised(named(inputs, name) as tf.Tensor2D, statistics);
    const next = step({ ...inputs, observation: seen('observation'), nextObservation: seen('nextObservation') }, state);
    return keeps ? { ...next, state: { ...next.state, [normaliserName]: named(state as Tensors, normaliserName) } } : next;
  };
  const { program } = algorithm;
  return {
    ...algorithm,
    layouts: { ...algorithm.layouts, [normaliserPart]: layout },
    policyParts: [...algorithm.policyParts, normaliserPart],
    networkParts: [...algorithm.networkParts, normaliserPart],
    freshNetworks: (random) => ({
      ...algorithm.freshNetworks(random),
      [normaliserPart]: {
        mean: { shape: [1, observationSize], data: new Float32Array(observationSize) },
        variance: { shape: [1, observationSize], data: new Float32Array(observationSize).fill(1) },
        count: { shape: [1, 1], data: new Float32Array(1) },
      },
    }),
    program: {
      ...program,
      state: { ...program.state, ...Object.fromEntries(Object.entries(groupShapes(layout)).map(([group, shape]) => [`${normaliserPart}/${group}`, shape])) },
      step: seeing((inputs, state) => program.step(inputs, state), true),
      ...(program.variants === undefined ? {} : { variants: Object.fromEntries(Object.entries(program.variants).map(([name, step]) => [name, seeing(step, false)])) }),
    },
  };
}
