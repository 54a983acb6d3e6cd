import { Failure } from '../../shared/contract/failure';
import { TransactionQueue } from '../transaction-queue';
import type { Transport } from '../transport/transport';
import { decodeRegister, encodeRegister, statusBits, type Register } from './control-table';
import { broadcastId, encodeInstruction, frameOverhead, type FeetechFrame, type FeetechInstruction } from './packet';
import { createFeetechParser } from './parser';

/** A good reply: its data, and the error bits as information. */
export interface ServoReply {
  readonly id: number;
  readonly errorBits: number;
  readonly data: Uint8Array;
}

export interface BusOptions {
  readonly baudRate: number;
  /** How messages name a servo, for example "elbow_flex (id 3)". */
  readonly nameOf: (id: number) => string;
  /** How often a read or an acknowledged write is tried again. */
  readonly retries: number;
  /** How long a servo and the cable's adapter may take beyond the time of the bytes, milliseconds. */
  readonly latencyMs: number;
}

export const defaultBusOptions: BusOptions = {
  baudRate: 1_000_000,
  nameOf: (id) => `servo ${id}`,
  retries: 2,
  // USB adapters hold bytes back for up to 16 ms; LeRobot allows 50 ms.
  latencyMs: 50,
};

/** What went wrong on a bus so far, for the operator's table. */
export interface BusCounts {
  readonly transactions: number;
  readonly retries: number;
  readonly failures: number;
  readonly badChecksums: number;
}

/**
 * A Feetech STS bus: one transaction at a time, each tried again when no good reply comes. A reply of another servo,
 * of the wrong length or with a bad checksum is no reply; a set error bit is information and discards nothing.
 */
export class FeetechBus {
  private readonly queue = new TransactionQueue();
  private readonly parser = createFeetechParser((frame) => this.receive?.(frame));
  private readonly stopListening: () => void;
  private receive: ((frame: FeetechFrame) => void) | undefined;
  private transactions = 0;
  private retries = 0;
  private failures = 0;

  constructor(
    private readonly transport: Transport,
    private readonly options: BusOptions = defaultBusOptions,
  ) {
    this.stopListening = transport.onBytes((bytes) => this.parser.push(bytes));
  }

  get counts(): BusCounts {
    return { transactions: this.transactions, retries: this.retries, failures: this.failures, badChecksums: this.parser.counts.badChecksums };
  }

  /** Whether a servo answers, and with which error bits. */
  async ping(id: number): Promise<ServoReply | undefined> {
    const replies = await this.exchange({ type: 'ping', id }, [id], 0, 1);
    return replies.get(id);
  }

  /** The ids of all servos that answer a broadcast ping. */
  async scan(): Promise<readonly number[]> {
    const everyone = Array.from({ length: broadcastId }, (_, id) => id);
    const replies = await this.exchange({ type: 'ping', id: broadcastId }, everyone, 0, 0);
    return [...replies.keys()].sort((first, second) => first - second);
  }

  /** @throws Failure that names the servo and the register when no good reply comes. */
  async read(id: number, register: Register): Promise<number> {
    const replies = await this.exchange({ type: 'read', id, address: register.address, count: register.byteCount }, [id], register.byteCount, this.options.retries);
    return decodeRegister(register, this.required(replies, id, `reading its ${register.name}`).data);
  }

  /** @throws Failure that names the servo and the register when it does not acknowledge. */
  async write(id: number, register: Register, value: number): Promise<void> {
    const replies = await this.exchange({ type: 'write', id, address: register.address, data: encodeRegister(register, value) }, [id], 0, this.options.retries);
    this.required(replies, id, `writing its ${register.name}`);
  }

  /** Reads one stretch of registers of several servos in one go. @throws Failure that names the first that is silent. */
  async syncRead(ids: readonly number[], stretch: { readonly address: number; readonly count: number }): Promise<readonly ServoReply[]> {
    const replies = await this.exchange({ type: 'sync-read', ...stretch, ids }, ids, stretch.count, this.options.retries);
    return ids.map((id) => this.required(replies, id, 'reading its state'));
  }

  /** Writes one register of several servos in one go; servos do not acknowledge it. */
  async syncWrite(register: Register, values: ReadonlyMap<number, number>): Promise<void> {
    const items = [...values].map(([id, value]) => ({ id, data: encodeRegister(register, value) }));
    await this.exchange({ type: 'sync-write', address: register.address, count: register.byteCount, items }, [], 0, 0);
  }

  /** What the error bits of a reply mean, one sentence each. */
  explain(reply: ServoReply): readonly string[] {
    return statusBits.filter(({ bit }) => (reply.errorBits & bit) !== 0).map(({ sentence }) => `${this.options.nameOf(reply.id)}: ${sentence}.`);
  }

  close(): Promise<void> {
    this.stopListening();
    return this.transport.close();
  }

  private required(replies: ReadonlyMap<number, ServoReply>, id: number, doing: string): ServoReply {
    const reply = replies.get(id);
    if (reply !== undefined) return reply;
    this.failures += 1;
    const tries = this.options.retries + 1;
    throw new Failure('link-lost', `${this.options.nameOf(id)} did not answer ${tries} times while ${doing}. Check its cable and its power, and that no two servos have its id.`);
  }

  /** Sends an instruction and gathers the replies of `ids` with `count` data bytes; asks again while some are missing. */
  private exchange(instruction: FeetechInstruction, ids: readonly number[], count: number, retries: number): Promise<ReadonlyMap<number, ServoReply>> {
    return this.queue.run(async () => {
      const replies = new Map<number, ServoReply>();
      for (let attempt = 0; attempt <= retries; attempt += 1) {
        this.transactions += 1;
        if (attempt > 0) this.retries += 1;
        await this.attempt(instruction, ids, count, replies);
        if (replies.size === ids.length) break;
      }
      return replies;
    });
  }

  private async attempt(instruction: FeetechInstruction, ids: readonly number[], count: number, replies: Map<number, ServoReply>): Promise<void> {
    const bytes = encodeInstruction(instruction);
    this.parser.reset();
    const expected = new Set(ids.filter((id) => !replies.has(id)));
    const complete = this.gather(expected, count, replies, this.timeoutMs(bytes.length, expected.size, count));
    await this.transport.write(bytes);
    await complete;
  }

  private gather(expected: Set<number>, count: number, replies: Map<number, ServoReply>, timeoutMs: number): Promise<void> {
    if (expected.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        stopWaiting();
        this.receive = undefined;
        resolve();
      };
      const timer = setTimeout(finish, timeoutMs);
      const stopWaiting = this.transport.onLost(finish);
      this.receive = (frame) => {
        if (!expected.has(frame.id) || frame.parameters.length !== count) return;
        expected.delete(frame.id);
        replies.set(frame.id, { id: frame.id, errorBits: frame.code, data: frame.parameters });
        if (expected.size === 0) finish();
      };
    });
  }

  /** Time of all bytes at ten bits each, and the latency once. */
  private timeoutMs(sent: number, repliers: number, count: number): number {
    const bytes = sent + repliers * (frameOverhead + count);
    return (bytes * 10_000) / this.options.baudRate + this.options.latencyMs;
  }
}
