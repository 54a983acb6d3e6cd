/** Values of the last seconds, each with its time, in a ring. */
export interface RecentSamples {
  add(nowMs: number, value: number): void;
  /** Those within the window, in no order. */
  values(nowMs: number): Float64Array;
}

/** @param capacity the most values that the window can hold; older ones make room. */
export function createRecentSamples(windowMs: number, capacity: number): RecentSamples {
  const atMs = new Float64Array(capacity).fill(Number.NEGATIVE_INFINITY);
  const values = new Float64Array(capacity);
  let next = 0;
  return {
    add(nowMs, value) {
      atMs[next] = nowMs;
      values[next] = value;
      next = (next + 1) % capacity;
    },
    values: (nowMs) => values.filter((_, index) => (atMs[index] ?? Number.NEGATIVE_INFINITY) > nowMs - windowMs),
  };
}
