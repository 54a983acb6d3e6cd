import * as tf from '@tensorflow/tfjs';
import { adamStep, bounded, type AdamConstants, type AdamMoments, type AdamStepSize } from './adam';
import { dropoutHooks, type DropoutPass, type DropoutShape } from './dropout';
import { clipped, gradientsOf } from './gradients';
import { averaged, criticValues, meanOf, minimumOf, minimumOfSome, type HiddenHook } from './networks';
import { pack, unpack, type ParameterLayout, type ParameterTensors } from './parameters';
import { policyAt, sampleSquashed, type PolicyOptions } from './squashed-gaussian';

/**
 * Soft Actor-Critic with automatic temperature (Haarnoja et al. 2018b, arXiv 1812.05905), one update as a pure
 * function. Equation numbers are those of the paper. It maximises
 *
 *   J(pi) = sum_t E[ r(s_t, a_t) + alpha H(pi(.|s_t)) ]                                                    (eq. 1)
 *
 * Shapes: B transitions of O observations and A actions; all N critics together [N, B, 1], two in the paper.
 */
export interface SacProblem extends PolicyOptions, CriticUse {
  readonly adam?: AdamConstants;
  readonly gradientClip?: number;
  readonly actor: ParameterLayout;
  readonly critics: ParameterLayout;
}

/** Beyond the paper: REDQ's minimum over some of many critics (arXiv 2101.05982), DroQ's dropout (arXiv 2110.02034). */
export interface CriticUse {
  /** A target takes the smallest of this many critics, drawn by lot; left out, of all. */
  readonly criticSubset?: number;
  /** What the actor climbs; left out, the smallest. */
  readonly actorQ?: 'min' | 'mean';
  readonly dropout?: DropoutShape & { readonly share: number };
}

/** Parameters and moments are packed as their layouts say. */
export interface SacState {
  readonly actor: ParameterTensors;
  readonly actorMoments: AdamMoments;
  readonly critics: ParameterTensors;
  readonly criticMoments: AdamMoments;
  readonly targets: ParameterTensors;
  /** One entry, `logAlpha`, [1, 1]. */
  readonly temperature: ParameterTensors;
  readonly temperatureMoments: AdamMoments;
}

export interface SacBatch {
  /** [B, O]. */
  readonly observation: tf.Tensor2D;
  /** [B, A], in [-1, 1]. */
  readonly action: tf.Tensor2D;
  /** [B, 1]. */
  readonly reward: tf.Tensor2D;
  /** gamma (1 - terminated), [B, 1]: how much of the value of what follows counts. A time limit is no termination. */
  readonly continuation: tf.Tensor2D;
  readonly nextObservation: tf.Tensor2D;
  /** Standard normals [B, A] for the actions at the next observations, and others for those at the observations. */
  readonly nextNoise: tf.Tensor2D;
  readonly noise: tf.Tensor2D;
  /** Uniform numbers in [0, 1): one for each critic, to choose some of them by, and those that dropout masks are made of. */
  readonly lots?: tf.Tensor1D;
  readonly dropout?: tf.Tensor1D;
}

export interface SacControls {
  readonly critics: AdamStepSize;
  readonly actor: AdamStepSize;
  /** A rate of zero holds the temperature. */
  readonly temperature: AdamStepSize;
  /** Nats, [1]. */
  readonly targetEntropy: tf.Tensor;
  /** Polyak rate of the target critics, [1]. */
  readonly targetRate: tf.Tensor;
}

export interface SacMetrics {
  readonly criticLoss: tf.Tensor;
  readonly actorLoss: tf.Tensor;
  readonly entropy: tf.Tensor;
  readonly qMean: tf.Tensor;
}

/** log of the bounds of alpha: beyond them a temperature says that something else is wrong. */
const logAlphaRange = [Math.log(1e-6), Math.log(1e3)] as const;

/** Critics, then the actor against the new critics, then the temperature, then the targets (algorithm 1). */
export function sacUpdate(problem: SacProblem, state: SacState, batch: SacBatch, controls: SacControls): { readonly state: SacState; readonly metrics: SacMetrics } {
  const actorNow = unpack(problem.actor, state.actor);
  const alpha = tf.exp(state.temperature['logAlpha'] as tf.Tensor);
  const critic = sacCriticUpdate(problem, state, batch, controls);

  const newCritics = unpack(problem.critics, critic.state.critics);
  const policy = gradientsOf(actorNow, (actor) => actorLoss(problem, actor, newCritics, alpha, batch));
  const actor = adamStep(state.actor, clipped(pack(problem.actor, policy.gradients), problem.gradientClip), state.actorMoments, controls.actor, problem.adam);

  const slope = temperatureGradient(alpha, policy.values.entropy, controls.targetEntropy);
  const temperature = adamStep(state.temperature, { logAlpha: slope }, state.temperatureMoments, controls.temperature, problem.adam);

  return {
    state: {
      ...critic.state,
      actor: actor.parameters,
      actorMoments: actor.moments,
      temperature: bounded(temperature.parameters, logAlphaRange),
      temperatureMoments: temperature.moments,
    },
    metrics: { ...critic.metrics, actorLoss: policy.values.loss, entropy: policy.values.entropy },
  };
}

/** The critics and their targets alone: where many updates are made for each step of the arm, most are these. */
export function sacCriticUpdate(
  problem: SacProblem,
  state: SacState,
  batch: SacBatch,
  controls: Pick<SacControls, 'critics' | 'targetRate'>,
): { readonly state: Pick<SacState, 'critics' | 'criticMoments' | 'targets'>; readonly metrics: Pick<SacMetrics, 'criticLoss' | 'qMean'> } {
  const alpha = tf.exp(state.temperature['logAlpha'] as tf.Tensor);
  const { target } = softTarget(problem, unpack(problem.actor, state.actor), unpack(problem.critics, state.targets), alpha, batch);
  const critic = gradientsOf(unpack(problem.critics, state.critics), (critics) => criticLoss(critics, batch, target, dropoutOf(problem, batch, 'critics')));
  const critics = adamStep(state.critics, clipped(pack(problem.critics, critic.gradients), problem.gradientClip), state.criticMoments, controls.critics, problem.adam);
  return {
    state: { critics: critics.parameters, criticMoments: critics.moments, targets: averaged(state.targets, critics.parameters, controls.targetRate) },
    metrics: { criticLoss: critic.values.loss, qMean: tf.mean(critic.values.q) },
  };
}

/**
 * y = r + gamma (1 - terminated) (min_i Q_i'(s', a') - alpha log pi(a'|s')), a' ~ pi(.|s'): the inside of eq. 5 with
 * the soft value of eq. 3. `target` is [B, 1].
 */
export function softTarget(problem: PolicyOptions & CriticUse, actor: ParameterTensors, targets: ParameterTensors, alpha: tf.Tensor, batch: SacBatch) {
  const next = sampleSquashed(policyAt(actor, batch.nextObservation, problem), batch.nextNoise, problem.squash);
  const values = criticValues(targets, batch.nextObservation, next.action, dropoutOf(problem, batch, 'target'));
  const q = problem.criticSubset === undefined || batch.lots === undefined ? minimumOf(values) : minimumOfSome(values, batch.lots, problem.criticSubset);
  const value = tf.sub(q, tf.mul(alpha, next.logProb));
  return { target: tf.add(batch.reward, tf.mul(batch.continuation, value)) as tf.Tensor2D, next };
}

/**
 * J_Q = sum_i E[(Q_i(s, a) - y)^2] (eq. 5, for each critic). The factor 1/2 is left out: Adam's step is the same.
 * y is a constant here, because it is computed outside of the differentiated function.
 */
export function criticLoss(critics: ParameterTensors, batch: Pick<SacBatch, 'observation' | 'action'>, target: tf.Tensor2D, onHidden?: HiddenHook) {
  const q = criticValues(critics, batch.observation, batch.action, onHidden);
  const losses = tf.div(tf.sum(tf.square(tf.sub(q, target)), [1, 2]), target.shape[0]);
  return { loss: tf.sum(losses) as tf.Scalar, losses, q };
}

/**
 * J_pi = E[alpha log pi(a|s) - min_i Q_i(s, a)], a = f(noise; s) (eq. 9). The gradient runs through Q to the action,
 * not into the critics. Also the entropy estimate E[-log pi] and the sample.
 */
export function actorLoss(problem: PolicyOptions & CriticUse, actor: ParameterTensors, critics: ParameterTensors, alpha: tf.Tensor, batch: Pick<SacBatch, 'observation' | 'noise' | 'dropout'>) {
  const { action, logProb } = sampleSquashed(policyAt(actor, batch.observation, problem), batch.noise, problem.squash);
  const values = criticValues(critics, batch.observation, action, dropoutOf(problem, batch, 'actor'));
  const q = problem.actorQ === 'mean' ? meanOf(values) : minimumOf(values);
  const loss = tf.mean(tf.sub(tf.mul(alpha, logProb), q)) as tf.Scalar;
  return { loss, entropy: tf.neg(tf.mean(logProb)), action, logProb };
}

/**
 * J(alpha) = E[-alpha (log pi + H)] (eq. 18), which is alpha (entropy - H), and is its own derivative by log alpha:
 * the temperature falls while the policy is more random than the target entropy H. [1, 1]
 */
export function temperatureGradient(alpha: tf.Tensor, entropy: tf.Tensor, targetEntropy: tf.Tensor): tf.Tensor {
  return tf.mul(alpha, tf.sub(entropy, targetEntropy));
}

function dropoutOf({ dropout }: CriticUse, batch: Pick<SacBatch, 'dropout'>, pass: DropoutPass): HiddenHook | undefined {
  return dropout === undefined || batch.dropout === undefined ? undefined : dropoutHooks(dropout.share, dropout, batch.dropout)[pass];
}
