import { setImmediate as turn } from 'node:timers/promises';

/** Time as the control side uses it; tests turn one by hand. */
export interface ControlTime {
  /** Monotonic milliseconds. */
  monotonicMs(): number;
  /** Milliseconds since the epoch. */
  wallMs(): number;
  /** Calls once after at least this many milliseconds; the result cancels it. */
  after(delayMs: number, action: () => void): () => void;
  /** Lets the process handle what is waiting, and comes back as soon as it can. */
  turn(): Promise<void>;
}

export const systemTime: ControlTime = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
  turn: () => turn(),
};
