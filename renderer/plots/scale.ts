/** Straight scales, their ticks and their limits: the arithmetic that every drawing shares. */

export interface Interval {
  readonly min: number;
  readonly max: number;
}

export interface LinearScale {
  readonly domain: Interval;
  /** Value to pixel. */
  at(value: number): number;
  /** Pixel to value. */
  value(pixel: number): number;
}

/** Maps `domain` to the pixels from `start` to `end`; `start` may be the larger one, as it is for a y axis. */
export function linearScale(domain: Interval, start: number, end: number): LinearScale {
  const span = domain.max - domain.min || 1;
  const perUnit = (end - start) / span;
  return {
    domain,
    at: (value) => start + (value - domain.min) * perUnit,
    value: (pixel) => domain.min + (pixel - start) / (perUnit || 1),
  };
}

/**
 * The interval of all finite values, widened on both sides by `margin` of its length. A single value gets `least`
 * around it, so that a constant curve is drawn as a line and not as noise. Without values: 0 to 1.
 */
export function intervalOf(values: Iterable<number>, margin = 0.06, least = 1): Interval {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min > max) return { min: 0, max: 1 };
  const span = Math.max(max - min, least);
  const middle = (min + max) / 2;
  const half = span / 2 + span * margin;
  return { min: middle - half, max: middle + half };
}

/** Round steps of 1, 2 or 5 times a power of ten: at most about `count` ticks inside the interval. */
export function niceTicks(interval: Interval, count: number): readonly number[] {
  const step = niceStep((interval.max - interval.min) / Math.max(1, count));
  if (!(step > 0)) return [];
  const ticks: number[] = [];
  const first = Math.ceil(interval.min / step - 1e-9);
  const last = Math.floor(interval.max / step + 1e-9);
  for (let index = first; index <= last; index += 1) ticks.push(index === 0 ? 0 : index * step);
  return ticks;
}

/** The smallest of 1, 2, 5 x 10^k that is not less than `rough`. */
export function niceStep(rough: number): number {
  if (!(rough > 0) || !Number.isFinite(rough)) return 0;
  const power = 10 ** Math.floor(Math.log10(rough));
  const fraction = rough / power;
  const rounded = fraction <= 1.000001 ? 1 : fraction <= 2.000001 ? 2 : fraction <= 5.000001 ? 5 : 10;
  return rounded * power;
}

/** Decimals that tell neighbouring ticks apart. */
export function tickDecimals(ticks: readonly number[]): number {
  const [first, second] = ticks;
  if (first === undefined || second === undefined) return 0;
  return Math.min(6, Math.max(0, -Math.floor(Math.log10(Math.abs(second - first)) + 1e-9)));
}
