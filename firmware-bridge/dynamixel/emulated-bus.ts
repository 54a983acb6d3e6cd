import { asHeard } from '../bus-collision';
import { noFaults, spoil, type LineFaults } from '../line-faults';
import type { Transport } from '../transport/transport';
import { xSeries } from './control-table';
import { processingError, type ProcessingError } from './emulated-memory';
import type { EmulatedDynamixelServo } from './emulated-servo';
import { broadcastId, decodeInstruction, encodeStatus, statusInstruction, type DynamixelFrame, type DynamixelInstruction, type DynamixelStatus } from './packet';
import { createDynamixelParser } from './parser';

const pingLevel = 0;
const readLevel = 1;
const everyLevel = 2;
const alertBit = 0x80;

/** What a factory reset leaves alone, by its parameter. */
const factoryScopes: ReadonlyMap<number, 'nothing' | 'id' | 'id-and-baud-rate'> = new Map([
  [0xff, 'nothing'],
  [0x01, 'id'],
  [0x02, 'id-and-baud-rate'],
]);

/**
 * A Dynamixel bus with emulated servos at the device's end of a line. It answers as the servos do: in the order of a
 * sync read, by id on a broadcast ping, not at all to other broadcasts, and with the number of an error where an
 * instruction is refused. Fast sync reads are unknown to it, as to older firmware.
 */
export class EmulatedDynamixelBus {
  private readonly waiting = new Map<EmulatedDynamixelServo, { readonly address: number; readonly data: Uint8Array }>();
  private readonly stopListening: () => void;

  constructor(
    private readonly line: Transport,
    private readonly servos: readonly EmulatedDynamixelServo[],
    private readonly uniform: () => number,
    readonly faults: LineFaults = { ...noFaults },
    /** Servos that are set to another speed hear nothing. Without one, all do, as on a pseudo-terminal. */
    private readonly baudRate?: number,
  ) {
    const parser = createDynamixelParser((frame) => this.receive(frame));
    this.stopListening = line.onBytes((bytes) => parser.push(bytes));
  }

  /** Takes the servos off the line; closes nothing. */
  detach(): void {
    this.stopListening();
  }

  private receive(frame: DynamixelFrame): void {
    if (frame.instruction === statusInstruction) return;
    const replies = asHeard(this.obey(decodeInstruction(frame)), encodeStatus).map((packet) => spoil(packet, this.faults, this.uniform));
    const bytes = Uint8Array.from(replies.flatMap((reply) => Array.from(reply)));
    // The far end may be gone already; nobody is left to tell.
    if (bytes.length > 0 && this.line.isOpen) this.line.write(bytes).catch(() => undefined);
  }

  private obey(instruction: DynamixelInstruction): readonly DynamixelStatus[] {
    switch (instruction.type) {
      case 'ping':
        return this.each(instruction.id, pingLevel, modelAndFirmware, true);
      case 'read':
        return this.each(instruction.id, readLevel, (servo) => servo.read(instruction.address, instruction.count));
      case 'sync-read':
        return instruction.ids.flatMap((id) => this.each(id, readLevel, (servo) => servo.read(instruction.address, instruction.count)));
      case 'write':
        return this.each(instruction.id, everyLevel, (servo) => servo.write(instruction.address, instruction.data));
      case 'reg-write':
        return this.each(instruction.id, everyLevel, (servo) => this.keep(servo, instruction));
      case 'action':
        return this.each(instruction.id, everyLevel, (servo) => this.act(servo));
      case 'sync-write':
        for (const { id, data } of instruction.items) this.each(id, everyLevel, (servo) => servo.write(instruction.address, data));
        return [];
      case 'reboot':
        return this.each(instruction.id, everyLevel, (servo) => {
          servo.reset();
          return processingError.none;
        });
      case 'factory-reset':
        return this.each(instruction.id, everyLevel, (servo) => restore(servo, instruction.scope));
      case 'fast-sync-read':
        return [];
      case 'other':
        return this.each(instruction.id, everyLevel, () => processingError.instruction);
    }
  }

  /** Lets the servos of an id do something; those that answer say with what, data or an error. */
  private each(id: number, level: number, action: (servo: EmulatedDynamixelServo) => Uint8Array | ProcessingError, answersBroadcast = false): readonly DynamixelStatus[] {
    const replies: DynamixelStatus[] = [];
    for (const servo of this.addressed(id)) {
      // A write may change the id and the status level; the reply is that of the servo before it.
      const { id: own, statusReturnLevel } = servo;
      servo.hear();
      const outcome = action(servo);
      const answers = statusReturnLevel >= level && (id !== broadcastId || answersBroadcast);
      if (answers) replies.push(statusOf(servo, own, outcome));
    }
    return replies;
  }

  private addressed(id: number): readonly EmulatedDynamixelServo[] {
    const hearing = this.servos.filter((servo) => this.baudRate === undefined || servo.baudRate === this.baudRate);
    if (id === broadcastId) return hearing.sort((first, second) => first.id - second.id);
    return hearing.filter((servo) => servo.id === id);
  }

  private keep(servo: EmulatedDynamixelServo, { address, data }: { readonly address: number; readonly data: Uint8Array }): ProcessingError {
    this.waiting.set(servo, { address, data });
    return processingError.none;
  }

  private act(servo: EmulatedDynamixelServo): ProcessingError {
    const kept = this.waiting.get(servo);
    if (kept === undefined) return processingError.failed;
    this.waiting.delete(servo);
    return servo.write(kept.address, kept.data);
  }
}

/** What a servo says of itself in reply to a ping. */
function modelAndFirmware(servo: EmulatedDynamixelServo): Uint8Array {
  const { modelNumber, firmware } = xSeries;
  return Uint8Array.from([...servo.read(modelNumber.address, modelNumber.byteCount), ...servo.read(firmware.address, firmware.byteCount)]);
}

function restore(servo: EmulatedDynamixelServo, scope: number): ProcessingError {
  const kept = factoryScopes.get(scope);
  if (kept === undefined) return processingError.range;
  servo.factoryReset(kept);
  return processingError.none;
}

function statusOf(servo: EmulatedDynamixelServo, id: number, outcome: Uint8Array | ProcessingError): DynamixelStatus {
  const alert = servo.alert ? alertBit : 0;
  return typeof outcome === 'number' ? { id, error: alert | outcome, data: new Uint8Array() } : { id, error: alert, data: outcome };
}
