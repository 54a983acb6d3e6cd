import { intervalOf, type Interval } from './scale';

/** One quantity over the steps of an episode: one line a column. */
export interface Track {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly TrackLine[];
}

export interface TrackLine {
  readonly name: string;
  readonly values: ArrayLike<number>;
  /** Drawn dashed and quiet: what was asked for, beside what was reached. */
  readonly wished: boolean;
}

/** Column `index` of row-major values with `size` columns, as a line of its own. */
export function column(values: ArrayLike<number>, size: number, index: number): Float64Array {
  const rows = size === 0 ? 0 : Math.floor(values.length / size);
  return Float64Array.from({ length: rows }, (_, row) => values[row * size + index] ?? Number.NaN);
}

/** Limits that hold every line of a track. */
export function trackInterval(track: Track): Interval {
  return intervalOf(track.lines.flatMap((line) => Array.from(line.values)), 0.08, 1e-6);
}

/** The newest step that is not after `timeS`; `timeS` of the steps rises. */
export function stepAtTime(times: ArrayLike<number>, timeS: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((times[middle] ?? Number.POSITIVE_INFINITY) <= timeS) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}
