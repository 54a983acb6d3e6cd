import type { ByteWindow } from '../byte-window';
import { badChecksum, slide, SlidingParser, wait, type Examination } from '../sliding-parser';
import { checksum, frameOverhead, type FeetechFrame } from './packet';

const header = 0xff;
const smallestLength = 2;

/** Finds Feetech packets in a stream of bytes. */
export function createFeetechParser(onFrame: (frame: FeetechFrame) => void): SlidingParser<FeetechFrame> {
  return new SlidingParser(frameOverhead + 0xff, examine, onFrame);
}

function examine(window: ByteWindow): Examination<FeetechFrame> {
  if (window.at(0) !== header || (window.length > 1 && window.at(1) !== header)) return slide;
  // No servo has the id FF: in a run of FF the header is its last two bytes.
  if (window.length > 2 && window.at(2) === header) return slide;
  if (window.length < 4) return wait;
  const length = window.at(3);
  if (length < smallestLength) return slide;
  const size = length + 4;
  if (window.length < size) return wait;
  const frame = { id: window.at(2), code: window.at(4), parameters: window.copy(5, size - 1) };
  if (window.at(size - 1) !== checksum(frame.id, frame.code, frame.parameters)) return badChecksum;
  return { type: 'packet', size, frame };
}
