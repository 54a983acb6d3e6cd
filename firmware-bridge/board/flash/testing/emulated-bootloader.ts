import { createTransportPair, type TransportPair } from '../../../transport/transport-pair';
import type { Transport } from '../../../transport/transport';
import { flashMemory, pageBytes, stk500 } from '../stk500';

/** What goes wrong, drawn anew for each byte or command. */
export interface BootloaderFaults {
  /** A byte is lost on its way to the board, or from it. */
  loseByte(): boolean;
  /** A page is written with one bit wrong. */
  spoilPage(): boolean;
}

/**
 * A bootloader as optiboot is: it answers after a reset alone, wants its end of command exactly where it belongs, and
 * is gone, until the next reset, after the first byte that is out of place.
 */
export class EmulatedBootloader {
  readonly flash = new Uint8Array(32 * 1024).fill(0xff);
  programRuns = false;
  resets = 0;
  private pair: TransportPair | undefined;
  private waiting: number[] = [];
  private dead = false;
  private byteAddress = 0;

  constructor(
    private readonly baudRate: number,
    private readonly signature: readonly number[] = [0x1e, 0x95, 0x0f],
    private readonly faults: BootloaderFaults = { loseByte: () => false, spoilPage: () => false },
  ) {}

  /** Opening the port resets the board. At another speed it hears nothing but noise. */
  open(baudRate: number): Promise<Transport> {
    const pair = createTransportPair('emulated');
    this.pair = pair;
    this.resets += 1;
    this.waiting = [];
    this.dead = baudRate !== this.baudRate;
    this.programRuns = false;
    pair.device.onBytes((bytes) => {
      for (const byte of bytes) if (this.pair === pair && !this.dead && !this.faults.loseByte()) this.hear(byte);
    });
    return Promise.resolve(pair.host);
  }

  private hear(byte: number): void {
    this.waiting.push(byte);
    const [command = 0, first = 0, second = 0] = this.waiting;
    const parameters = this.parameterBytes(command, first * 256 + second);
    if (this.waiting.length < parameters + 2) return;
    const bytes = this.waiting;
    this.waiting = [];
    if (bytes.at(-1) !== stk500.endOfCommand) this.dead = true;
    else this.reply(this.obey(command, bytes.slice(1, -1)));
  }

  private parameterBytes(command: number, size: number): number {
    if (command === stk500.loadAddress) return 2;
    if (command === stk500.readPage) return 3;
    if (command === stk500.programPage) return this.waiting.length < 3 ? 3 : 3 + size;
    return 0;
  }

  private obey(command: number, parameters: readonly number[]): readonly number[] {
    const [first = 0, second = 0, memory = 0] = parameters;
    switch (command) {
      case stk500.loadAddress:
        this.byteAddress = 2 * (first + 256 * second);
        return [];
      case stk500.programPage:
        if (memory !== flashMemory || this.byteAddress % pageBytes !== 0) throw new Error('The page does not begin at a page of flash.');
        this.flash.fill(0xff, this.byteAddress, this.byteAddress + pageBytes);
        this.flash.set(parameters.slice(3), this.byteAddress);
        if (this.faults.spoilPage()) this.flash[this.byteAddress] = (this.flash[this.byteAddress] ?? 0) ^ 1;
        return [];
      case stk500.readPage:
        return [...this.flash.subarray(this.byteAddress, this.byteAddress + first * 256 + second)];
      case stk500.readSignature:
        return this.signature;
      case stk500.leaveProgramMode:
        this.programRuns = true;
        this.dead = true;
        return [];
      default:
        return [];
    }
  }

  private reply(data: readonly number[]): void {
    const bytes = [stk500.inSync, ...data, stk500.ok].filter(() => !this.faults.loseByte());
    void this.pair?.device.write(Uint8Array.from(bytes));
  }
}
