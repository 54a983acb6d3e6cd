import * as tf from '@tensorflow/tfjs';
import { criticValues, minimumOf, repeated } from './networks';
import { named } from './parameters';
import type { PolicyHead } from './policy-head';
import { policyAt, sampleSquashed, type PolicyOptions } from './squashed-gaussian';

/** A squashed Gaussian (`squashed-gaussian.ts`): the policy of SAC. Its best action is tanh of its mean. */
export function gaussianHead(logStdRange: PolicyOptions['logStdRange']): PolicyHead {
  return {
    parts: ['actor'],
    act(networks, observation, noise) {
      const gaussian = policyAt(named(networks, 'actor'), observation, { logStdRange });
      const best = sampleSquashed(gaussian, tf.zeros([1, noise.shape[1]]));
      return { ...gaussian, ...sampleSquashed(gaussian, noise), bestAction: best.action, bestLogProb: best.logProb };
    },
    inspect(networks, observation, noise) {
      const gaussian = policyAt(named(networks, 'actor'), observation, { logStdRange });
      const sample = sampleSquashed(gaussian, noise);
      return { ...gaussian, ...sample, q: minimumOf(criticValues(named(networks, 'critics'), repeated(observation, noise.shape[0]), sample.action)) };
    },
  };
}
