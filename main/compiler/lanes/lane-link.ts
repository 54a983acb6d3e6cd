/**
 * Memory that two lanes share, and the signals in it. onnxruntime takes no shared memory, so each lane has a memory of
 * its own, and what they tell each other passes through here.
 *
 *   Int32    command, argument, done, failed, length of the failure, then for each channel a signal of either lane
 *   Uint8    the failure, UTF-8
 *   Float32  for each channel the numbers of the first lane and those of the second
 *
 * A signal holds the number of the command during which it was last given. Each is given by one lane alone.
 */
export interface LaneLinkLayout {
  /** Numbers that each channel can hold, in either direction. */
  readonly channels: readonly number[];
}

/** 0 gives the commands, 1 follows them. */
export type LaneNumber = 0 | 1;

const commands = ['step', 'take-state'] as const;
export type LaneCommand = (typeof commands)[number];

const [commandAt, argumentAt, doneAt, failedAt, lengthAt, signalsAt] = [0, 1, 2, 3, 4, 5] as const;

const failureBytes = 2048;

/** Turns of looking before a lane sleeps, about a millisecond: it is not woken for a while, and the other one mostly answers sooner. */
const looks = 50_000;
/** A sleeping lane looks so often whether the other one failed. */
const sleepMs = 100;

/** The other lane has failed or does not answer; the message says why. */
export class LaneFailure extends Error {
  override readonly name = 'LaneFailure';
}

export function createSharedMemory({ channels }: LaneLinkLayout): SharedArrayBuffer {
  const numbers = channels.reduce((sum, count) => sum + 2 * count, 0);
  return new SharedArrayBuffer((signalsAt + 2 * channels.length) * Int32Array.BYTES_PER_ELEMENT + failureBytes + numbers * Float32Array.BYTES_PER_ELEMENT);
}

/** One end of the link. Its waits hold the thread. */
export class LaneLink {
  private readonly signals: Int32Array;
  private readonly failure: Uint8Array;
  private readonly numbers: readonly (readonly Float32Array[])[];
  /** Commands so far. */
  private count = 0;

  /** `patienceMs`: how long the other lane may be silent before a wait throws; left out, for ever. */
  constructor(shared: SharedArrayBuffer, { channels }: LaneLinkLayout, private readonly lane: LaneNumber, private readonly patienceMs = Infinity) {
    this.signals = new Int32Array(shared, 0, signalsAt + 2 * channels.length);
    this.failure = new Uint8Array(shared, this.signals.byteLength, failureBytes);
    let offset = this.signals.byteLength + failureBytes;
    this.numbers = channels.map((count) =>
      [0, 1].map(() => {
        const array = new Float32Array(shared, offset, count);
        offset += array.byteLength;
        return array;
      }),
    );
  }

  /** Tells the second lane what to do next. Waits until it is done with what it was told before. */
  command(command: LaneCommand, argument: number): void {
    this.wait(doneAt);
    this.count += 1;
    this.signals[argumentAt] = argument * commands.length + commands.indexOf(command);
    this.give(commandAt);
  }

  /** Waits for the next command; for the second lane, which says when it is `done`. */
  nextCommand(): { readonly command: LaneCommand; readonly argument: number } {
    this.count += 1;
    this.wait(commandAt);
    const word = this.signals[argumentAt] ?? 0;
    const command = commands[word % commands.length];
    if (command === undefined) throw new Error(`A lane was told ${word}, which is no command`);
    return { command, argument: Math.floor(word / commands.length) };
  }

  done(): void {
    this.give(doneAt);
  }

  /** Copies the arrays, one after another, to where the other lane finds them. Once a command on each channel. */
  send(channel: number, arrays: readonly Float32Array[]): void {
    const numbers = this.numbersOf(channel, this.lane);
    let offset = 0;
    for (const array of arrays) {
      numbers.set(array, offset);
      offset += array.length;
    }
    this.give(this.signalOf(channel, this.lane));
  }

  /** Waits for what the other lane sends with this command, and copies it into the arrays. */
  receive(channel: number, arrays: readonly Float32Array[]): void {
    const other = this.lane === 0 ? 1 : 0;
    this.wait(this.signalOf(channel, other));
    const numbers = this.numbersOf(channel, other);
    let offset = 0;
    for (const array of arrays) {
      array.set(numbers.subarray(offset, offset + array.length));
      offset += array.length;
    }
  }

  /** Ends every wait of the other lane with this reason, now and later. The first reason counts. */
  fail(reason: string): void {
    if (Atomics.load(this.signals, failedAt) !== 0) return;
    this.signals[lengthAt] = new TextEncoder().encodeInto(reason, this.failure).written;
    Atomics.store(this.signals, failedAt, 1);
    for (let index = 0; index < this.signals.length; index += 1) Atomics.notify(this.signals, index);
  }

  private signalOf(channel: number, lane: LaneNumber): number {
    return signalsAt + 2 * channel + lane;
  }

  private numbersOf(channel: number, lane: LaneNumber): Float32Array {
    const numbers = this.numbers[channel]?.[lane];
    if (!numbers) throw new Error(`There is no channel ${channel}; there are ${this.numbers.length}`);
    return numbers;
  }

  private give(index: number): void {
    Atomics.store(this.signals, index, this.count);
    Atomics.notify(this.signals, index);
  }

  private wait(index: number): void {
    for (let look = 0; look < looks; look += 1) if (Atomics.load(this.signals, index) === this.count) return;
    for (let sleptMs = 0; ; sleptMs += sleepMs) {
      const seen = Atomics.load(this.signals, index);
      if (seen === this.count) return;
      if (Atomics.load(this.signals, failedAt) !== 0) throw new LaneFailure(new TextDecoder().decode(this.failure.slice(0, this.signals[lengthAt])));
      if (sleptMs >= this.patienceMs) throw new LaneFailure(`The other thread of the updates has not answered for ${this.patienceMs / 1000} s.`);
      Atomics.wait(this.signals, index, seen, sleepMs);
    }
  }
}
