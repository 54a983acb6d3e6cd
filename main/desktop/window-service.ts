import type { CallAnswer } from '../../shared/contract/bridge';
import { noncePattern, type DesktopPortMessage } from '../../shared/contract/desktop';
import { Failure } from '../../shared/contract/failure';
import { contractVersion } from '../../shared/contract/frames';
import type { LabService } from '../lab/lab-service';
import { feedWindow, type WindowFeed } from '../lab/window-feed';
import { channels } from './ipc-channels';
import { isTrustedSender, type IpcEventOrigin } from './ipc-sender';

/** The part of Electron's ipcMain that is used. */
export interface IpcReceiver {
  handle(channel: string, handler: (event: IpcEventOrigin, ...values: readonly unknown[]) => Promise<unknown>): void;
  on(channel: string, listener: (event: IpcEventOrigin, ...values: readonly unknown[]) => void): unknown;
}

/** The near end of a message channel, as Electron's MessagePortMain. */
export interface TelemetryPort {
  postMessage(message: DesktopPortMessage): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

export interface WindowServiceOptions {
  readonly lab: LabService;
  readonly ipc: IpcReceiver;
  /** The WebContents of our window; undefined when there is none. */
  readonly contents: () => unknown;
  /** Makes a channel, sends its far end to the page with the nonce, and gives the near end. */
  readonly openPort: (nonce: string) => TelemetryPort;
}

/** Serves the contract to the desktop window: calls over IPC, telemetry over a port of its own. */
export function serveDesktopWindow({ lab, ipc, contents, openPort }: WindowServiceOptions): void {
  let current: { readonly port: TelemetryPort; readonly feed: WindowFeed } | undefined;

  ipc.handle(channels.call, async (event, name, argument): Promise<CallAnswer> => {
    if (!isTrustedSender(event, contents())) {
      return { ok: false, failure: new Failure('unauthorised', 'Only the page of Tempera may call the lab.').report() };
    }
    return lab.answer(name, argument);
  });

  ipc.on(channels.askTelemetry, (event, nonce) => {
    if (!isTrustedSender(event, contents()) || typeof nonce !== 'string' || !noncePattern.test(nonce)) return;
    // A page that asks again has been reloaded: its old port leads nowhere.
    current?.feed.close();
    current?.port.close();
    const port = openPort(nonce);
    port.postMessage({ type: 'hello', contractVersion });
    const feed = feedWindow(lab, { send: (batch) => port.postMessage({ type: 'telemetry', batch }), clear: () => true });
    current = { port, feed };
    port.on('message', ({ data }) => {
      const sequence = seenSequence(data);
      if (sequence !== undefined) feed.seen(sequence);
    });
    port.on('close', () => feed.close());
    port.start();
  });
}

/** The sequence number of a `DesktopPortReply`; undefined for anything else. */
function seenSequence(data: unknown): number | undefined {
  if (typeof data !== 'object' || data === null || !('type' in data) || data.type !== 'seen' || !('sequence' in data)) return undefined;
  return typeof data.sequence === 'number' && Number.isSafeInteger(data.sequence) && data.sequence >= 0 ? data.sequence : undefined;
}
