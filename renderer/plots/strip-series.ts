import type { MetricsRow } from '../../shared/training';

/** One curve of a strip, ready for uPlot: columns of one length, `null` where a row says nothing. */
export interface StripSeries {
  /** Control steps, rising. */
  readonly step: readonly number[];
  readonly raw: readonly (number | null)[];
  readonly smooth: readonly (number | null)[];
  /** Evaluations, where the curve has them. */
  readonly evaluation: readonly (number | null)[];
  /** A wished value that moves with the run, for example the target entropy. */
  readonly target: readonly (number | null)[];
}

export interface StripSource {
  readonly value: (row: MetricsRow) => number | undefined;
  readonly evaluation?: (row: MetricsRow) => number | undefined;
  readonly target?: (row: MetricsRow) => number | undefined;
}

/**
 * Rows in rising steps. A run that is resumed goes back to its checkpoint: the rows after it were not kept by the
 * learner, so the newer ones replace them.
 */
export function risingRows(rows: readonly MetricsRow[]): readonly MetricsRow[] {
  const kept: MetricsRow[] = [];
  for (const row of rows) {
    while (kept.length > 0 && (kept.at(-1)?.step ?? 0) >= row.step) {
      const replaced = kept.pop();
      // An evaluation often arrives as a row of its own at a step that already has one: the two are one row.
      if (replaced?.step === row.step) {
        kept.push({ ...replaced, ...row });
        break;
      }
    }
    if (kept.at(-1)?.step !== row.step) kept.push(row);
  }
  return kept;
}

/** Picks one curve out of the metrics and smooths it by a running mean over 2 * `halfWindow` + 1 values. */
export function stripSeries(rows: readonly MetricsRow[], source: StripSource, halfWindow?: number): StripSeries {
  const rising = risingRows(rows);
  const raw = rising.map((row) => finiteOrNull(source.value(row)));
  const known = raw.filter((value) => value !== null).length;
  return {
    step: rising.map((row) => row.step),
    raw,
    smooth: runningMean(raw, halfWindow ?? Math.min(60, Math.floor(known / 24))),
    evaluation: rising.map((row) => finiteOrNull(source.evaluation?.(row))),
    target: rising.map((row) => finiteOrNull(source.target?.(row))),
  };
}

/** Mean over the `halfWindow` known values on either side; unknown values stay unknown. */
export function runningMean(values: readonly (number | null)[], halfWindow: number): readonly (number | null)[] {
  const indices: number[] = [];
  const sums = [0];
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    indices.push(index);
    sums.push((sums.at(-1) ?? 0) + value);
  }
  const result: (number | null)[] = values.map(() => null);
  for (const [place, index] of indices.entries()) {
    // The window shrinks evenly at both ends, so that the line starts and ends on the data.
    const reach = Math.min(halfWindow, place, indices.length - 1 - place);
    const sum = (sums[place + reach + 1] ?? 0) - (sums[place - reach] ?? 0);
    result[index] = sum / (2 * reach + 1);
  }
  return result;
}

/** The newest known value of a curve. */
export function lastKnown(values: readonly (number | null)[]): number | undefined {
  for (let index = values.length - 1; index >= 0; index -= 1) {
    const value = values[index];
    if (value !== null && value !== undefined) return value;
  }
  return undefined;
}

function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
