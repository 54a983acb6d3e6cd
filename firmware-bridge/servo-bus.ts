import { Failure } from '../shared/contract/failure';
import type { BusProtocol, ServoReply, Stretch } from './bus-protocol';
import { decodeRegister, encodeRegister, type Register } from './register';
import { TransactionQueue } from './transaction-queue';
import type { Transport } from './transport/transport';

export interface BusOptions {
  readonly baudRate: number;
  /** How messages name a servo, for example "elbow_flex (id 3)". */
  readonly nameOf: (id: number) => string;
  /** How often a read or an acknowledged write is tried again. */
  readonly retries: number;
  /** How long a servo and the cable's adapter may take beyond the time of the bytes, milliseconds. */
  readonly latencyMs: number;
  /** Calls once after a time in milliseconds; the result cancels it. */
  readonly after: (delayMs: number, action: () => void) => () => void;
}

export const defaultBusOptions: BusOptions = {
  baudRate: 1_000_000,
  nameOf: (id) => `servo ${id}`,
  retries: 2,
  // USB adapters hold bytes back for up to 16 ms; LeRobot allows 50 ms.
  latencyMs: 50,
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};

/** How long late replies are waited for after others were asked for again with success, milliseconds: they are close. */
const settleMs = 4;

/** What went wrong on a bus so far, for the operator's table. */
export interface BusCounts {
  readonly transactions: number;
  readonly retries: number;
  readonly failures: number;
  readonly badChecksums: number;
}

/**
 * A half-duplex bus of servos: one transaction at a time, each tried again when no good reply comes. A reply of
 * another servo, of the wrong length or with a bad checksum is no reply; a set error bit is information and discards
 * nothing.
 */
export class ServoBus {
  private readonly queue = new TransactionQueue();
  private readonly parser: ReturnType<BusProtocol['createParser']>;
  private readonly stopListening: () => void;
  private receive: ((reply: ServoReply) => void) | undefined;
  /** Replies that were asked for and have not come: a late one must not be taken for that of a later question. */
  private overdue = 0;
  private onSettled: (() => void) | undefined;
  /** The last question was answered in the end. */
  private answered = true;
  private transactions = 0;
  private retries = 0;
  private failures = 0;
  private readonly silences = new Map<number, { retries: number; failures: number }>();

  constructor(
    private readonly protocol: BusProtocol,
    private readonly transport: Transport,
    private readonly options: BusOptions = defaultBusOptions,
  ) {
    this.parser = protocol.createParser((reply) => this.hear(reply));
    this.stopListening = transport.onBytes((bytes) => this.parser.push(bytes));
  }

  get counts(): BusCounts {
    return { transactions: this.transactions, retries: this.retries, failures: this.failures, badChecksums: this.parser.counts.badChecksums };
  }

  /** How often one servo was asked again, and how often in vain to the last. */
  countsOf(id: number): { readonly retries: number; readonly failures: number } {
    return this.silences.get(id) ?? { retries: 0, failures: 0 };
  }

  /** The reply of a servo to a ping, or undefined when it is silent. */
  async ping(id: number): Promise<ServoReply | undefined> {
    const replies = await this.exchange(this.protocol.ping(id), [id], this.protocol.pingDataBytes, 1);
    return replies.get(id);
  }

  /** The ids of all servos that answer a broadcast ping, in order. */
  async scan(): Promise<readonly number[]> {
    const { broadcastId, pingDataBytes } = this.protocol;
    const everyone = Array.from({ length: broadcastId }, (_, id) => id);
    const replies = await this.exchange(this.protocol.ping(broadcastId), everyone, pingDataBytes, 0);
    // Those that are not there will not come later either.
    this.overdue = 0;
    return [...replies.keys()].sort((first, second) => first - second);
  }

  /** @throws Failure that names the servo and the register when no good reply comes. */
  async read(id: number, register: Register): Promise<number> {
    const stretch = { address: register.address, count: register.byteCount };
    const replies = await this.exchange(this.protocol.read(id, stretch), [id], stretch.count, this.options.retries);
    return decodeRegister(register, this.required(replies, id, `reading its ${register.name}`).data);
  }

  /** @throws Failure that names the servo and the register when it does not acknowledge, or refuses. */
  async write(id: number, register: Register, value: number): Promise<void> {
    const replies = await this.exchange(this.protocol.write(id, register.address, encodeRegister(register, value)), [id], 0, this.options.retries);
    const reply = this.required(replies, id, `writing its ${register.name}`);
    const refusal = this.protocol.refusal(reply.errorBits);
    if (refusal !== undefined) throw new Failure('unavailable', `${this.options.nameOf(id)} did not take ${value} as its ${register.name}: ${refusal}.`);
  }

  /** Reads one stretch of several servos in one go. @throws Failure that names the first that stays silent. */
  async syncRead(ids: readonly number[], stretch: Stretch): Promise<readonly ServoReply[]> {
    const replies = await this.exchange((missing) => this.protocol.syncRead(missing, stretch), ids, stretch.count, this.options.retries);
    return ids.map((id) => this.required(replies, id, 'reading its state'));
  }

  /** The same without a second try: undefined when a servo stays silent. For what can wait until the next time. */
  async trySyncRead(ids: readonly number[], stretch: Stretch): Promise<readonly ServoReply[] | undefined> {
    const replies = await this.exchange((missing) => this.protocol.syncRead(missing, stretch), ids, stretch.count, 0);
    return replies.size < ids.length ? undefined : ids.flatMap((id) => replies.get(id) ?? []);
  }

  /** One register of several servos, in their order. @throws Failure that names the first that stays silent. */
  async readAll(ids: readonly number[], register: Register): Promise<readonly number[]> {
    const replies = await this.syncRead(ids, { address: register.address, count: register.byteCount });
    return replies.map((reply) => decodeRegister(register, reply.data));
  }

  /** Restarts a servo. @throws Failure when its family cannot be told to, or it does not acknowledge. */
  async reboot(id: number): Promise<void> {
    const packet = this.protocol.reboot?.(id);
    if (packet === undefined) throw new Failure('unavailable', `${this.options.nameOf(id)} cannot be restarted over the bus: switch its power off and on.`);
    this.required(await this.exchange(packet, [id], 0, 0), id, 'being restarted');
  }

  /** Writes one register of several servos in one go; servos do not acknowledge it. */
  async syncWrite(register: Register, values: ReadonlyMap<number, number>): Promise<void> {
    const items = [...values].map(([id, value]) => ({ id, data: encodeRegister(register, value) }));
    await this.exchange(this.protocol.syncWrite({ address: register.address, count: register.byteCount }, items), [], 0, 0);
  }

  /** What the error bits of a reply mean, one sentence each. */
  explain(reply: ServoReply): readonly string[] {
    return this.protocol.statusBits.filter(({ bit }) => (reply.errorBits & bit) !== 0).map(({ sentence }) => `${this.options.nameOf(reply.id)}: ${sentence}.`);
  }

  close(): Promise<void> {
    this.stopListening();
    return this.transport.close();
  }

  private required(replies: ReadonlyMap<number, ServoReply>, id: number, doing: string): ServoReply {
    const reply = replies.get(id);
    if (reply !== undefined) return reply;
    this.failures += 1;
    this.silenceOf(id).failures += 1;
    const { retries } = this.options;
    const tries = retries === 0 ? '' : ` ${retries + 1} times`;
    throw new Failure('link-lost', `${this.options.nameOf(id)} did not answer${tries} while ${doing}. Check its cable and its power, and that no two servos have its id.`);
  }

  /** Sends a packet and gathers the replies of `ids` with `count` data bytes; asks those that are missing again. */
  private exchange(question: Uint8Array | ((missing: readonly number[]) => Uint8Array), ids: readonly number[], count: number, retries: number): Promise<ReadonlyMap<number, ServoReply>> {
    return this.queue.run(async () => {
      const replies = new Map<number, ServoReply>();
      if (this.overdue > 0) await this.settle();
      for (let attempt = 0; attempt <= retries; attempt += 1) {
        this.transactions += 1;
        if (attempt > 0) this.countRetry(ids, replies);
        const missing = ids.filter((id) => !replies.has(id));
        await this.attempt(typeof question === 'function' ? question(missing) : question, missing, count, replies);
        if (replies.size === ids.length) break;
      }
      this.answered = replies.size === ids.length;
      return replies;
    });
  }

  private countRetry(ids: readonly number[], replies: ReadonlyMap<number, ServoReply>): void {
    this.retries += 1;
    for (const id of ids) if (!replies.has(id)) this.silenceOf(id).retries += 1;
  }

  private silenceOf(id: number): { retries: number; failures: number } {
    const counted = this.silences.get(id) ?? { retries: 0, failures: 0 };
    this.silences.set(id, counted);
    return counted;
  }

  private async attempt(packet: Uint8Array, missing: readonly number[], count: number, replies: Map<number, ServoReply>): Promise<void> {
    this.parser.reset();
    const expected = new Set(missing);
    this.overdue += expected.size;
    const waiting = this.gather(expected, count, replies, this.timeoutMs(packet.length, expected.size, count));
    try {
      await this.transport.write(packet);
      await waiting.done;
    } finally {
      waiting.stop();
    }
  }

  private hear(reply: ServoReply): void {
    this.overdue = Math.max(0, this.overdue - 1);
    if (this.overdue === 0) this.onSettled?.();
    this.receive?.(reply);
  }

  /** Lets replies that are still on their way come and be forgotten. */
  private async settle(): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.options.after(this.answered ? settleMs : this.options.latencyMs, resolve);
      this.onSettled = () => {
        cancel();
        resolve();
      };
    });
    this.onSettled = undefined;
    this.overdue = 0;
  }

  /** `done` resolves when all have answered, the time is up or the line is gone. */
  private gather(expected: Set<number>, count: number, replies: Map<number, ServoReply>, timeoutMs: number): { readonly done: Promise<void>; stop(): void } {
    if (expected.size === 0) return { done: Promise.resolve(), stop: () => undefined };
    let stop: () => void = () => undefined;
    const done = new Promise<void>((resolve) => {
      const cancelTimer = this.afterInSlices(timeoutMs, resolve);
      const stopWatching = this.transport.onLost(() => resolve());
      this.receive = (reply) => {
        if (!expected.has(reply.id) || reply.data.length !== count) return;
        expected.delete(reply.id);
        replies.set(reply.id, reply);
        if (expected.size === 0) resolve();
      };
      stop = () => {
        cancelTimer();
        stopWatching();
        this.receive = undefined;
      };
    });
    return { done, stop: () => stop() };
  }

  /**
   * Calls after a time of which at most a part is slept through: when this process was kept from running, replies may
   * have come in unread, and they are read before the last slice is over.
   */
  private afterInSlices(delayMs: number, action: () => void, slices = 4): () => void {
    const step = delayMs / slices;
    let cancel: () => void;
    const next = (left: number): void => {
      cancel = this.options.after(step, () => (left > 1 ? next(left - 1) : action()));
    };
    next(slices);
    return () => cancel();
  }

  /** Time of all bytes at ten bits each, and the latency once. */
  private timeoutMs(sent: number, repliers: number, count: number): number {
    const bytes = sent + repliers * (this.protocol.replyOverhead + count);
    return (bytes * 10_000) / this.options.baudRate + this.options.latencyMs;
  }
}
