import * as tf from '@tensorflow/tfjs';
import type { SacSettings } from '../../shared/training';
import type { Program } from '../compiler/program';
import type { Shapes, Tensors } from '../compiler/trace';
import type { AdamStepSize } from './adam';
import type { ProblemSize } from './learner';
import { actorShapes, criticShapes } from './networks';
import { groupShapes, layoutOf, named, type ParameterTensors } from './parameters';
import { sacUpdate, type SacProblem } from './sac';

export interface SacProgram extends Program {
  readonly problem: SacProblem;
}

/** Places of the numbers in the input `controls`, which change from update to update. */
export const controlNames = ['criticRate', 'criticEpsilon', 'actorRate', 'actorEpsilon', 'temperatureRate', 'temperatureEpsilon', 'targetEntropy'] as const;

/** Places of the numbers in the output `metrics`. `alpha` is the one after the update. */
export const metricNames = ['criticLoss', 'actorLoss', 'entropy', 'qMean', 'alpha'] as const;

/** Names of parts of the state: `PART/GROUP`, with the groups of the network's layout. */
export const stateParts = ['actor', 'actorFirst', 'actorSecond', 'critics', 'criticsFirst', 'criticsSecond', 'targets', 'temperature', 'temperatureFirst', 'temperatureSecond'] as const;
export type StatePart = (typeof stateParts)[number];

/** One SAC update as a program: batch, noise and controls in, metrics out, everything that learns as its state. */
export function sacProgram({ observationSize, actionSize }: ProblemSize, settings: SacSettings, squash: SacProblem['squash'] = 'exact'): SacProgram {
  const size = { observationSize, actionSize };
  const problem: SacProblem = {
    discount: settings.discount,
    targetRate: settings.targetRate,
    logStdRange: [settings.logStdMin, settings.logStdMax],
    squash,
    actor: layoutOf(actorShapes(size, settings.hiddenSizes)),
    critics: layoutOf(criticShapes(size, settings.hiddenSizes)),
  };
  const batch = settings.batchSize;
  return {
    problem,
    inputs: {
      observation: [batch, observationSize],
      action: [batch, actionSize],
      reward: [batch, 1],
      terminated: [batch, 1],
      nextObservation: [batch, observationSize],
      nextNoise: [batch, actionSize],
      noise: [batch, actionSize],
      controls: [controlNames.length],
    },
    state: Object.fromEntries(stateParts.flatMap((part) => Object.entries(shapesOf(part, problem)).map(([group, shape]) => [`${part}/${group}`, shape]))),
    step: (inputs, state) => sacStep(problem, inputs, state),
  };
}

function shapesOf(part: StatePart, problem: SacProblem): Shapes {
  if (part.startsWith('temperature')) return { logAlpha: [1, 1] };
  return groupShapes(part.startsWith('actor') ? problem.actor : problem.critics);
}

function sacStep(problem: SacProblem, inputs: Tensors, state: Tensors) {
  const part = (name: StatePart): ParameterTensors => partOf(name, state);
  const controls = tf.split(named(inputs, 'controls'), controlNames.length);
  const control = (name: (typeof controlNames)[number]): tf.Tensor => controls[controlNames.indexOf(name)] as tf.Tensor;
  const stepSize = (optimiser: 'critic' | 'actor' | 'temperature'): AdamStepSize => ({ rate: control(`${optimiser}Rate`), epsilon: control(`${optimiser}Epsilon`) });

  const next = sacUpdate(
    problem,
    {
      actor: part('actor'),
      actorMoments: { first: part('actorFirst'), second: part('actorSecond') },
      critics: part('critics'),
      criticMoments: { first: part('criticsFirst'), second: part('criticsSecond') },
      targets: part('targets'),
      temperature: part('temperature'),
      temperatureMoments: { first: part('temperatureFirst'), second: part('temperatureSecond') },
    },
    inputs as unknown as Parameters<typeof sacUpdate>[2],
    { critics: stepSize('critic'), actor: stepSize('actor'), temperature: stepSize('temperature'), targetEntropy: control('targetEntropy') },
  );
  const parts: Readonly<Record<StatePart, ParameterTensors>> = {
    actor: next.state.actor,
    actorFirst: next.state.actorMoments.first,
    actorSecond: next.state.actorMoments.second,
    critics: next.state.critics,
    criticsFirst: next.state.criticMoments.first,
    criticsSecond: next.state.criticMoments.second,
    targets: next.state.targets,
    temperature: next.state.temperature,
    temperatureFirst: next.state.temperatureMoments.first,
    temperatureSecond: next.state.temperatureMoments.second,
  };
  return {
    outputs: { metrics: tf.concat(metricNames.map((name) => tf.reshape(next.metrics[name], [1]))) },
    state: Object.fromEntries(stateParts.flatMap((name) => Object.entries(parts[name]).map(([group, tensor]) => [`${name}/${group}`, tensor]))),
  };
}

/** The groups of one part out of everything named `PART/GROUP`. */
export function partOf<Value>(part: StatePart, state: Readonly<Record<string, Value>>): Record<string, Value> {
  const prefix = `${part}/`;
  return Object.fromEntries(Object.entries(state).flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [])));
}
