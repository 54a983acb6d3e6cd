import type { Clock } from '../clock';

/** A clock that stands still until it is told how far to go. */
export class ManualClock implements Clock {
  private timeMs = 1_700_000_000_000;
  private timers: { readonly atMs: number; readonly action: () => void }[] = [];

  now(): number {
    return this.timeMs;
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = { atMs: this.timeMs + delayMs, action };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass, calling in order what falls due. */
  advance(byMs: number): void {
    const endMs = this.timeMs + byMs;
    for (;;) {
      const next = this.timers.filter((timer) => timer.atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.timeMs = Math.max(this.timeMs, next.atMs);
      next.action();
    }
    this.timeMs = endMs;
  }

  get waiting(): number {
    return this.timers.length;
  }
}
