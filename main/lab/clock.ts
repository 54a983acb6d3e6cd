import type { Unsubscribe } from '../processes/worker';

/** Time as the lab sees it; tests give one that they turn by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls once after at least this many milliseconds; the result cancels it. */
  after(delayMs: number, action: () => void): Unsubscribe;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};
