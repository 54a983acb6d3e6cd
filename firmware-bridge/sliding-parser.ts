import { ByteWindow } from './byte-window';

/** What the start of the window turned out to be. */
export type Examination<Frame> =
  /** No packet begins here: go on by one byte. */
  | { readonly type: 'slide'; readonly badChecksum?: boolean }
  /** A packet may begin here; more bytes are needed. */
  | { readonly type: 'wait' }
  | { readonly type: 'packet'; readonly size: number; readonly frame: Frame };

export const slide = { type: 'slide' } as const;
export const wait = { type: 'wait' } as const;
export const badChecksum = { type: 'slide', badChecksum: true } as const;

/** How a stream has fared. */
export interface ParserCounts {
  readonly packets: number;
  /** Bytes that belonged to no good packet. */
  readonly skippedBytes: number;
  readonly badChecksums: number;
}

/**
 * Finds packets in a stream of bytes, whatever else the stream carries. After garbage or a damaged packet it slides
 * on byte by byte, so the next good packet is always found. A packet that is cut short stays unfinished: the caller
 * times out and calls `reset`.
 */
export class SlidingParser<Frame> {
  private readonly window: ByteWindow;
  private packets = 0;
  private skippedBytes = 0;
  private badChecksums = 0;

  /** @param largestPacket bytes of the longest packet that is awaited. */
  constructor(
    largestPacket: number,
    private readonly examine: (window: ByteWindow) => Examination<Frame>,
    private readonly onFrame: (frame: Frame) => void,
  ) {
    this.window = new ByteWindow(largestPacket);
  }

  get counts(): ParserCounts {
    return { packets: this.packets, skippedBytes: this.skippedBytes, badChecksums: this.badChecksums };
  }

  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      this.window.append(byte);
      this.scan();
    }
  }

  /** Forgets an unfinished packet, for example after a time-out. */
  reset(): void {
    this.skippedBytes += this.window.length;
    this.window.clear();
  }

  private scan(): void {
    while (this.window.length > 0) {
      const found = this.examine(this.window);
      if (found.type === 'wait') return;
      if (found.type === 'packet') {
        this.window.drop(found.size);
        this.packets += 1;
        this.onFrame(found.frame);
      } else {
        this.window.drop(1);
        this.skippedBytes += 1;
        if (found.badChecksum) this.badChecksums += 1;
      }
    }
  }
}
