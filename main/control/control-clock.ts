import type { ControlRate } from '../../shared/arm';
import { percentile } from '../../shared/maths/statistics';
import type { ControlTime } from './control-time';
import { createRecentSamples } from './recent-samples';

/** Paces ticks. `next` resolves when the current control period is over. */
export interface ControlClock {
  readonly periodS: number;
  next(): Promise<void>;
  /** Ends the wait in hand at once: something must be done before the period is over. */
  wake(): void;
  /** The next period begins now; call it after a time without ticks. */
  restart(): void;
  /** Over the last 10 s; absent before the first second, and where time is simulated. */
  rate(): ControlRate | undefined;
}

/** A simulation runs as fast as it can: each period is over at once. */
export function createFastClock(periodS: number): ControlClock {
  return { periodS, next: () => Promise.resolve(), wake: () => undefined, restart: () => undefined, rate: () => undefined };
}

/** Timers are late by up to about a millisecond: the last stretch before a tick is waited turn by turn. */
const turnByTurnMs = 1.5;
const windowMs = 10_000;

/**
 * Ticks on a fixed grid of real time, so that lateness does not add up. A tick that is late by more than half a period
 * leaves out those that it has run into, and the grid goes on: ticks are never bunched to catch up.
 */
export function createRealTimeClock(periodS: number, time: ControlTime): ControlClock {
  const periodMs = periodS * 1000;
  const window = createPeriodWindow(periodMs);
  let dueMs = time.monotonicMs();
  let lastMs = dueMs;
  let missed = 0;
  let woken = false;
  let wakeSleeper: (() => void) | undefined;

  function sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = time.after(delayMs, resolve);
      wakeSleeper = () => {
        cancel();
        resolve();
      };
    });
  }

  function restart(): void {
    dueMs = time.monotonicMs();
    lastMs = dueMs;
  }

  return {
    periodS,
    restart,
    async next() {
      woken = false;
      dueMs += periodMs;
      const early = dueMs - time.monotonicMs() - turnByTurnMs;
      if (early > 0) await sleep(early);
      wakeSleeper = undefined;
      while (!woken && time.monotonicMs() < dueMs) await time.turn();
      if (woken) {
        restart();
        return;
      }
      const nowMs = time.monotonicMs();
      window.add(nowMs, nowMs - lastMs);
      lastMs = nowMs;
      const skipped = Math.max(0, Math.ceil((nowMs - dueMs) / periodMs - 0.5));
      missed += skipped;
      dueMs += skipped * periodMs;
    },
    wake() {
      woken = true;
      wakeSleeper?.();
    },
    rate() {
      const rate = window.rate(time.monotonicMs());
      return rate === undefined ? undefined : { ...rate, missedTicks: missed };
    },
  };
}

interface PeriodWindow {
  add(nowMs: number, measuredMs: number): void;
  rate(nowMs: number): ControlRate | undefined;
}

function createPeriodWindow(periodMs: number): PeriodWindow {
  const measured = createRecentSamples(windowMs, Math.ceil(windowMs / periodMs) + 1);
  return {
    add: (nowMs, measuredMs) => measured.add(nowMs, measuredMs),
    rate(nowMs) {
      const recent = measured.values(nowMs);
      const totalMs = recent.reduce((sum, value) => sum + value, 0);
      if (totalMs < 1000) return undefined;
      const errors = recent.map((value) => Math.abs(value - periodMs));
      return {
        rateHz: (recent.length * 1000) / totalMs,
        periodErrorP50Ms: percentile(errors, 0.5),
        periodErrorP99Ms: percentile(errors, 0.99),
        periodErrorMaxMs: errors.reduce((most, value) => Math.max(most, value), 0),
      };
    },
  };
}
