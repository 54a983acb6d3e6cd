import type { LearnerSettings } from '../../shared/training';
import type { StepResult } from '../compiler/program';
import type { Shapes, Tensors } from '../compiler/trace';
import type { AdamConstants } from './adam';
import { batchShapes, readControls, stepSizeControls, targetRateAt, type Algorithm } from './algorithm';
import { dropoutNumbers } from './dropout';
import type { ProblemSize } from './learner';
import { actorShapes, criticShapes, initialParameters } from './networks';
import { layoutOf } from './parameters';
import { sacCriticUpdate, sacUpdate, type SacBatch, type SacControls, type SacProblem, type SacState } from './sac';
import { joinParts, momentsOf, partOf, stateShapes, steppedPart, temperatureLayout, trainedPart } from './state-parts';

export interface SacAlgorithm extends Algorithm {
  readonly problem: SacProblem;
}

const controlNames = ['criticRate', 'criticEpsilon', 'actorRate', 'actorEpsilon', 'temperatureRate', 'temperatureEpsilon', 'targetEntropy', 'targetRate'] as const;

const metricNames = ['criticLoss', 'actorLoss', 'entropy', 'qMean'] as const;

const criticMetricNames = ['criticLoss', 'qMean'] as const;

/** More critics than these are trained as one batched network, and so are those that dropout masks together. */
const mostApart = 2;

/** How the numbers of an update are computed where implementations differ. */
export interface SacNumerics {
  readonly squash?: SacProblem['squash'];
  readonly adam?: AdamConstants;
}

/** SAC with automatic temperature (`sac.ts`) as an algorithm of the learner. */
export function sacAlgorithm(size: ProblemSize, settings: LearnerSettings, { squash = 'exact', adam }: SacNumerics = {}): SacAlgorithm {
  const problem: SacProblem = {
    logStdRange: [settings.logStdMin, settings.logStdMax],
    squash,
    ...(adam === undefined ? {} : { adam }),
    actor: layoutOf(actorShapes(size, settings.hiddenSizes)),
    critics: layoutOf(criticShapes(size, settings.hiddenSizes, settings), { apart: settings.criticCount <= mostApart && settings.dropout === 0 }),
    ...criticUse(settings),
  };
  const layouts = {
    ...trainedPart('actor', problem.actor),
    ...trainedPart('critics', problem.critics),
    targets: problem.critics,
    ...trainedPart('temperature', temperatureLayout),
  };
  const noise = [settings.batchSize, size.actionSize];
  const uniform: Shapes = {
    ...(problem.criticSubset === undefined ? {} : { lots: [settings.criticCount] }),
    ...(problem.dropout === undefined ? {} : { dropout: [dropoutNumbers(problem.dropout)] }),
  };
  return {
    problem,
    layouts,
    normalInputs: ['nextNoise', 'noise'],
    uniformInputs: Object.keys(uniform),
    controlNames,
    metricNames,
    policyParts: ['actor'],
    networkParts: ['actor', 'critics'],
    freshNetworks(random) {
      const actor = initialParameters(problem.actor.shapes, random);
      const critics = initialParameters(problem.critics.shapes, random);
      return { actor, critics, targets: critics };
    },
    ...(settings.actorEvery > 1 ? { partial: { variant: 'critics', every: settings.actorEvery, metricNames: criticMetricNames } } : {}),
    controls({ updates, wholeUpdates, temperatureUpdates, temperature }) {
      const automatic = temperature.mode === 'auto';
      return {
        ...stepSizeControls('critic', settings.criticLearningRate, updates, adam),
        ...stepSizeControls('actor', settings.actorLearningRate, wholeUpdates, adam),
        ...(automatic ? stepSizeControls('temperature', settings.temperatureLearningRate, temperatureUpdates, adam) : { temperatureRate: 0, temperatureEpsilon: 1 }),
        targetEntropy: automatic ? temperature.targetEntropy : 0,
        targetRate: targetRateAt(settings, updates),
      };
    },
    program: {
      inputs: { ...batchShapes(size, settings.batchSize), nextNoise: noise, noise, ...uniform, controls: [controlNames.length] },
      state: stateShapes(layouts),
      step(inputs, state) {
        const next = sacUpdate(problem, sacState(state), inputs as unknown as SacBatch, sacControls(inputs));
        return {
          outputs: { ...next.metrics },
          state: joinParts({
            ...criticParts(next.state),
            ...steppedPart('actor', { parameters: next.state.actor, moments: next.state.actorMoments }),
            ...steppedPart('temperature', { parameters: next.state.temperature, moments: next.state.temperatureMoments }),
          }),
        };
      },
      ...(settings.actorEvery > 1 ? { variants: { critics: criticsStep } } : {}),
    },
  };

  /** All but the actor and the temperature. */
  function criticsStep(inputs: Tensors, state: Tensors): StepResult {
    const next = sacCriticUpdate(problem, sacState(state), inputs as unknown as SacBatch, sacControls(inputs));
    return { outputs: { ...next.metrics }, state: joinParts(criticParts(next.state)) };
  }
}

function sacState(state: Tensors): SacState {
  return {
    actor: partOf('actor', state),
    actorMoments: momentsOf('actor', state),
    critics: partOf('critics', state),
    criticMoments: momentsOf('critics', state),
    targets: partOf('targets', state),
    temperature: partOf('temperature', state),
    temperatureMoments: momentsOf('temperature', state),
  };
}

function sacControls(inputs: Tensors): SacControls {
  const { control, stepSize } = readControls(inputs, controlNames);
  return { critics: stepSize('critic'), actor: stepSize('actor'), temperature: stepSize('temperature'), targetEntropy: control('targetEntropy'), targetRate: control('targetRate') };
}

function criticParts({ critics, criticMoments, targets }: Pick<SacState, 'critics' | 'criticMoments' | 'targets'>) {
  return { ...steppedPart('critics', { parameters: critics, moments: criticMoments }), targets };
}

/** Only what differs from the paper is set, so that the graph has nothing for what is not used. */
function criticUse(settings: LearnerSettings): Pick<SacProblem, 'criticSubset' | 'actorQ' | 'dropout' | 'gradientClip'> {
  const { criticCount, criticSubset, actorQ, dropout, gradientClip, batchSize, hiddenSizes } = settings;
  return {
    ...(criticSubset !== undefined && criticSubset < criticCount ? { criticSubset } : {}),
    ...(actorQ === 'mean' ? { actorQ } : {}),
    ...(dropout > 0 ? { dropout: { criticCount, batchSize, hiddenSizes, share: dropout } } : {}),
    ...(gradientClip === undefined ? {} : { gradientClip }),
  };
}
