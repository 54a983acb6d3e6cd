import * as tf from '@tensorflow/tfjs';
import type { LearnerSettings } from '../../shared/training';
import type { Tensors } from '../compiler/trace';
import { batchShapes, readControls, stepSizeControls, targetRateAt, type Algorithm } from './algorithm';
import type { ProblemSize } from './learner';
import { criticShapes, initialParameters, samplerShapes } from './networks';
import { layoutOf, named } from './parameters';
import { sqlUpdate, type SqlBatch, type SqlProblem } from './sql';
import { joinParts, logAlphaName, momentsOf, partOf, stateShapes, steppedPart, temperatureLayout, trainedPart } from './state-parts';

const controlNames = ['criticRate', 'criticEpsilon', 'samplerRate', 'samplerEpsilon', 'targetRate'] as const;

/** `actorLoss` is the mean squared length of the sampler's Stein direction, 0 when it draws from exp(Q / alpha). */
const metricNames = ['criticLoss', 'actorLoss', 'entropy', 'qMean'] as const;

/** Soft Q-learning (`sql.ts`) as an algorithm of the learner. The actor's learning rate is the sampler's. */
export function sqlAlgorithm(size: ProblemSize, settings: LearnerSettings): Algorithm {
  const problem: SqlProblem = {
    gradientClip: settings.gradientClip,
    sampler: layoutOf(samplerShapes(size, settings.hiddenSizes)),
    critics: layoutOf(criticShapes(size, settings.hiddenSizes, settings)),
  };
  const layouts = {
    ...trainedPart('sampler', problem.sampler),
    ...trainedPart('critics', problem.critics),
    targets: problem.critics,
    temperature: temperatureLayout,
  };
  const particles = (count: number): readonly number[] => [settings.batchSize * count, size.actionSize];
  const proposals = Math.ceil(settings.valueParticles / 2);
  return {
    layouts,
    normalInputs: ['fixedNoise', 'updatedNoise', 'centreNoise', 'stepNoise'],
    uniformInputs: ['uniform'],
    controlNames,
    metricNames,
    // The density of an action is told by the critics, and so acting needs them too.
    policyParts: ['sampler', 'critics', 'temperature'],
    networkParts: ['sampler', 'critics', 'temperature'],
    freshNetworks(random) {
      const sampler = initialParameters(problem.sampler.shapes, random);
      const critics = initialParameters(problem.critics.shapes, random);
      return { sampler, critics, targets: critics };
    },
    controls({ updates }) {
      return {
        ...stepSizeControls('critic', settings.criticLearningRate, updates),
        ...stepSizeControls('sampler', settings.actorLearningRate, updates),
        targetRate: targetRateAt(settings, updates),
      };
    },
    program: {
      inputs: {
        ...batchShapes(size, settings.batchSize),
        fixedNoise: particles(settings.particles),
        updatedNoise: particles(settings.particles),
        centreNoise: particles(proposals),
        stepNoise: particles(proposals),
        uniform: particles(proposals),
        controls: [controlNames.length],
      },
      state: stateShapes(layouts),
      step(inputs, state) {
        const { control, stepSize } = readControls(inputs, controlNames);
        const next = sqlUpdate(
          problem,
          {
            sampler: partOf('sampler', state),
            samplerMoments: momentsOf('sampler', state),
            critics: partOf('critics', state),
            criticMoments: momentsOf('critics', state),
            targets: partOf('targets', state),
          },
          tf.exp(named(state, logAlphaName)),
          batchOf(inputs),
          { critics: stepSize('critic'), sampler: stepSize('sampler'), targetRate: control('targetRate') },
        );
        return {
          outputs: next.metrics,
          state: joinParts({
            ...steppedPart('sampler', next.sampler),
            ...steppedPart('critics', next.critics),
            targets: next.targets,
            temperature: partOf('temperature', state),
          }),
        };
      },
    },
  };
}

function batchOf(inputs: Tensors): SqlBatch {
  return { ...inputs, proposals: inputs } as unknown as SqlBatch;
}
