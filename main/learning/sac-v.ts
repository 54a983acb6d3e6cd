import * as tf from '@tensorflow/tfjs';
import type { LearnerSettings } from '../../shared/training';
import { adamStep, type AdamMoments, type AdamStepSize } from './adam';
import { batchShapes, readControls, stepSizeControls, targetRateAt, type Algorithm } from './algorithm';
import { clipped, gradientsOf } from './gradients';
import type { ProblemSize } from './learner';
import { actorShapes, averaged, criticShapes, criticValues, initialParameters, minimumOf, perceptron, valueShapes } from './networks';
import { layoutOf, named, pack, unpack, type ParameterLayout, type ParameterTensors } from './parameters';
import { actorLoss, criticLoss, type SacBatch } from './sac';
import { policyAt, sampleSquashed, type PolicyOptions } from './squashed-gaussian';
import { joinParts, logAlphaName, momentsOf, partOf, stateShapes, steppedPart, temperatureLayout, trainedPart } from './state-parts';

/**
 * Soft Actor-Critic with a value network and a fixed temperature (Haarnoja et al. 2018a, arXiv 1801.01290), one update
 * as a pure function. Equation numbers are those of the paper. The paper sets the temperature to 1 and multiplies the
 * rewards by a scale; here rewards stay as they are and alpha = 1 / scale, which divides Q, V and both their losses'
 * residuals by the scale and leaves the policy the same.
 *
 * Shapes: B transitions of O observations and A actions; both critics together [2, B, 1].
 */
export interface SacVProblem extends PolicyOptions {
  readonly gradientClip: number | undefined;
  readonly actor: ParameterLayout;
  readonly critics: ParameterLayout;
  readonly value: ParameterLayout;
}

export interface SacVState {
  readonly actor: ParameterTensors;
  readonly actorMoments: AdamMoments;
  readonly critics: ParameterTensors;
  readonly criticMoments: AdamMoments;
  readonly value: ParameterTensors;
  readonly valueMoments: AdamMoments;
  /** Psi bar: slow copy of the value network. There are no target critics. */
  readonly valueTarget: ParameterTensors;
}

/** `noise` [B, A] makes the actions at the observations, for V and for the policy alike. */
export type SacVBatch = Omit<SacBatch, 'nextNoise' | 'lots' | 'dropout'>;

export interface SacVControls {
  /** One step size serves V and Q, as one learning rate does in the paper. */
  readonly critics: AdamStepSize;
  readonly actor: AdamStepSize;
  readonly targetRate: tf.Tensor;
}

/** V, then Q1 and Q2, then the policy against the new critics, then the target of V (algorithm 1). `alpha`: [1, 1]. */
export function sacVUpdate(problem: SacVProblem, state: SacVState, alpha: tf.Tensor, batch: SacVBatch, controls: SacVControls) {
  const actorNow = unpack(problem.actor, state.actor);
  const criticsNow = unpack(problem.critics, state.critics);

  const softValue = softValueSample(problem, actorNow, criticsNow, alpha, batch);
  const value = gradientsOf(unpack(problem.value, state.value), (parameters) => valueLoss(parameters, batch, softValue));
  const newValue = adamStep(state.value, clipped(pack(problem.value, value.gradients), problem.gradientClip), state.valueMoments, controls.critics);

  const target = valueTarget(unpack(problem.value, state.valueTarget), batch);
  const critic = gradientsOf(criticsNow, (parameters) => criticLoss(parameters, batch, target));
  const newCritics = adamStep(state.critics, clipped(pack(problem.critics, critic.gradients), problem.gradientClip), state.criticMoments, controls.critics);

  // J_pi = E[alpha log pi(f(noise; s)|s) - min_i Q_i(s, f(noise; s))] (eq. 12, with the minimum of section 5).
  const criticsThen = unpack(problem.critics, newCritics.parameters);
  const policy = gradientsOf(actorNow, (parameters) => actorLoss(problem, parameters, criticsThen, alpha, batch));
  const newActor = adamStep(state.actor, clipped(pack(problem.actor, policy.gradients), problem.gradientClip), state.actorMoments, controls.actor);

  return {
    actor: newActor,
    critics: newCritics,
    value: newValue,
    valueTarget: averaged(state.valueTarget, newValue.parameters, controls.targetRate),
    metrics: {
      criticLoss: critic.values.loss,
      valueLoss: value.values.loss,
      actorLoss: policy.values.loss,
      entropy: policy.values.entropy,
      qMean: tf.mean(critic.values.q),
    },
  };
}

/** min_i Q_i(s, a) - alpha log pi(a|s) with a ~ pi(.|s), freshly drawn and not from the buffer: the inside of eq. 5. [B, 1] */
export function softValueSample(problem: PolicyOptions, actor: ParameterTensors, critics: ParameterTensors, alpha: tf.Tensor, batch: SacVBatch): tf.Tensor2D {
  const { action, logProb } = sampleSquashed(policyAt(actor, batch.observation, problem), batch.noise, problem.squash);
  return tf.sub(minimumOf(criticValues(critics, batch.observation, action)), tf.mul(alpha, logProb)) as tf.Tensor2D;
}

/**
 * J_V = E[1/2 (V(s) - E_a[min_i Q_i(s, a) - alpha log pi(a|s)])^2] (eq. 5). `softValue` is a constant here: the gradient
 * is that of eq. 6. As in `criticLoss` the factor 1/2 is left out.
 */
export function valueLoss(value: ParameterTensors, batch: Pick<SacVBatch, 'observation'>, softValue: tf.Tensor2D) {
  return { loss: tf.mean(tf.square(tf.sub(perceptron(value, batch.observation), softValue))) as tf.Scalar };
}

/** Q hat = r + gamma (1 - terminated) V_psi_bar(s') (eq. 8). [B, 1] */
export function valueTarget(target: ParameterTensors, batch: SacVBatch): tf.Tensor2D {
  return tf.add(batch.reward, tf.mul(batch.continuation, perceptron(target, batch.nextObservation))) as tf.Tensor2D;
}

const controlNames = ['criticRate', 'criticEpsilon', 'actorRate', 'actorEpsilon', 'targetRate'] as const;
const metricNames = ['criticLoss', 'valueLoss', 'actorLoss', 'entropy', 'qMean'] as const;

/** SAC with a value network as an algorithm of the learner. */
export function sacVAlgorithm(size: ProblemSize, settings: LearnerSettings): Algorithm {
  const problem: SacVProblem = {
    logStdRange: [settings.logStdMin, settings.logStdMax],
    gradientClip: settings.gradientClip,
    actor: layoutOf(actorShapes(size, settings.hiddenSizes)),
    critics: layoutOf(criticShapes(size, settings.hiddenSizes, settings)),
    value: layoutOf(valueShapes(size, settings.hiddenSizes)),
  };
  const layouts = {
    ...trainedPart('actor', problem.actor),
    ...trainedPart('critics', problem.critics),
    ...trainedPart('value', problem.value),
    valueTarget: problem.value,
    temperature: temperatureLayout,
  };
  return {
    layouts,
    normalInputs: ['noise'],
    uniformInputs: [],
    controlNames,
    metricNames,
    policyParts: ['actor'],
    networkParts: ['actor', 'critics'],
    freshNetworks(random) {
      const value = initialParameters(problem.value.shapes, random);
      return { actor: initialParameters(problem.actor.shapes, random), critics: initialParameters(problem.critics.shapes, random), value, valueTarget: value };
    },
    controls({ updates }) {
      return {
        ...stepSizeControls('critic', settings.criticLearningRate, updates),
        ...stepSizeControls('actor', settings.actorLearningRate, updates),
        targetRate: targetRateAt(settings, updates),
      };
    },
    program: {
      inputs: { ...batchShapes(size, settings.batchSize), noise: [settings.batchSize, size.actionSize], controls: [controlNames.length] },
      state: stateShapes(layouts),
      step(inputs, state) {
        const { control, stepSize } = readControls(inputs, controlNames);
        const next = sacVUpdate(
          problem,
          {
            actor: partOf('actor', state),
            actorMoments: momentsOf('actor', state),
            critics: partOf('critics', state),
            criticMoments: momentsOf('critics', state),
            value: partOf('value', state),
            valueMoments: momentsOf('value', state),
            valueTarget: partOf('valueTarget', state),
          },
          tf.exp(named(state, logAlphaName)),
          inputs as unknown as SacVBatch,
          { critics: stepSize('critic'), actor: stepSize('actor'), targetRate: control('targetRate') },
        );
        return {
          outputs: next.metrics,
          state: joinParts({
            ...steppedPart('actor', next.actor),
            ...steppedPart('critics', next.critics),
            ...steppedPart('value', next.value),
            valueTarget: next.valueTarget,
            temperature: partOf('temperature', state),
          }),
        };
      },
    },
  };
}
