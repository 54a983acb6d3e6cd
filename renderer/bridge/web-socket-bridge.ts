import type { Bridge, CallAnswer, ConnectionState, Unsubscribe } from '../../shared/contract/bridge';
import { Failure } from '../../shared/contract/failure';
import type { TelemetryBatch } from '../../shared/contract/frames';
import { beatTimeoutMs, decodeWire, encodeWire, type HostMessage, type WindowMessage } from '../../shared/contract/wire';
import { callResult, versionSentence } from './call-result';
import { Emitter } from './emitter';

const firstRetryMs = 250;
const longestRetryMs = 5_000;
/** A call made while the link is being opened waits for it this long. */
const openingMs = 4_000;

/** The part of a WebSocket that is used. */
export type Socket = Pick<WebSocket, 'binaryType' | 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose'>;

export interface WebSocketBridgeOptions {
  readonly connect: () => Socket;
  /** Calls once after this many milliseconds; the result cancels it. */
  readonly after: (delayMs: number, action: () => void) => Unsubscribe;
}

interface OpenCall {
  resolve(answer: CallAnswer): void;
  reject(failure: Failure): void;
}

/** The bridge of the browser host: one WebSocket, opened again whenever it is lost. */
export function openWebSocketBridge(options: WebSocketBridgeOptions): Bridge {
  const link = new WebSocketLink(options);
  link.open();
  return {
    // The contract's table gives the result its type; the host parsed the argument and made the result by it.
    call: async (name, ...argument) => callResult(await link.call(name, argument[0])) as never,
    onTelemetry: (listener) => link.telemetry.listen(listener),
    onConnection: (listener) => {
      if (link.state !== undefined) listener(link.state);
      return link.connection.listen(listener);
    },
  };
}

class WebSocketLink {
  readonly telemetry = new Emitter<TelemetryBatch>();
  readonly connection = new Emitter<ConnectionState>();
  state: ConnectionState | undefined;

  private socket: Socket | undefined;
  private ready = false;
  private retryMs = firstRetryMs;
  private nextId = 0;
  private readonly openCalls = new Map<number, OpenCall>();
  private readonly waiting = new Set<() => void>();
  private cancelSilence: Unsubscribe = () => undefined;

  constructor(private readonly options: WebSocketBridgeOptions) {}

  open(): void {
    const socket = this.options.connect();
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    this.watchSilence(socket);
    socket.onopen = () => this.watchSilence(socket);
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (this.socket !== socket || !(data instanceof ArrayBuffer)) return;
      this.watchSilence(socket);
      this.take(decodeWire(data) as HostMessage);
    };
    socket.onclose = () => {
      // A server that never greeted is not there, or does not know this window: each start has a token of its own.
      this.lose(socket, this.ready ? 'The link to the lab is lost' : 'The lab cannot be reached (if it was started again, open the address that it printed)');
    };
  }

  async call(name: string, argument: unknown): Promise<CallAnswer> {
    if (!this.ready) await this.untilReady();
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((resolve, reject) => {
      this.openCalls.set(id, { resolve, reject });
      this.send({ type: 'call', id, name, argument });
    });
  }

  private take(message: HostMessage): void {
    switch (message.type) {
      case 'hello': {
        const sentence = versionSentence(message.contractVersion);
        if (sentence !== undefined) return this.tell({ type: 'lost', sentence });
        this.retryMs = firstRetryMs;
        this.ready = true;
        this.tell({ type: 'connected' });
        for (const go of this.waiting) go();
        return;
      }
      case 'answer': {
        const call = this.openCalls.get(message.id);
        this.openCalls.delete(message.id);
        call?.resolve(message.answer);
        return;
      }
      case 'telemetry':
        if (!this.ready) return;
        this.telemetry.emit(message.batch);
        this.send({ type: 'seen', sequence: message.batch.sequence });
        return;
      case 'beat':
        return;
    }
  }

  private send(message: WindowMessage): void {
    this.socket?.send(encodeWire(message));
  }

  private tell(state: ConnectionState): void {
    this.state = state;
    this.connection.emit(state);
  }

  /** A host that is there says something every few seconds; a cable that was pulled closes no socket. */
  private watchSilence(socket: Socket): void {
    this.cancelSilence();
    this.cancelSilence = this.options.after(beatTimeoutMs, () => this.lose(socket, 'The lab does not answer'));
  }

  private lose(socket: Socket, reason: string): void {
    if (this.socket !== socket) return;
    this.cancelSilence();
    this.socket = undefined;
    this.ready = false;
    socket.close();
    const sentence = `${reason}; the arm is looked after by the lab itself. Trying again...`;
    for (const call of this.openCalls.values()) call.reject(new Failure('link-lost', `${reason} before this was answered; look at the arm before you try again.`));
    this.openCalls.clear();
    this.tell({ type: 'lost', sentence });
    this.options.after(this.retryMs, () => this.open());
    this.retryMs = Math.min(longestRetryMs, this.retryMs * 2);
  }

  private untilReady(): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        cancel();
        this.waiting.delete(settle);
        resolve();
      };
      const cancel = this.options.after(openingMs, () => {
        this.waiting.delete(settle);
        reject(new Failure('link-lost', this.state?.type === 'lost' ? this.state.sentence : 'The lab does not answer; is it still running?'));
      });
      this.waiting.add(settle);
    });
  }
}
