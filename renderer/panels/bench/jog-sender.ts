/** Time, given from outside. */
export interface JogClock {
  now(): number;
  /** Calls once after this many milliseconds; the result cancels it. */
  after(delayMs: number, action: () => void): () => void;
}

/** Twenty targets a second are as many as the control loop takes up. */
const periodMs = 50;

/**
 * Sends targets while a slider is dragged: at most one every 50 ms, one call at a time, and always the newest last.
 * Targets in between are left out; they would only lag behind the hand.
 */
export class JogSender<Target = readonly number[]> {
  private waiting: Target | undefined;
  private inFlight = false;
  private notBeforeMs = 0;
  private cancelTimer: (() => void) | undefined;

  /** @param send resolves when the host has answered, whatever the answer; must not reject */
  constructor(
    private readonly send: (target: Target) => Promise<void>,
    private readonly clock: JogClock,
  ) {}

  push(target: Target): void {
    this.waiting = target;
    this.advance();
  }

  /** Forgets what is waiting: after a stop or when another has the arm, nothing more may be sent. */
  cancel(): void {
    this.waiting = undefined;
    this.cancelTimer?.();
    this.cancelTimer = undefined;
  }

  private advance(): void {
    if (this.waiting === undefined || this.inFlight || this.cancelTimer) return;
    const waitMs = this.notBeforeMs - this.clock.now();
    if (waitMs > 0) {
      this.cancelTimer = this.clock.after(waitMs, () => {
        this.cancelTimer = undefined;
        this.advance();
      });
      return;
    }
    const target = this.waiting;
    this.waiting = undefined;
    this.inFlight = true;
    this.notBeforeMs = this.clock.now() + periodMs;
    void this.send(target).then(() => {
      this.inFlight = false;
      this.advance();
    });
  }
}

/** The window's own timers. */
export const windowClock: JogClock = {
  now: () => performance.now(),
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    return () => { clearTimeout(timer); };
  },
};
