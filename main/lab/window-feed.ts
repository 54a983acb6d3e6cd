import type { TelemetryBatch } from '../../shared/contract/frames';
import { batchesInFlight } from '../../shared/contract/wire';
import type { LabService } from './lab-service';

/** The way to one window. */
export interface WindowLink {
  send(batch: TelemetryBatch): void;
  /** False while what was sent before has not left this process yet. */
  clear(): boolean;
}

export interface WindowFeed {
  /** The window says that it has taken the batch of this number, and so all before it. */
  seen(sequence: number): void;
  /** The link may be clear again. */
  resume(): void;
  close(): void;
}

/**
 * Feeds telemetry to one window as fast as the window takes it: neither a MessagePort nor a WebSocket tells how far
 * behind a page is, so the page says what it has seen, and only a few batches are ever on their way.
 */
export function feedWindow(lab: LabService, link: WindowLink): WindowFeed {
  let sent = 0;
  let taken = 0;
  const subscription = lab.subscribe({
    wantsLens: true,
    ready: () => sent - taken < batchesInFlight && link.clear(),
    send: (batch) => {
      sent = batch.sequence + 1;
      link.send(batch);
    },
  });
  return {
    seen: (sequence) => {
      // A number from the future would let the window switch the limit off.
      taken = Math.min(sent, Math.max(taken, sequence + 1));
      subscription.resume();
    },
    resume: () => subscription.resume(),
    close: () => subscription.close(),
  };
}
