/** Frames are spread over the measured time between them, within these bounds, milliseconds. */
const shortest = 8;
const longest = 140;

/**
 * Smooths what comes slower than the screen draws: each new content is reached in about the time in which the next one
 * is due. All that moves takes the same clock, so that arm and fan stay together on the way.
 */
export class GlideClock {
  private startedMs = -Infinity;
  private spanMs = 50;
  private arrivedMs: number | undefined;

  /** New content has come: the glide towards it begins now. */
  begin(nowMs: number): void {
    if (this.arrivedMs !== undefined) {
      const measured = Math.min(longest, Math.max(shortest, nowMs - this.arrivedMs));
      this.spanMs += 0.2 * (measured - this.spanMs);
    }
    this.arrivedMs = nowMs;
    this.startedMs = nowMs;
  }

  /** New content is shown at once. */
  jump(nowMs: number): void {
    this.arrivedMs = nowMs;
    this.startedMs = -Infinity;
  }

  /** How far the picture is from the content before to the newest one: 0 to 1, 1 at rest. */
  fraction(nowMs: number): number {
    return Math.min(1, Math.max(0, (nowMs - this.startedMs) / this.spanMs));
  }
}
