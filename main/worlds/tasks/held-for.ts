/** Counts how long something has held, in control periods, by the time of readings: a late reading counts in full. */
export interface HeldFor {
  restart(): void;
  /** Takes a reading; returns the whole periods that it has held for, 0 at its first. */
  update(timeS: number, holds: boolean): number;
  /** Whole periods up to a reading. */
  periods(timeS: number): number;
}

export function createHeldFor(controlPeriodS: number): HeldFor {
  let sinceS: number | undefined;
  const periods = (timeS: number): number => (sinceS === undefined ? 0 : Math.round((timeS - sinceS) / controlPeriodS));
  return {
    restart() {
      sinceS = undefined;
    },
    update(timeS, holds) {
      if (!holds) sinceS = undefined;
      else sinceS ??= timeS;
      return periods(timeS);
    },
    periods,
  };
}
