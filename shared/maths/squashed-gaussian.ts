/**
 * The distribution of a = tanh(u) with u ~ N(mean, sigma): what a SAC policy gives in each action dimension.
 * The dimensions are independent, so densities of whole actions are sums of the logarithms here.
 */

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

/** The uniform density on [-1, 1] has the largest entropy of all, log 2 nats a dimension. */
export const uniformEntropyPerDimension = Math.LN2;

/**
 * The largest entropy that tanh of a zero-mean Gaussian can have, nats a dimension, met at sigma = 0.8746.
 * A target entropy above this times the number of actions can never be met: the temperature would grow for ever.
 */
export const maximumEntropyPerDimension = 0.683636;

/**
 * log(1 - tanh(u)^2), the logarithm of da/du, exact for every finite u. The plain formula loses all its digits
 * beyond |u| = 8 in single precision. Even in u; written for -|u| so that the exponential cannot overflow.
 */
export function logTanhSlope(u: number): number {
  const size = Math.abs(u);
  return 2 * (Math.LN2 - size - Math.log1p(Math.exp(-2 * size)));
}

/** log-density of u itself under N(mean, exp(logStd)). */
export function gaussianLogDensity(u: number, mean: number, logStd: number): number {
  const z = (u - mean) * Math.exp(-logStd);
  return -0.5 * z * z - logStd - halfLogTwoPi;
}

/** log pi(a) of a = tanh(u), given u: nats, over a in (-1, 1). Exact where a itself rounds to -1 or 1. */
export function squashedGaussianLogDensity(u: number, mean: number, logStd: number): number {
  return gaussianLogDensity(u, mean, logStd) - logTanhSlope(u);
}

/** Density of the action itself. 0 at and beyond the bounds, where a Gaussian's tail always falls faster than the slope. */
export function squashedGaussianDensity(action: number, mean: number, logStd: number): number {
  if (!(action > -1 && action < 1)) return 0;
  return Math.exp(squashedGaussianLogDensity(Math.atanh(action), mean, logStd));
}

/**
 * E[-log pi] of one dimension, nats: the Gaussian's own entropy plus E[log(1 - tanh(u)^2)], the latter by the
 * trapezoidal rule over mean +- 9 sigma. Both factors are analytic, so the rule converges exponentially:
 * a step of at most sigma / 4 and 1 / 4 leaves an error below 1e-12.
 */
export function squashedGaussianEntropy(mean: number, logStd: number): number {
  const sigma = Math.exp(logStd);
  const reach = 9;
  const intervals = Math.ceil((2 * reach) / Math.min(0.25, 0.25 / sigma));
  const step = (2 * reach) / intervals;
  let sum = 0;
  for (let index = 0; index <= intervals; index += 1) {
    const z = -reach + index * step;
    sum += Math.exp(-0.5 * z * z) * logTanhSlope(mean + sigma * z);
  }
  const expectedSlope = (sum * step) / Math.sqrt(2 * Math.PI);
  return 0.5 + halfLogTwoPi + logStd + expectedSlope;
}
