import { setImmediate as turn } from 'node:timers/promises';
import type { BoardTime } from '../board-time';

/** Time that a test turns by hand. */
export class HandTurnedTime implements BoardTime {
  private nowMs = 0;
  private readonly timers = new Map<() => void, { readonly dueMs: number; readonly action: () => void }>();

  monotonicMs(): number {
    return this.nowMs;
  }

  after(delayMs: number, action: () => void): () => void {
    const cancel = () => void this.timers.delete(cancel);
    this.timers.set(cancel, { dueMs: this.nowMs + delayMs, action });
    return cancel;
  }

  /** Lets this many milliseconds pass, one by one, and everything happen that is due. */
  async pass(milliseconds: number): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += 1) {
      await turn();
      this.nowMs += 1;
      for (const [cancel, { dueMs, action }] of [...this.timers]) {
        if (dueMs > this.nowMs || !this.timers.delete(cancel)) continue;
        action();
      }
    }
    await turn();
  }
}
