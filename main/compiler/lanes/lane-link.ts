/**
 * Memory that two lanes share, and the signals in it. onnxruntime takes no shared memory, so each lane has a memory of
 * its own, and what they tell each other passes through here.
 *
 *   Int32    command, argument, done, failed, length of the failure, then for each channel a signal of either lane
 *   Uint8    the failure, UTF-8
 *   Float32  for each channel the arrays of the first lane and those of the second
 *
 * A signal holds the number of the command during which it was last given. Each is given by one lane alone.
 */
export interface LaneLinkLayout {
  /** Lengths of the arrays that pass through each channel together, from the first lane and from the second. */
  readonly channels: readonly (readonly [fromFirst: readonly number[], fromSecond: readonly number[]])[];
}

/** 0 gives the commands, 1 follows them. */
export type LaneNumber = 0 | 1;

const commands = ['step', 'take-state', 'give-state'] as const;
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

export function createSharedMemory(layout: LaneLinkLayout): SharedArrayBuffer {
  return new SharedArrayBuffer(placesIn(layout).bytes);
}

/** Where everything lies, in bytes. Between shared and other memory a copy goes by the byte unless both are aligned. */
function placesIn({ channels }: LaneLinkLayout) {
  const failure = aligned((signalsAt + 2 * channels.length) * Int32Array.BYTES_PER_ELEMENT);
  let bytes = failure + failureBytes;
  const arrays = channels.map((lanes) =>
    lanes.map((lengths) =>
      lengths.map((length) => {
        const offset = bytes;
        bytes += aligned(length * Float32Array.BYTES_PER_ELEMENT);
        return { offset, length };
      }),
    ),
  );
  return { failure, arrays, bytes };
}

/** Up to the next line of the cache. */
function aligned(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}

/** One end of the link. Its waits hold the thread. */
export class LaneLink {
  private readonly signals: Int32Array;
  private readonly failure: Uint8Array;
  private readonly arrays: readonly (readonly (readonly Float32Array[])[])[];
  /** Commands so far. */
  private count = 0;

  /** `patienceMs`: how long the other lane may be silent before a wait throws; left out, for ever. */
  constructor(shared: SharedArrayBuffer, layout: LaneLinkLayout, private readonly lane: LaneNumber, private readonly patienceMs = Infinity) {
    const { failure, arrays } = placesIn(layout);
    this.signals = new Int32Array(shared, 0, signalsAt + 2 * layout.channels.length);
    this.failure = new Uint8Array(shared, failure, failureBytes);
    this.arrays = arrays.map((lanes) => lanes.map((places) => places.map(({ offset, length }) => new Float32Array(shared, offset, length))));
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

  /** Copies the arrays to where the other lane finds them. Once a command on each channel. */
  send(channel: number, arrays: readonly Float32Array[]): void {
    const places = this.arraysOf(channel, this.lane);
    arrays.forEach((array, index) => places[index]?.set(array));
    this.give(this.signalOf(channel, this.lane));
  }

  /** Waits for what the other lane sends with this command, and copies it into the arrays. */
  receive(channel: number, arrays: readonly Float32Array[]): void {
    const other = this.lane === 0 ? 1 : 0;
    this.wait(this.signalOf(channel, other));
    const places = this.arraysOf(channel, other);
    arrays.forEach((array, index) => array.set(places[index] ?? []));
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

  private arraysOf(channel: number, lane: LaneNumber): readonly Float32Array[] {
    const arrays = this.arrays[channel]?.[lane];
    if (!arrays) throw new Error(`There is no channel ${channel}; there are ${this.arrays.length}`);
    return arrays;
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
