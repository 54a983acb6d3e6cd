import type { ByteWindow } from '../byte-window';
import { badChecksum, slide, SlidingParser, wait, type Examination } from '../sliding-parser';
import { crc16 } from './crc';
import { header, unstuff, type DynamixelFrame } from './packet';

const smallestLength = 3;
/** Longer packets than this are not awaited: an X-series control table has 147 bytes, and a sync of 20 joints fits. */
const largestLength = 1024;
const headSize = header.length + 3;

/** Finds Dynamixel Protocol 2.0 packets in a stream of bytes. */
export function createDynamixelParser(onFrame: (frame: DynamixelFrame) => void): SlidingParser<DynamixelFrame> {
  return new SlidingParser(headSize + largestLength, examine, onFrame);
}

function examine(window: ByteWindow): Examination<DynamixelFrame> {
  for (let index = 0; index < header.length; index += 1) {
    if (index >= window.length) return wait;
    if (window.at(index) !== header[index]) return slide;
  }
  if (window.length < headSize) return wait;
  const length = window.at(5) + 256 * window.at(6);
  if (length < smallestLength || length > largestLength) return slide;
  const size = headSize + length;
  if (window.length < size) return wait;
  const sent = window.at(size - 2) + 256 * window.at(size - 1);
  if (crc16(window.copy(0, size - 2)) !== sent) return badChecksum;
  const body = unstuff(window.copy(headSize, size - 2));
  return { type: 'packet', size, frame: { id: window.at(4), instruction: body[0] ?? 0, parameters: body.slice(1) } };
}
