import { asHeard } from '../bus-collision';
import { noFaults, spoil, type LineFaults } from '../line-faults';
import type { Transport } from '../transport/transport';
import type { EmulatedFeetechServo } from './emulated-servo';
import { broadcastId, decodeInstruction, encodeFrame, type FeetechFrame, type FeetechInstruction } from './packet';
import { createFeetechParser } from './parser';

/**
 * A Feetech bus with emulated servos at the device's end of a line. It answers byte by byte as the servos do:
 * in the order of a sync read, by id on a broadcast ping, and not at all to other broadcasts.
 */
export class EmulatedFeetechBus {
  private readonly waiting = new Map<EmulatedFeetechServo, { readonly address: number; readonly data: Uint8Array }>();
  private readonly stopListening: () => void;

  constructor(
    private readonly line: Transport,
    private readonly servos: readonly EmulatedFeetechServo[],
    private readonly uniform: () => number,
    readonly faults: LineFaults = { ...noFaults },
    /** Servos that are set to another speed hear nothing. Without one, all do, as on a pseudo-terminal. */
    private readonly baudRate?: number,
  ) {
    const parser = createFeetechParser((frame) => this.receive(frame));
    this.stopListening = line.onBytes((bytes) => parser.push(bytes));
  }

  /** Takes the servos off the line; closes nothing. */
  detach(): void {
    this.stopListening();
  }

  private receive(frame: FeetechFrame): void {
    const instruction = decodeInstruction(frame);
    const replies = asHeard(this.obey(instruction), encodeFrame).map((packet) => spoil(packet, this.faults, this.uniform));
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

  private addressed(id: number): readonly EmulatedFeetechServo[] {
    const hearing = this.servos.filter((servo) => this.baudRate === undefined || servo.baudRate === this.baudRate);
    if (id === broadcastId) return hearing.sort((first, second) => first.id - second.id);
    return hearing.filter((servo) => servo.id === id);
  }
}

function reply(servo: EmulatedFeetechServo, data: Uint8Array): FeetechFrame {
  return { id: servo.id, code: servo.errorBits, parameters: data };
}
