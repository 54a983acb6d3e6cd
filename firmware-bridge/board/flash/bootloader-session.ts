import { Failure } from '../../../shared/contract/failure';
import type { Transport } from '../../transport/transport';
import type { BoardTime } from '../board-time';
import { flashMemory, stk500 } from './stk500';

const syncTries = 10;
const syncWaitMs = 100;
/** A page takes 5 ms to write and 25 ms to carry at 57600 baud. */
const replyWaitMs = 500;
/** After the first answer, answers to earlier greetings may still come. */
const settlingMs = 30;

/** One conversation with a bootloader, from a reset of the board on. Every call rejects with `link-lost` on a wrong or missing reply. */
export class BootloaderSession {
  private readonly received: number[] = [];
  private wake: (() => void) | undefined;
  private readonly stopListening: () => void;

  constructor(
    private readonly transport: Transport,
    private readonly time: BoardTime,
  ) {
    this.stopListening = transport.onBytes((bytes) => {
      this.received.push(...bytes);
      this.wake?.();
    });
  }

  /** Greets until the bootloader, which starts while the first greetings go by, answers. */
  async synchronise(): Promise<void> {
    for (let attempt = 0; attempt < syncTries; attempt += 1) {
      this.received.length = 0;
      await this.transport.write(Uint8Array.of(stk500.getSync, stk500.endOfCommand));
      const reply = await this.take(2, syncWaitMs);
      if (reply?.[0] !== stk500.inSync || reply[1] !== stk500.ok) continue;
      await this.pause(settlingMs);
      this.received.length = 0;
      return;
    }
    throw this.noReply('to a greeting');
  }

  readSignature(): Promise<Uint8Array> {
    return this.command([stk500.readSignature], 3);
  }

  async enterProgramMode(): Promise<void> {
    await this.command([stk500.enterProgramMode], 0);
  }

  async leaveProgramMode(): Promise<void> {
    await this.command([stk500.leaveProgramMode], 0);
  }

  async programPage(address: number, page: Uint8Array): Promise<void> {
    await this.loadAddress(address);
    await this.command([stk500.programPage, page.length >> 8, page.length & 0xff, flashMemory, ...page], 0);
  }

  async readPage(address: number, count: number): Promise<Uint8Array> {
    await this.loadAddress(address);
    return this.command([stk500.readPage, count >> 8, count & 0xff, flashMemory], count);
  }

  close(): Promise<void> {
    this.stopListening();
    return this.transport.close();
  }

  private async loadAddress(address: number): Promise<void> {
    const word = address / 2;
    await this.command([stk500.loadAddress, word & 0xff, word >> 8], 0);
  }

  private async command(bytes: readonly number[], replyBytes: number): Promise<Uint8Array> {
    await this.transport.write(Uint8Array.of(...bytes, stk500.endOfCommand));
    const reply = await this.take(replyBytes + 2, replyWaitMs);
    if (reply === undefined || reply[0] !== stk500.inSync || reply.at(-1) !== stk500.ok) throw this.noReply(`to its command 0x${(bytes[0] ?? 0).toString(16)}`);
    return reply.subarray(1, -1);
  }

  /** The next bytes, or undefined when they do not all come in time. */
  private take(count: number, waitMs: number): Promise<Uint8Array | undefined> {
    return new Promise((resolve) => {
      const finish = (bytes: Uint8Array | undefined) => {
        cancel();
        stopWaiting();
        this.wake = undefined;
        resolve(bytes);
      };
      const cancel = this.time.after(waitMs, () => finish(undefined));
      const stopWaiting = this.transport.onLost(() => finish(undefined));
      this.wake = () => {
        if (this.received.length >= count) finish(Uint8Array.from(this.received.splice(0, count)));
      };
      this.wake();
    });
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.time.after(ms, resolve));
  }

  private noReply(to: string): Failure {
    return new Failure('link-lost', `The bootloader at ${this.transport.address} gave no proper reply ${to}.`);
  }
}
