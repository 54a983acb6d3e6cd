import type { CallAnswer } from './bridge';
import type { contractVersion, TelemetryBatch } from './frames';

/**
 * What the desktop app's preload puts before the page, as `window.temperaDesktop`. Telemetry comes by a MessagePort,
 * which cannot pass the wall between the preload's world and the page's as a value: the preload posts it to the page's
 * own window as a `DesktopPortOffer`, with the number that the page chose when it asked.
 */
export interface DesktopApi {
  call(name: string, argument: unknown): Promise<CallAnswer>;
  /** Asks for a fresh telemetry port. `nonce` is random and used once. */
  askTelemetry(nonce: string): void;
}

export const desktopApiName = 'temperaDesktop';

export interface DesktopPortOffer {
  readonly type: 'tempera-telemetry';
  readonly nonce: string;
}

/** Over the telemetry port, host to page. */
export type DesktopPortMessage = { readonly type: 'hello'; readonly contractVersion: typeof contractVersion } | { readonly type: 'telemetry'; readonly batch: TelemetryBatch };

/** Over the telemetry port, page to host: the page has taken this batch. */
export interface DesktopPortReply {
  readonly type: 'seen';
  readonly sequence: number;
}

/** A nonce as both ends accept it. */
export const noncePattern = /^[0-9a-f]{32}$/;
