import { squashedGaussianDensity } from '../../shared/maths/squashed-gaussian';

/** Density of one action dimension over [-1, 1]. */
export interface MarginalCurve {
  /** Actions, rising from -1 to 1. */
  readonly action: Float64Array;
  readonly density: Float64Array;
  readonly peak: number;
}

const uniformPoints = 96;
const quantilePoints = 96;

/**
 * The analytic density of tanh(N(mean, exp(logStd)^2)), sampled evenly in the action and evenly in the Gaussian, so
 * that neither a narrow peak nor a wide plain is missed.
 */
export function marginalCurve(preTanhMean: number, logStd: number): MarginalCurve {
  const deviation = Math.exp(logStd);
  const places: number[] = [];
  for (let index = 1; index < uniformPoints; index += 1) places.push(-1 + (2 * index) / uniformPoints);
  for (let index = 0; index <= quantilePoints; index += 1) {
    const place = Math.tanh(preTanhMean + deviation * (-4 + (8 * index) / quantilePoints));
    if (Math.abs(place) < 1 - 1e-9) places.push(place);
  }
  places.sort((first, second) => first - second);
  const action = Float64Array.from([-1, ...places, 1]);
  const density = new Float64Array(action.length);
  let peak = 0;
  for (let index = 1; index < action.length - 1; index += 1) {
    const value = squashedGaussianDensity(action[index] ?? 0, preTanhMean, logStd);
    density[index] = value;
    peak = Math.max(peak, value);
  }
  return { action, density, peak };
}

/** The density of a sampler's policy: steps over the bins of its N x A actions. */
export function particleCurve(actions: Float32Array, actionSize: number, dimension: number, bins: number): MarginalCurve {
  const evenly = new Float32Array(actions.length / actionSize).fill(1);
  const heights = weightedHistogram(actions, actionSize, dimension, evenly, bins);
  const edge = (bin: number): number => -1 + (2 * bin) / bins;
  return {
    action: Float64Array.from({ length: 2 * bins }, (_, point) => edge(Math.ceil(point / 2))),
    density: Float64Array.from({ length: 2 * bins }, (_, point) => heights[Math.floor(point / 2)] ?? 0),
    peak: Math.max(...heights),
  };
}

/**
 * One height for all rows, so that widths can be compared by eye: the highest peak fills its row. A row that is far
 * sharper than the rest is cut off at `contrast` times the middle peak, or it would flatten the others to lines.
 */
export function commonPeak(peaks: readonly number[], contrast = 4): number {
  const sorted = [...peaks].sort((first, second) => first - second);
  const highest = sorted.at(-1) ?? 1;
  const middle = sorted[Math.floor((sorted.length - 1) / 2)] ?? highest;
  return Math.max(1, Math.min(highest, middle * contrast));
}

/**
 * Weighted histogram of one dimension of N x A actions, as a density over [-1, 1]: it integrates to 1.
 * `weights` are not negative; their sum need not be 1.
 */
export function weightedHistogram(
  actions: Float32Array,
  actionSize: number,
  dimension: number,
  weights: ArrayLike<number>,
  bins: number,
): Float64Array {
  const density = new Float64Array(bins);
  let total = 0;
  for (let row = 0; row * actionSize < actions.length; row += 1) {
    const weight = weights[row] ?? 0;
    const place = ((actions[row * actionSize + dimension] ?? 0) + 1) / 2;
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(place * bins)));
    density[bin] = (density[bin] ?? 0) + weight;
    total += weight;
  }
  if (total > 0) for (let bin = 0; bin < bins; bin += 1) density[bin] = ((density[bin] ?? 0) / total) * (bins / 2);
  return density;
}

export interface MarginalRow {
  readonly top: number;
  readonly baseline: number;
  /** Pixels that a density equal to the common peak stands high. */
  readonly height: number;
}

/** Even rows in a drawing of `height` pixels with room for an axis below. */
export function marginalRows(count: number, height: number, axisHeight: number): readonly MarginalRow[] {
  const pitch = (height - axisHeight) / Math.max(1, count);
  return Array.from({ length: count }, (_, index) => ({
    top: index * pitch,
    baseline: (index + 1) * pitch,
    height: Math.max(2, pitch - 6),
  }));
}
