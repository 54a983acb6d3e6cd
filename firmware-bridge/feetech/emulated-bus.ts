import type { Transport } from '../transport/transport';
import type { EmulatedServo } from './emulated-servo';
import { broadcastId, decodeInstruction, encodeFrame, type FeetechFrame, type FeetechInstruction } from './packet';
import { createFeetechParser } from './parser';

/** What can be made to go wrong on the line. Each is a probability per packet, drawn with `uniform`. */
export interface LineFaults {
  /** A reply does not come. */
  dropReply: number;
  /** One byte of a reply is changed. */
  corruptReply: number;
  /** Stray bytes come before a reply. */
  noise: number;
}

export const noFaults: LineFaults = { dropReply: 0, corruptReply: 0, noise: 0 };

/**
 * A Feetech bus with emulated servos at the device's end of a line. It answers byte by byte as the servos do:
 * in the order of a sync read, by id on a broadcast ping, and not at all to other broadcasts.
 */
export class EmulatedFeetechBus {
  readonly faults: LineFaults = { ...noFaults };
  private readonly waiting = new Map<EmulatedServo, { readonly address: number; readonly data: Uint8Array }>();
  private readonly stopListening: () => void;

  constructor(
    private readonly line: Transport,
    private readonly servos: readonly EmulatedServo[],
    private readonly uniform: () => number,
  ) {
    const parser = createFeetechParser((frame) => this.receive(frame));
    this.stopListening = line.onBytes((bytes) => parser.push(bytes));
  }

  close(): Promise<void> {
    this.stopListening();
    return this.line.close();
  }

  private receive(frame: FeetechFrame): void {
    const instruction = decodeInstruction(frame);
    const replies = this.obey(instruction).map((reply) => this.spoil(encodeFrame(reply)));
    const bytes = Uint8Array.from(replies.flatMap((reply) => Array.from(reply)));
    // The far end may be gone already; nobody is left to tell.
    if (bytes.length > 0 && this.line.isOpen) this.line.write(bytes).catch(() => undefined);
  }

  private obey(instruction: FeetechInstruction): readonly FeetechFrame[] {
    switch (instruction.type) {
      case 'ping':
        return this.addressed(instruction.id).map((servo) => reply(servo, new Uint8Array()));
      case 'read':
        return instruction.id === broadcastId ? [] : this.addressed(instruction.id).map((servo) => reply(servo, servo.read(instruction.address, instruction.count)));
      case 'write':
      case 'reg-write':
        return this.write(instruction);
      case 'action':
        for (const [servo, { address, data }] of this.waiting) servo.write(address, data);
        this.waiting.clear();
        return [];
      case 'sync-read':
        return instruction.ids.flatMap((id) => this.addressed(id).map((servo) => reply(servo, servo.read(instruction.address, instruction.count))));
      case 'sync-write':
        for (const { id, data } of instruction.items) for (const servo of this.addressed(id)) servo.write(instruction.address, data);
        return [];
      case 'other':
        return [];
    }
  }

  private write(instruction: Extract<FeetechInstruction, { type: 'write' | 'reg-write' }>): readonly FeetechFrame[] {
    // Servos are found by the id that they have before the write, which may change it.
    const addressed = this.addressed(instruction.id);
    for (const servo of addressed) {
      if (instruction.type === 'write') servo.write(instruction.address, instruction.data);
      else this.waiting.set(servo, { address: instruction.address, data: instruction.data });
    }
    if (instruction.id === broadcastId) return [];
    return addressed.filter((servo) => servo.answersWrites).map((servo) => reply(servo, new Uint8Array()));
  }

  private addressed(id: number): readonly EmulatedServo[] {
    if (id === broadcastId) return [...this.servos].sort((first, second) => first.id - second.id);
    return this.servos.filter((servo) => servo.id === id);
  }

  private spoil(bytes: Uint8Array): Uint8Array {
    if (this.uniform() < this.faults.dropReply) return new Uint8Array();
    if (this.uniform() < this.faults.corruptReply) {
      const place = Math.floor(this.uniform() * bytes.length);
      bytes[place] = (bytes[place] ?? 0) ^ (1 + Math.floor(this.uniform() * 255));
    }
    return this.uniform() < this.faults.noise ? Uint8Array.of(Math.floor(this.uniform() * 256), ...bytes) : bytes;
  }
}

function reply(servo: EmulatedServo, data: Uint8Array): FeetechFrame {
  return { id: servo.id, code: servo.errorBits, parameters: data };
}
