import type { BoardLink } from './board-link';
import type { BoardTime } from './board-time';

/** The board holds after 250 ms of silence; so that it never does by chance, something is sent far more often. */
const lookMs = 40;
const telemetryDeadlineMs = 300;

/**
 * Watches both directions of a link: sends signs of life while nothing else is sent, and tells when telemetry stays
 * away for 300 ms.
 */
export class LinkGuard {
  private silentMs = 0;
  private lookedMs: number;
  private cancel: () => void;
  private readonly stopListening: () => void;

  constructor(
    private readonly link: BoardLink,
    private readonly time: BoardTime,
    private readonly onSilence: () => void,
  ) {
    this.lookedMs = time.monotonicMs();
    this.stopListening = link.onUnasked((message) => {
      if (message.type === 'telemetry-state') this.silentMs = 0;
    });
    this.cancel = time.after(lookMs, () => this.look());
  }

  close(): void {
    this.cancel();
    this.stopListening();
  }

  private look(): void {
    const nowMs = this.time.monotonicMs();
    // While this process stood still, telemetry may have come that it has not read yet: that time does not count.
    this.silentMs += Math.min(nowMs - this.lookedMs, 2 * lookMs);
    this.lookedMs = nowMs;
    this.cancel = this.time.after(lookMs, () => this.look());
    if (this.silentMs > telemetryDeadlineMs) {
      this.close();
      this.onSilence();
    } else if (nowMs - this.link.lastSentMs >= lookMs) {
      // A lost line reports itself through the transport.
      this.link.ping().catch(() => undefined);
    }
  }
}
