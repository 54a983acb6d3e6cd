import { Failure } from '../../shared/contract/failure';
import { TransactionQueue } from '../transaction-queue';
import { Listeners, type Transport } from '../transport/transport';
import type { BoardTime } from './board-time';
import { encodeFrame, FrameParser, type FrameCounts } from './frame';
import { messageTable, type BoardMessage, type MessageBody, type MessageOf, type MessageType } from './messages';

/** How often a command is sent, and how long each time its reply is waited for. */
export interface Patience {
  readonly tries: number;
  readonly waitMs: number;
}

export const boardBaudRate = 250_000;
/** Opening a port resets most boards, and their bootloader swallows what comes first. */
export const helloPatience: Patience = { tries: 30, waitMs: 100 };
/** A round trip takes a few milliseconds; four tries fit into the supervisor's deadline of 200 ms. */
export const commandPatience: Patience = { tries: 4, waitMs: 40 };

type CommandType = Exclude<MessageType, 'hello' | 'get-state' | 'get-limits' | 'hello-reply' | 'acknowledge' | 'state' | 'telemetry-state' | 'event' | 'limits'>;
type Spoken<Type extends MessageType> = { readonly type: Type } & MessageBody<Type>;

/**
 * Commands to a board and its replies, one at a time and matched by sequence. A command without a reply is sent again:
 * every command of the protocol is absolute, so that hearing it twice does no more than once.
 */
export class BoardLink {
  private readonly queue = new TransactionQueue();
  private readonly parser: FrameParser;
  private readonly unasked = new Listeners<MessageOf<'telemetry-state'> | MessageOf<'event'>>();
  private readonly stopListening: () => void;
  private awaited: ((message: BoardMessage) => void) | undefined;
  private sequence = 0;
  private exchanges = 0;
  private retries = 0;
  private failures = 0;
  private sentMs = Number.NEGATIVE_INFINITY;

  constructor(
    readonly transport: Transport,
    private readonly time: BoardTime,
  ) {
    this.parser = new FrameParser((message) => this.receive(message));
    this.stopListening = transport.onBytes((bytes) => this.parser.push(bytes));
  }

  get counts(): FrameCounts & { readonly exchanges: number; readonly retries: number; readonly failures: number } {
    return { ...this.parser.counts, exchanges: this.exchanges, retries: this.retries, failures: this.failures };
  }

  /** When anything was sent last, on the monotonic clock. */
  get lastSentMs(): number {
    return this.sentMs;
  }

  /** Telemetry and events, which come unasked. */
  onUnasked(listener: (message: MessageOf<'telemetry-state'> | MessageOf<'event'>) => void): () => void {
    return this.unasked.add(listener);
  }

  hello(version: number, patience: Patience): Promise<MessageOf<'hello-reply'>> {
    return this.ask({ type: 'hello', protocolVersion: version }, 'hello-reply', patience);
  }

  state(): Promise<MessageOf<'state'>> {
    return this.ask({ type: 'get-state' }, 'state', commandPatience);
  }

  limits(joint: number): Promise<MessageOf<'limits'>> {
    return this.ask({ type: 'get-limits', joint }, 'limits', commandPatience);
  }

  /** Resolves with the board's answer, which may be a refusal. Rejects with a `Failure` of code `link-lost` when none comes. */
  command<Type extends CommandType>(command: Spoken<Type>): Promise<MessageOf<'acknowledge'>> {
    return this.ask(command, 'acknowledge', commandPatience, messageTable[command.type].number);
  }

  /** Sends a sign of life, past the queue; nobody waits for its reply. */
  async ping(): Promise<void> {
    await this.send({ type: 'ping', sequence: this.nextSequence() });
  }

  close(): Promise<void> {
    this.stopListening();
    return this.transport.close();
  }

  private ask<Type extends MessageType, Reply extends MessageType>(spoken: Spoken<Type>, reply: Reply, patience: Patience, acknowledged?: number): Promise<MessageOf<Reply>> {
    return this.queue.run(async () => {
      const sequence = this.nextSequence();
      const fits = (message: BoardMessage): message is MessageOf<Reply> & BoardMessage =>
        message.type === reply && message.sequence === sequence && (message.type !== 'acknowledge' || message.command === acknowledged);
      for (let attempt = 0; attempt < patience.tries; attempt += 1) {
        this.exchanges += 1;
        if (attempt > 0) this.retries += 1;
        const answer = this.await(fits, patience.waitMs);
        await this.send({ ...spoken, sequence } as unknown as BoardMessage);
        const message = await answer;
        if (message !== undefined) return message;
      }
      this.failures += 1;
      throw new Failure('link-lost', `The board at ${this.transport.address} did not answer ${patience.tries} times to "${spoken.type}". Check its cable and its power.`);
    });
  }

  private await<Message extends BoardMessage>(fits: (message: BoardMessage) => message is Message, waitMs: number): Promise<Message | undefined> {
    return new Promise((resolve) => {
      const finish = (message?: Message) => {
        cancel();
        stopWaiting();
        this.awaited = undefined;
        resolve(message);
      };
      const cancel = this.time.after(waitMs, finish);
      const stopWaiting = this.transport.onLost(() => finish());
      this.awaited = (message) => {
        if (fits(message)) finish(message);
      };
    });
  }

  private async send(message: BoardMessage): Promise<void> {
    this.sentMs = this.time.monotonicMs();
    await this.transport.write(encodeFrame(message));
  }

  private nextSequence(): number {
    this.sequence = (this.sequence + 1) % 256;
    return this.sequence;
  }

  private receive(message: BoardMessage): void {
    if (message.type === 'telemetry-state' || message.type === 'event') this.unasked.emit(message);
    else this.awaited?.(message);
  }
}
