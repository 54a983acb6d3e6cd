import * as tf from '@tensorflow/tfjs';
import { createRandom } from '../../shared/maths/random';
import { kernelDensity, logKernelDensity } from './kernel-density';
import type { ProblemSize } from './learner';
import { samplerValues } from './networks';
import { named } from './parameters';
import type { PolicyHead } from './policy-head';
import { proposedActions, softValue, stateActionValues } from './sql';
import { logDerivativeOfTanh } from './squashed-gaussian';

/** Particles that stand for the policy while acting: for its moments, its best action and its soft value. */
const particleCount = 64;

/** One set of random numbers for all states and all weights, so that what is told of a policy changes only with it. */
const seed = 0x5a3b;

/**
 * The sampler of soft Q-learning (`sql.ts`), which may have any shape.
 * - Acting tells the density that the critics give an action, log pi(a|s) = (Q(s, a) - V(s)) / alpha, with V by
 *   importance sampling over 128 fixed proposals. The best action is the one of 64 particles with the highest Q: the
 *   mean of a policy with several modes may lie between them.
 * - Looking tells the density of the sampler's own actions, by a kernel estimate in u over the fan. So the lens can tell
 *   how far the sampler is from exp((Q - V) / alpha), which densities by the critics could never show.
 */
export function samplerHead({ actionSize }: ProblemSize): PolicyHead {
  return {
    parts: ['sampler', 'critics', 'temperature'],
    act(networks, observation, noise) {
      const sampler = named(networks, 'sampler');
      const critics = named(networks, 'critics');
      const alpha = tf.exp(named(named(networks, 'temperature'), 'logAlpha'));
      const batch = observation.shape[0];
      const fixed = fixedNumbers(actionSize, batch);
      const u = samplerValues(sampler, observation, fixed.centreNoise);
      const particles = tf.tanh(u) as tf.Tensor3D;
      const chosen = tf.tanh(samplerValues(sampler, observation, noise)) as tf.Tensor3D;
      const proposed = proposedActions(sampler, observation, fixed);

      // One pass of the critics over everything: proposals, particles, and the action itself.
      const q = stateActionValues(critics, observation, tf.concat([proposed.actions, particles, chosen], 1) as tf.Tensor3D);
      const [proposedQ, particleQ, chosenQ] = tf.split(q, [2 * particleCount, particleCount, 1], 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const { value } = softValue(proposedQ, proposed.logWeight, alpha);
      const highest = tf.max(particleQ, 1, true);
      return {
        ...momentsOf(u),
        action: tf.reshape(chosen, [batch, actionSize]),
        logProb: tf.div(tf.sub(chosenQ, value), alpha),
        bestAction: pick(particles, particleQ, highest),
        bestLogProb: tf.div(tf.sub(highest, value), alpha),
      };
    },
    inspect(networks, observation, noise) {
      const u = samplerValues(named(networks, 'sampler'), observation, noise);
      const actions = tf.tanh(u) as tf.Tensor3D;
      const count = noise.shape[0];
      const logDensity = tf.sub(logKernelDensity(kernelDensity(u), u, true), tf.sum(logDerivativeOfTanh(u, actions), 2));
      return {
        ...momentsOf(u),
        action: tf.reshape(actions, [count, actionSize]),
        logProb: tf.reshape(logDensity, [count, 1]),
        q: tf.reshape(stateActionValues(named(networks, 'critics'), observation, actions), [count, 1]),
      };
    },
  };
}

/** Mean and log standard deviation over the particles [B, N, A]: [B, A] each. */
function momentsOf(u: tf.Tensor3D) {
  const mean = tf.mean(u, 1);
  const variance = tf.mean(tf.square(tf.sub(u, tf.expandDims(mean, 1))), 1);
  return { mean, logStd: tf.mul(tf.log(tf.add(variance, 1e-12)), 0.5) };
}

/** The particle whose value is the highest, [B, A]; the middle of those that share it. */
function pick(particles: tf.Tensor3D, values: tf.Tensor2D, highest: tf.Tensor): tf.Tensor {
  const chosen = tf.cast(tf.equal(values, highest), 'float32');
  const weights = tf.div(chosen, tf.sum(chosen, 1, true));
  return tf.sum(tf.mul(particles, tf.expandDims(weights, 2)), 1);
}

/** The same numbers for each of B states, [B x 64, A]. */
function fixedNumbers(actionSize: number, batch: number) {
  const random = createRandom(seed);
  const forEachState = (values: Float32Array): tf.Tensor2D => tf.tile(tf.tensor2d(values, [particleCount, actionSize]), [batch, 1]);
  const normals = (): tf.Tensor2D => {
    const values = new Float32Array(particleCount * actionSize);
    random.fillNormal(values);
    return forEachState(values);
  };
  return { centreNoise: normals(), stepNoise: normals(), uniform: forEachState(Float32Array.from({ length: particleCount * actionSize }, () => random.uniform())) };
}
