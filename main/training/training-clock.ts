/** Seconds of training, and how fast the steps go. Pauses are left out, and a time in which the whole program was frozen. */
export interface TrainingClock {
  readonly elapsedS: number;
  run(): void;
  rest(): void;
  /** The run was heard of. Needed several times in `longestSilenceMs` while it trains. */
  heard(): void;
  /** Tells how far training is. */
  at(step: number): void;
  /** Steps a second over the last seconds; 0 before there are any. */
  readonly stepsPerS: number;
  /** Forgets the pace so far: another phase of the run goes at another one. */
  newPace(): void;
}

/** A run that is not heard of for longer was frozen: its process was stopped, or the machine slept. */
export const longestSilenceMs = 10_000;
/** Over how long the pace is measured: long enough to be steady, short enough to follow. */
const paceWindowMs = 10_000;
const paceSampleMs = 250;

export function createTrainingClock(nowMs: () => number, elapsedS: number): TrainingClock {
  let countedMs = elapsedS * 1000;
  /** Up to when time has been counted; undefined while the clock rests. */
  let countedToMs: number | undefined;
  let samples: { readonly elapsedMs: number; readonly step: number }[] = [];

  function elapsedMs(): number {
    if (countedToMs === undefined) return countedMs;
    const now = nowMs();
    const passedMs = now - countedToMs;
    // Nor does a clock that was set back take anything away.
    if (passedMs > 0 && passedMs <= longestSilenceMs) countedMs += passedMs;
    countedToMs = now;
    return countedMs;
  }

  return {
    get elapsedS() {
      return elapsedMs() / 1000;
    },
    run() {
      countedToMs ??= nowMs();
    },
    rest() {
      elapsedMs();
      countedToMs = undefined;
    },
    heard() {
      elapsedMs();
    },
    at(step) {
      const now = elapsedMs();
      const newest = samples.at(-1);
      if (newest !== undefined && now - newest.elapsedMs < paceSampleMs) return;
      samples = [...samples.filter((sample) => now - sample.elapsedMs <= paceWindowMs), { elapsedMs: now, step }];
    },
    get stepsPerS() {
      const first = samples[0];
      const last = samples.at(-1);
      if (first === undefined || last === undefined || last.elapsedMs <= first.elapsedMs) return 0;
      return (1000 * (last.step - first.step)) / (last.elapsedMs - first.elapsedMs);
    },
    newPace() {
      samples = [];
    },
  };
}
