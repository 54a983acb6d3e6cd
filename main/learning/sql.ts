import * as tf from '@tensorflow/tfjs';
import { adamStep, type AdamMoments, type AdamStepSize } from './adam';
import { clipped, gradientsOf } from './gradients';
import { drawAround, kernelDensity, logKernelDensity } from './kernel-density';
import { averaged, criticValues, minimumOf, repeated, samplerValues } from './networks';
import { pack, unpack, type ParameterLayout, type ParameterTensors } from './parameters';
import { criticLoss, type SacBatch } from './sac';
import { logDerivativeOfTanh } from './squashed-gaussian';
import { steinDirection } from './stein';

/**
 * Soft Q-learning (Haarnoja et al. 2017, arXiv 1702.08165), one update as a pure function. Equation numbers are those
 * of the paper. The policy is the energy-based one, pi(a|s) = exp((Q(s, a) - V(s)) / alpha) (theorem 1), which may
 * have any shape; a network that turns noise into actions learns to draw from it.
 *
 * Where public code differs from this: the sampler's kernel, score and particles are all in u, before the squashing
 * a = tanh(u). Code that adds log(1 - a^2) to the density but works in action space draws from exp(Q) (1 - a^2) instead.
 *
 * Shapes: B transitions, O observations, A actions; particles of one state lie next to one another, [B x count, A].
 * Two critics are trained on one target, and the smaller counts, as in the comparison of arXiv 1801.01290.
 */
export interface SqlProblem {
  readonly gradientClip: number | undefined;
  readonly sampler: ParameterLayout;
  readonly critics: ParameterLayout;
}

export interface SqlState {
  readonly sampler: ParameterTensors;
  readonly samplerMoments: AdamMoments;
  readonly critics: ParameterTensors;
  readonly criticMoments: AdamMoments;
  readonly targets: ParameterTensors;
}

export interface SqlBatch extends Omit<SacBatch, 'nextNoise' | 'noise' | 'lots' | 'dropout'> {
  /** Noise of the sampler, standard normals: for the fixed and for the updated particles, at the observations. */
  readonly fixedNoise: tf.Tensor2D;
  readonly updatedNoise: tf.Tensor2D;
  /** Proposals for V at the next observations. */
  readonly proposals: Proposals;
}

/** Random numbers that proposals are made of; particles of one state next to one another. */
export interface Proposals {
  /** Standard normals: noise of the sampler for the centres, and the step off each centre. */
  readonly centreNoise: tf.Tensor2D;
  readonly stepNoise: tf.Tensor2D;
  /** Uniform in [0, 1). */
  readonly uniform: tf.Tensor2D;
}

export interface SqlControls {
  readonly critics: AdamStepSize;
  readonly sampler: AdamStepSize;
  readonly targetRate: tf.Tensor;
}

/** The critics, then the sampler against the new critics, then the targets (algorithm 1). `alpha`: [1, 1]. */
export function sqlUpdate(problem: SqlProblem, state: SqlState, alpha: tf.Tensor, batch: SqlBatch, controls: SqlControls) {
  const samplerNow = unpack(problem.sampler, state.sampler);

  const next = proposedActions(samplerNow, batch.nextObservation, batch.proposals);
  const nextQ = stateActionValues(unpack(problem.critics, state.targets), batch.nextObservation, next.actions);
  const soft = softValue(nextQ, next.logWeight, alpha);
  const target = softTarget(soft.value, batch);
  const critic = gradientsOf(unpack(problem.critics, state.critics), (critics) => criticLoss(critics, batch, target));
  const critics = adamStep(state.critics, clipped(pack(problem.critics, critic.gradients), problem.gradientClip), state.criticMoments, controls.critics);

  const newCritics = unpack(problem.critics, critics.parameters);
  const direction = samplerDirection(samplerNow, newCritics, alpha, batch);
  const policy = gradientsOf(samplerNow, (sampler) => ({ loss: samplerLoss(sampler, batch, direction) }));
  const sampler = adamStep(state.sampler, clipped(pack(problem.sampler, policy.gradients), problem.gradientClip), state.samplerMoments, controls.sampler);

  return {
    sampler,
    critics,
    targets: averaged(state.targets, critics.parameters, controls.targetRate),
    metrics: {
      criticLoss: critic.values.loss,
      actorLoss: tf.mean(tf.sum(tf.square(direction), 2)),
      entropy: tf.mean(soft.entropy),
      qMean: tf.mean(critic.values.q),
    },
  };
}

/**
 * Actions to estimate V with, and the log of 1 / q(a), the weight of importance sampling, for each. Half are uniform,
 * the other half are drawn around actions of the sampler: a Gaussian in u about each of C of them, whose mixture has a
 * known density even where the sampler's own (appendix C.2) is singular, as it is early on. Each point is weighed by
 * the density of all proposals together (the balance heuristic: Owen, Monte Carlo, section 9.11), so that weights never
 * exceed those of the uniform half by more than a factor of two. So at first the uniform half carries the estimate, and
 * the sampler's takes over where it finds the mass, which uniform actions miss in many dimensions.
 *
 * `actions`: [B, N, A]; `logWeight`: [B, N].
 */
export function proposedActions(sampler: ParameterTensors, observation: tf.Tensor2D, { centreNoise, stepNoise, uniform }: Proposals) {
  const batch = observation.shape[0];
  const density = kernelDensity(samplerValues(sampler, observation, centreNoise));
  const around = drawAround(density, reshaped(stepNoise, batch));
  // Kept off -1 and 1, where u is infinite.
  const even = reshaped(tf.clipByValue(tf.sub(tf.mul(uniform, 2), 1), -1 + 1e-6, 1 - 1e-6), batch);
  const inverse = tf.mul(tf.sub(tf.log(tf.add(1, even)), tf.log(tf.sub(1, even))), 0.5);
  const u = tf.concat([inverse, around], 1) as tf.Tensor3D;
  const actions = tf.tanh(u) as tf.Tensor3D;
  const logJacobian = tf.sum(logDerivativeOfTanh(u, actions), 2);

  const [, evenCount, size] = even.shape;
  const aroundCount = around.shape[1];
  const count = evenCount + aroundCount;
  const logEven = tf.add(logJacobian, Math.log(evenCount / count) - size * Math.LN2);
  const logAround = tf.add(logKernelDensity(density, u), Math.log(aroundCount / count));
  const logProposal = tf.logSumExp(tf.concat([tf.expandDims(logEven, 2), tf.expandDims(logAround, 2)], 2), 2);
  return { actions, logWeight: tf.sub(logJacobian, logProposal) as tf.Tensor2D };
}

/**
 * V(s) = alpha log E_q[exp(Q(s, a) / alpha) / q(a)] (eq. 10), [B, 1], from `q` [B, N] and the log of 1 / q(a). Also the
 * entropy of exp((Q - V) / alpha), [B, 1]: V / alpha - E[Q] / alpha, by the same weights.
 */
export function softValue(q: tf.Tensor2D, logWeight: tf.Tensor2D, alpha: tf.Tensor) {
  const energies = tf.div(q, alpha);
  const logTerms = tf.add(energies, logWeight);
  const logSum = tf.logSumExp(logTerms, 1, true);
  const logPartition = tf.sub(logSum, Math.log(q.shape[1]));
  const expected = tf.sum(tf.mul(tf.exp(tf.sub(logTerms, logSum)), energies), 1, true);
  return { value: tf.mul(alpha, logPartition) as tf.Tensor2D, entropy: tf.sub(logPartition, expected) };
}

/** Q hat = r + gamma (1 - terminated) V(s') (below eq. 11). [B, 1] */
function softTarget(value: tf.Tensor2D, batch: Pick<SqlBatch, 'reward' | 'continuation'>): tf.Tensor2D {
  return tf.add(batch.reward, tf.mul(batch.continuation, value)) as tf.Tensor2D;
}

/**
 * Where the updated particles should go, [B, K, A]: eq. 13 in u, whose density is exp(Q(s, tanh u) / alpha) times the
 * Jacobian of the squashing, and so has the score (1 - a^2) dQ/da / alpha - 2 a.
 */
export function samplerDirection(
  sampler: ParameterTensors,
  critics: ParameterTensors,
  alpha: tf.Tensor,
  { observation, fixedNoise, updatedNoise }: Pick<SqlBatch, 'observation' | 'fixedNoise' | 'updatedNoise'>,
): tf.Tensor3D {
  const fixed = samplerValues(sampler, observation, fixedNoise);
  const actions = tf.tanh(fixed) as tf.Tensor3D;
  const slopes = tf.grad((a: tf.Tensor) => tf.sum(stateActionValues(critics, observation, a as tf.Tensor3D)))(actions);
  const score = squashedScore(actions, tf.div(slopes, tf.reshape(alpha, [1, 1, 1])) as tf.Tensor3D);
  return steinDirection({ fixed, score, updated: samplerValues(sampler, observation, updatedNoise) });
}

/** The score in u of a density over a = tanh(u) whose log has these slopes in a: (1 - a^2) slope - 2 a. */
export function squashedScore(actions: tf.Tensor3D, slopes: tf.Tensor3D): tf.Tensor3D {
  return tf.sub(tf.mul(tf.sub(1, tf.square(actions)), slopes), tf.mul(actions, 2));
}

/** Its gradient is that of eq. 14, -E[Df du/dphi]: descending it moves each updated particle along its direction. */
function samplerLoss(sampler: ParameterTensors, { observation, updatedNoise }: Pick<SqlBatch, 'observation' | 'updatedNoise'>, direction: tf.Tensor3D): tf.Scalar {
  return tf.neg(tf.mean(tf.sum(tf.mul(samplerValues(sampler, observation, updatedNoise), direction), 2)));
}

/** The smaller critic at several actions of each state: `actions` [B, N, A] to [B, N]. */
export function stateActionValues(critics: ParameterTensors, observation: tf.Tensor2D, actions: tf.Tensor3D): tf.Tensor2D {
  const [batch, count, size] = actions.shape;
  const q = minimumOf(criticValues(critics, repeated(observation, count), tf.reshape(actions, [batch * count, size])));
  return tf.reshape(q, [batch, count]);
}

function reshaped(particles: tf.Tensor2D, batch: number): tf.Tensor3D {
  const [rows, size] = particles.shape;
  return tf.reshape(particles, [batch, rows / batch, size]);
}
