import type { Bridge, ConnectionState } from '../../shared/contract/bridge';
import type { DesktopApi, DesktopPortMessage, DesktopPortOffer, DesktopPortReply } from '../../shared/contract/desktop';
import type { TelemetryBatch } from '../../shared/contract/frames';
import { callResult, versionSentence } from './call-result';
import { Emitter } from './emitter';

/** The part of the page's window that receives the port. */
export interface PortReceiver {
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

/** The bridge of the desktop app. Its host is the same program: the link is there as long as the window. */
export function openDesktopBridge(api: DesktopApi, receiver: PortReceiver): Bridge {
  const telemetry = new Emitter<TelemetryBatch>();
  const connection = new Emitter<ConnectionState>();
  let state: ConnectionState | undefined;
  const nonce = randomNonce();

  const tell = (next: ConnectionState): void => {
    state = next;
    connection.emit(next);
  };
  const take = (port: MessagePort, message: DesktopPortMessage): void => {
    if (message.type === 'hello') {
      const sentence = versionSentence(message.contractVersion);
      tell(sentence === undefined ? { type: 'connected' } : { type: 'lost', sentence });
      return;
    }
    const reply: DesktopPortReply = { type: 'seen', sequence: message.batch.sequence };
    telemetry.emit(message.batch);
    port.postMessage(reply);
  };

  receiver.addEventListener('message', (event) => {
    const port = event.ports[0];
    if (port === undefined || event.source !== receiver || !isOffer(event.data, nonce)) return;
    port.onmessage = ({ data }: MessageEvent<DesktopPortMessage>) => take(port, data);
  });
  api.askTelemetry(nonce);

  return {
    // The contract's table gives the result its type; the host parsed the argument and made the result by it.
    call: async (name, ...argument) => callResult(await api.call(name, argument[0])) as never,
    onTelemetry: (listener) => telemetry.listen(listener),
    onConnection: (listener) => {
      if (state !== undefined) listener(state);
      return connection.listen(listener);
    },
  };
}

function isOffer(data: unknown, nonce: string): data is DesktopPortOffer {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'tempera-telemetry' && 'nonce' in data && data.nonce === nonce;
}

function randomNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
