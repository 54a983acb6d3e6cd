/** Plain descriptive statistics. Every function of an empty list is NaN: there is no honest number for it. */

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index] ?? Number.NaN;
  return sum / values.length;
}

/** Standard deviation over the values themselves (divided by n, not n - 1), in two passes for precision. */
export function standardDeviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += ((values[index] ?? Number.NaN) - centre) ** 2;
  return Math.sqrt(sum / values.length);
}

/** The value below which `fraction` (0 to 1) of the values lie, with linear steps between neighbours. */
export function percentile(values: ArrayLike<number>, fraction: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  const place = Math.min(Math.max(fraction, 0), 1) * (sorted.length - 1);
  const index = Math.floor(place);
  const lower = sorted[index] ?? Number.NaN;
  const upper = sorted[index + 1] ?? lower;
  return lower + (upper - lower) * (place - index);
}

/** log(sum(exp(values))) without overflow; -Infinity of an empty list. */
export function logSumExp(values: ArrayLike<number>): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index += 1) largest = Math.max(largest, values[index] ?? Number.NaN);
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += Math.exp((values[index] ?? Number.NaN) - largest);
  return largest + Math.log(sum);
}

/** The newest `capacity` values of a stream. */
export interface RingWindow {
  readonly count: number;
  push(value: number): void;
  /** Oldest first; a copy. */
  values(): Float64Array;
  clear(): void;
}

export function createRingWindow(capacity: number): RingWindow {
  if (!Number.isInteger(capacity) || capacity < 1) throw new RangeError(`A window needs a capacity of at least 1, not ${String(capacity)}.`);
  const ring = new Float64Array(capacity);
  let next = 0;
  let count = 0;
  return {
    get count() {
      return count;
    },
    push(value) {
      ring[next] = value;
      next = (next + 1) % capacity;
      count = Math.min(count + 1, capacity);
    },
    values() {
      if (count < capacity) return ring.slice(0, count);
      const ordered = new Float64Array(capacity);
      ordered.set(ring.subarray(next));
      ordered.set(ring.subarray(0, next), capacity - next);
      return ordered;
    },
    clear() {
      next = 0;
      count = 0;
    },
  };
}
