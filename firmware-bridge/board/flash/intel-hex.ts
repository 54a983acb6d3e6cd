import { Failure } from '../../../shared/contract/failure';

/*
 * One record of an Intel HEX file, in hexadecimal digits:
 *
 *   : | count u8 | address u16, big-endian | type u8 | data, `count` bytes | checksum u8 |
 *
 * The bytes of a record add up to 0 modulo 256. Source: Intel, "Hexadecimal Object File Format Specification", 1988.
 */
const recordTypes = { data: 0, end: 1, segmentAddress: 2, startSegment: 3, linearAddress: 4, startLinear: 5 } as const;
const erased = 0xff;

interface HexRecord {
  readonly address: number;
  readonly type: number;
  readonly data: Uint8Array;
}

/**
 * The memory that an Intel HEX file describes, from address 0 to its last byte; gaps are 0xFF, as erased flash is.
 * @param capacity bytes of the memory.
 * @throws Failure that names the line that is wrong.
 */
export function parseIntelHex(text: string, capacity: number): Uint8Array {
  const memory = new Uint8Array(capacity).fill(erased);
  const used = new Uint8Array(capacity);
  let base = 0;
  let end = 0;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const wrong = (what: string) => new Failure('damaged-file', `Line ${index + 1} of the firmware file ${what}. Get the file again.`);
    const record = parseRecord(line.trim(), wrong);
    if (record.type === recordTypes.end) {
      if (text.split(/\r?\n/).slice(index + 1).some((rest) => rest.trim() !== '')) throw wrong('ends the file, but more lines follow');
      return memory.slice(0, end);
    }
    if (record.type === recordTypes.data) {
      const start = base + record.address;
      const stop = start + record.data.length;
      if (stop > capacity) throw new Failure('bad-argument', `The firmware goes up to byte ${stop}, but the board has room for ${capacity}: it was built for another board.`);
      if (used.subarray(start, stop).includes(1)) throw wrong('fills bytes that an earlier line has filled');
      memory.set(record.data, start);
      used.fill(1, start, stop);
      end = Math.max(end, stop);
    } else if (record.type === recordTypes.segmentAddress || record.type === recordTypes.linearAddress) {
      const [high = 0, low = 0] = record.data;
      base = (high * 256 + low) * (record.type === recordTypes.segmentAddress ? 16 : 65_536);
    }
  }
  throw new Failure('damaged-file', 'The firmware file has no end record: it was cut short. Get the file again.');
}

const addressBytes: Readonly<Record<number, number>> = {
  [recordTypes.end]: 0,
  [recordTypes.segmentAddress]: 2,
  [recordTypes.startSegment]: 4,
  [recordTypes.linearAddress]: 2,
  [recordTypes.startLinear]: 4,
};

function parseRecord(line: string, wrong: (what: string) => Failure): HexRecord {
  if (!/^:(?:[0-9a-f]{2})+$/i.test(line)) throw wrong('is no Intel HEX record');
  const bytes = Uint8Array.from(line.slice(1).match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  const [count = 0, high = 0, low = 0, type = 0] = bytes;
  if (bytes.length !== count + 5) throw wrong(`says that it has ${count} bytes, but has ${bytes.length - 5}`);
  if (bytes.reduce((sum, byte) => sum + byte, 0) % 256 !== 0) throw wrong('has a wrong checksum');
  if (type > recordTypes.startLinear) throw wrong(`has the unknown record type ${type}`);
  if ((addressBytes[type] ?? count) !== count) throw wrong(`has ${count} bytes, which its record type ${type} does not take`);
  return { address: high * 256 + low, type, data: bytes.subarray(4, -1) };
}
