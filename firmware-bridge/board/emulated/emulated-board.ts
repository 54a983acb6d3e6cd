import { Failure } from '../../../shared/contract/failure';
import { createTransportPair } from '../../transport/transport-pair';
import type { Transport } from '../../transport/transport';
import { systemBoardTime, type BoardTime } from '../board-time';
import { parseIntelHex } from '../flash/intel-hex';
import { applicationBytes } from '../flash/stk500';
import { jointCount } from '../messages';
import { clockHz, EmulatedProcessor } from './emulated-processor';
import type { PulseShaft } from './pulse-shaft';

export interface EmulatedBoardOptions {
  /** Intel HEX of the firmware. */
  readonly hex: string;
  /** One for each servo output, in joint order. */
  readonly shafts: readonly PulseShaft[];
  readonly address?: string;
  readonly time?: BoardTime;
}

/** A Tempera board in this process, just powered. */
export interface EmulatedBoard {
  /** The computer's end of its cable. Closing it switches the board off. */
  readonly host: Transport;
  /** Opens or closes the contact of the stop switch. */
  setSwitch(open: boolean): void;
  unplug(): void;
}

const sliceMs = 1;
/** A process that stood still for longer does not catch up: time of the board then falls behind. */
const forgivenMs = 50;
const cyclesPerMs = clockHz / 1000;
const threeFramesMs = 60;

/**
 * Runs the real firmware, byte for byte and in real time, with no package to install: for operators without hardware.
 * @throws Failure when the firmware file is no good.
 */
export function openEmulatedBoard({ hex, shafts, address = 'emulated-board', time = systemBoardTime }: EmulatedBoardOptions): EmulatedBoard {
  if (shafts.length !== jointCount) throw new Failure('bad-argument', `A Tempera board drives ${jointCount} servos; ${shafts.length} shafts were given.`);
  const pair = createTransportPair(address);
  const outbound: number[] = [];
  const processor = new EmulatedProcessor(parseIntelHex(hex, applicationBytes), (byte) => outbound.push(byte));
  const pulses = new PulseCapture(processor, shafts);
  pair.device.onBytes((bytes) => processor.receive(bytes));
  let anchorMs = time.monotonicMs();
  let anchorCycles = 0;
  const slice = (): void => {
    if (!pair.host.isOpen) return;
    if (time.monotonicMs() - anchorMs > (processor.cycles - anchorCycles) / cyclesPerMs + forgivenMs) {
      anchorMs = time.monotonicMs() - sliceMs;
      anchorCycles = processor.cycles;
    }
    processor.runUntil(anchorCycles + (time.monotonicMs() - anchorMs) * cyclesPerMs);
    pulses.noticeSilence();
    // The cable may be pulled at any moment; its end then says so itself.
    if (outbound.length > 0) pair.device.write(Uint8Array.from(outbound.splice(0))).catch(() => undefined);
    time.after(sliceMs, slice);
  };
  time.after(0, slice);
  return { host: pair.host, setSwitch: (open) => processor.setSwitch(open), unplug: () => pair.unplug(`The cable to ${address} was pulled.`) };
}

/** Measures the pulses at the servo pins and hands them to the shafts. */
class PulseCapture {
  private readonly roseAt = new Array<number | undefined>(jointCount).fill(undefined);
  private readonly endedAt = new Array<number | undefined>(jointCount).fill(undefined);

  constructor(
    private readonly processor: EmulatedProcessor,
    private readonly shafts: readonly PulseShaft[],
  ) {
    processor.onServoPin((servo, high) => (high ? this.rise(servo) : this.fall(servo)));
  }

  noticeSilence(): void {
    for (const [servo, endedAt] of this.endedAt.entries()) {
      if (endedAt === undefined || this.processor.cycles - endedAt < threeFramesMs * cyclesPerMs) continue;
      this.endedAt[servo] = undefined;
      this.shafts[servo]?.letGo();
    }
  }

  private rise(servo: number): void {
    this.roseAt[servo] = this.processor.cycles;
  }

  private fall(servo: number): void {
    const roseAt = this.roseAt[servo];
    if (roseAt === undefined) return;
    this.roseAt[servo] = undefined;
    this.endedAt[servo] = this.processor.cycles;
    this.shafts[servo]?.pulse((this.processor.cycles - roseAt) / (cyclesPerMs / 1000));
  }
}
