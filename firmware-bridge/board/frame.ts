import { cobsDecode, cobsEncode } from './cobs';
import { crc16Ccitt } from './crc16-ccitt';
import { decodeMessage, encodeMessage, largestBody, type BoardMessage } from './messages';

/*
 * A frame on the line; its middle is COBS, so 0x00 occurs at the ends alone:
 *
 *   | 0x00 | COBS( type u8 | sequence u8 | body, 0 to 44 bytes | CRC-16 u16 LE ) | 0x00 |
 *
 * The CRC (CCITT-FALSE) covers type, sequence and body. The zero in front lets a frame be found behind noise.
 */
const headerBytes = 2;
const crcBytes = 2;
/** Bytes between two zeros; COBS adds one to a frame this short. */
const longestStuffed = headerBytes + largestBody + crcBytes + 1;

/** How a stream of frames has fared. */
export interface FrameCounts {
  readonly frames: number;
  /** Stretches between zeros that were no COBS, too long or too short. */
  readonly damaged: number;
  readonly wrongCrcs: number;
  /** Whole frames whose number or body this version does not know. */
  readonly unknown: number;
}

export function encodeFrame(message: BoardMessage): Uint8Array {
  const content = encodeMessage(message);
  const crc = crc16Ccitt(content);
  return Uint8Array.of(0, ...cobsEncode(Uint8Array.of(...content, crc & 0xff, crc >> 8)), 0);
}

/** Finds frames in a stream of bytes, in whatever pieces it comes and whatever else it carries. */
export class FrameParser {
  private readonly stretch = new Uint8Array(longestStuffed);
  private length = 0;
  private tooLong = false;
  private frames = 0;
  private damaged = 0;
  private wrongCrcs = 0;
  private unknown = 0;

  constructor(private readonly onMessage: (message: BoardMessage) => void) {}

  get counts(): FrameCounts {
    return { frames: this.frames, damaged: this.damaged, wrongCrcs: this.wrongCrcs, unknown: this.unknown };
  }

  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === 0) this.endStretch();
      else if (this.length === longestStuffed) this.tooLong = true;
      else {
        this.stretch[this.length] = byte;
        this.length += 1;
      }
    }
  }

  private endStretch(): void {
    const stretch = this.stretch.subarray(0, this.length);
    const { tooLong } = this;
    this.length = 0;
    this.tooLong = false;
    if (stretch.length > 0) this.examine(tooLong ? undefined : cobsDecode(stretch));
  }

  private examine(frame: Uint8Array | undefined): void {
    if (frame === undefined || frame.length < headerBytes + crcBytes) {
      this.damaged += 1;
      return;
    }
    const content = frame.subarray(0, -crcBytes);
    const [low = 0, high = 0] = frame.subarray(-crcBytes);
    if (crc16Ccitt(content) !== (low | (high << 8))) {
      this.wrongCrcs += 1;
      return;
    }
    const message = decodeMessage(content);
    if (message === undefined) {
      this.unknown += 1;
      return;
    }
    this.frames += 1;
    this.onMessage(message);
  }
}
