import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ControlTime } from '../control-time';

/** Time that stands still until a test turns it. */
export class FakeTime implements ControlTime {
  private nowMs = 0;
  private timers: { readonly dueMs: number; readonly action: () => void }[] = [];

  monotonicMs(): number {
    return this.nowMs;
  }

  wallMs(): number {
    return 1_700_000_000_000 + this.nowMs;
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = { dueMs: this.nowMs + Math.max(0, delayMs), action };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** A turn of the process takes a tenth of a millisecond. */
  turn(): Promise<void> {
    return new Promise((resolve) => this.after(0.1, resolve));
  }

  /** Jumps ahead without letting anything happen in between: as a process that was kept from running. */
  stall(milliseconds: number): void {
    this.nowMs += milliseconds;
  }

  /** Lets time pass, with everything that is due in it, in order. */
  async pass(milliseconds: number): Promise<void> {
    const endMs = this.nowMs + milliseconds;
    await settle();
    for (;;) {
      const next = this.timers.reduce<(typeof this.timers)[number] | undefined>((first, timer) => (first === undefined || timer.dueMs < first.dueMs ? timer : first), undefined);
      if (next === undefined || next.dueMs > endMs) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.nowMs = Math.max(this.nowMs, next.dueMs);
      next.action();
      await settle();
    }
    this.nowMs = Math.max(this.nowMs, endMs);
    await settle();
  }
}

/** Lets promises that wait for nothing but each other come to their ends. */
async function settle(): Promise<void> {
  await nextTurn();
}
