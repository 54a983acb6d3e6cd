/** Seconds of training, pauses left out, and how fast the steps go. */
export interface TrainingClock {
  readonly elapsedS: number;
  run(): void;
  rest(): void;
  /** Tells how far training is. */
  at(step: number): void;
  /** Steps a second over the last seconds; 0 before there are any. */
  readonly stepsPerS: number;
  /** Forgets the pace so far: another phase of the run goes at another one. */
  newPace(): void;
}

/** Over how long the pace is measured: long enough to be steady, short enough to follow. */
const paceWindowMs = 10_000;
const paceSampleMs = 250;

export function createTrainingClock(nowMs: () => number, elapsedS: number): TrainingClock {
  let beforeMs = elapsedS * 1000;
  let runningSinceMs: number | undefined;
  let samples: { readonly elapsedMs: number; readonly step: number }[] = [];

  function elapsedMs(): number {
    return beforeMs + (runningSinceMs === undefined ? 0 : nowMs() - runningSinceMs);
  }

  return {
    get elapsedS() {
      return elapsedMs() / 1000;
    },
    run() {
      runningSinceMs ??= nowMs();
    },
    rest() {
      beforeMs = elapsedMs();
      runningSinceMs = undefined;
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
