import { logSumExp, mean } from './statistics';

/**
 * The Boltzmann policy p(a) = exp(Q(a) / alpha) / Z, seen through actions that were drawn from another policy.
 * Everything here is importance sampling from those actions: where they do not reach, p cannot be seen. The
 * effective sample size tells how far to trust it. (Owen, Monte Carlo theory, methods and examples, chapter 9.)
 */

/** N actions drawn from pi, with Q and log pi of each. */
export interface ScoredActions {
  readonly q: ArrayLike<number>;
  readonly logProb: ArrayLike<number>;
}

export interface ReweightedFan {
  /** N, sum 1: how often each action would be drawn at the other temperature. */
  readonly weights: Float64Array;
  /** 1 / sum of the squared weights, from 1 (one action carries all) to N (the policy is the Boltzmann policy). */
  readonly effectiveSampleSize: number;
  /** Entropy of p, nats. */
  readonly entropy: number;
  /** E_p[Q]. */
  readonly expectedQ: number;
  /** alpha log Z = E_p[Q] + alpha x entropy: the soft value that no policy can exceed in this state. */
  readonly softValue: number;
}

/**
 * The Boltzmann policy at `alpha` over the same actions, by self-normalised weights proportional to
 * exp(q / alpha - logProb). `alpha` is above 0; throws RangeError otherwise or without actions.
 */
export function reweightFan(actions: ScoredActions, alpha: number): ReweightedFan {
  const logWeights = logImportance(actions, alpha);
  const total = logSumExp(logWeights);
  const weights = logWeights.map((logWeight) => Math.exp(logWeight - total));
  let squares = 0;
  let expectedQ = 0;
  for (let index = 0; index < weights.length; index += 1) {
    const weight = weights[index] ?? 0;
    squares += weight * weight;
    expectedQ += weight * (actions.q[index] ?? Number.NaN);
  }
  const logPartition = total - Math.log(weights.length);
  return {
    weights,
    effectiveSampleSize: 1 / squares,
    entropy: logPartition - expectedQ / alpha,
    expectedQ,
    softValue: alpha * logPartition,
  };
}

/**
 * KL(pi || p) in nats: what soft policy improvement makes small. E_pi[log pi - Q / alpha] + log Z, with Z estimated
 * from the same actions. Never below 0. Too small where pi misses mass of p altogether, and at most about log N.
 */
export function klFromBoltzmann(actions: ScoredActions, alpha: number): number {
  const logWeights = logImportance(actions, alpha);
  const logPartition = logSumExp(logWeights) - Math.log(logWeights.length);
  return Math.max(0, logPartition - mean(logWeights));
}

function logImportance(actions: ScoredActions, alpha: number): Float64Array {
  const count = actions.q.length;
  if (count === 0 || actions.logProb.length !== count) {
    throw new RangeError(`Re-weighting needs as many log-probabilities as Q values, and at least one: got ${String(actions.logProb.length)} and ${String(count)}.`);
  }
  if (!(alpha > 0)) throw new RangeError(`A temperature is above 0, not ${String(alpha)}.`);
  return Float64Array.from({ length: count }, (_, index) => (actions.q[index] ?? Number.NaN) / alpha - (actions.logProb[index] ?? Number.NaN));
}
