import { describe, expect, it } from 'vitest';
import { JogSender, type JogClock } from './jog-sender';

class FakeClock implements JogClock {
  private timeMs = 0;
  private readonly timers = new Map<symbol, { readonly atMs: number; readonly action: () => void }>();

  now(): number {
    return this.timeMs;
  }

  after(delayMs: number, action: () => void): () => void {
    const key = Symbol('timer');
    this.timers.set(key, { atMs: this.timeMs + delayMs, action });
    return () => this.timers.delete(key);
  }

  async advance(byMs: number): Promise<void> {
    this.timeMs += byMs;
    for (const [key, { atMs, action }] of this.timers) {
      if (atMs > this.timeMs) continue;
      this.timers.delete(key);
      action();
    }
    await settle();
  }
}

/** Lets the answers that are already there be taken up. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await Promise.resolve();
}

function setUp(answer: () => Promise<void> = () => Promise.resolve()) {
  const clock = new FakeClock();
  const sent: number[] = [];
  const sender = new JogSender((target) => {
    sent.push(target[0] ?? NaN);
    return answer();
  }, clock);
  return { clock, sent, sender };
}

describe('JogSender', () => {
  it('sends the first target at once', () => {
    const { sent, sender } = setUp();
    sender.push([1]);
    expect(sent).toEqual([1]);
  });

  it('sends at most twenty a second, and the newest last', async () => {
    const { clock, sent, sender } = setUp();
    for (let move = 0; move < 100; move++) {
      sender.push([move]);
      await clock.advance(10);
    }
    await clock.advance(50);
    expect(sent.length).toBeLessThanOrEqual(21);
    expect(sent.length).toBeGreaterThan(15);
    expect(sent.at(-1)).toBe(99);
  });

  it('waits for the answer of a slow host instead of queueing', async () => {
    let answer: () => void = () => undefined;
    const { clock, sent, sender } = setUp(() => new Promise((resolve) => { answer = resolve; }));
    sender.push([1]);
    sender.push([2]);
    await clock.advance(500);
    sender.push([3]);
    expect(sent).toEqual([1]);
    answer();
    await settle();
    expect(sent).toEqual([1, 3]);
  });

  it('sends nothing more once it is cancelled', async () => {
    const { clock, sent, sender } = setUp();
    sender.push([1]);
    await settle();
    sender.push([2]);
    sender.cancel();
    await clock.advance(1000);
    expect(sent).toEqual([1]);
  });

  it('works again after a cancel', async () => {
    const { clock, sent, sender } = setUp();
    sender.push([1]);
    sender.cancel();
    await clock.advance(100);
    sender.push([2]);
    expect(sent).toEqual([1, 2]);
  });
});
