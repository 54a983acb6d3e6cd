/**
 * The bytes of a stream that are not yet understood. It holds at most `capacity` bytes and drops the oldest when
 * more come, so that no stream, however broken, makes it grow.
 */
export class ByteWindow {
  private readonly bytes: Uint8Array;
  private used = 0;

  constructor(private readonly capacity: number) {
    this.bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.used;
  }

  /** The byte at a place, or -1 past the end. */
  at(index: number): number {
    return index < this.used ? (this.bytes[index] ?? -1) : -1;
  }

  /** A copy of a stretch. */
  copy(start: number, end: number): Uint8Array {
    return this.bytes.slice(start, Math.min(end, this.used));
  }

  append(byte: number): void {
    if (this.used === this.capacity) this.drop(1);
    this.bytes[this.used] = byte;
    this.used += 1;
  }

  drop(count: number): void {
    this.bytes.copyWithin(0, count, this.used);
    this.used = Math.max(0, this.used - count);
  }

  clear(): void {
    this.used = 0;
  }
}
