import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32c } from './crc32c';
import { encodeEventFile, encodeRecord } from './event-file';
import { readFields, readText, type ReadField } from './testing/read-protobuf';

const hexadecimal = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('CRC-32C', () => {
  // RFC 3720, appendix B.4, and the check value of the CRC catalogue.
  it.each([
    ['32 bytes of zeros', new Uint8Array(32), 0x8a91_36aa],
    ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8_ab43],
    ['32 incrementing bytes', Uint8Array.from({ length: 32 }, (_, index) => index), 0x46dd_794e],
    ['32 decrementing bytes', Uint8Array.from({ length: 32 }, (_, index) => 31 - index), 0x113f_db5c],
    ['"123456789"', new TextEncoder().encode('123456789'), 0xe306_9283],
  ])('of %s is that of the standard', (_, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });
});

describe('the event file', () => {
  it('begins as those of TensorFlow do: the bytes that its own writer makes of the version at time 0', () => {
    // Made with tensorboard 2.21: RecordWriter.write(Event(file_version="brain.Event:2").SerializeToString()).
    expect(hexadecimal(encodeRecord(Uint8Array.from([0x1a, 0x0d, ...new TextEncoder().encode('brain.Event:2')])))).toBe('0f000000000000006d532b091a0d627261696e2e4576656e743a32fc985129');
  });

  it('holds its version, then one event a row with its scalars', () => {
    const file = encodeEventFile(1000, [
      { wallTimeS: 1000.5, step: 300, scalars: { 'loss/critic': 0.5 } },
      { wallTimeS: 1001, step: 400, scalars: { 'loss/critic': -2, 'policy/alpha': 0.25 } },
    ]);
    const [head, first, second, ...rest] = records(file).map(readFields);
    expect(rest).toEqual([]);
    expect(head?.map(({ number, bytes }) => (number === 1 ? double(bytes) : new TextDecoder().decode(bytes)))).toEqual([1000, 'brain.Event:2']);
    expect(eventOf(first)).toEqual({ wallTimeS: 1000.5, step: 300n, scalars: [['loss/critic', 0.5]] });
    expect(eventOf(second)).toEqual({ wallTimeS: 1001, step: 400n, scalars: [['loss/critic', -2], ['policy/alpha', 0.25]] });
  });

  it('frames any bytes so that they read back', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), (contents) => {
      const file = Buffer.concat(contents.map(encodeRecord));
      expect(records(file).map(hexadecimal)).toEqual(contents.map(hexadecimal));
    }));
  });
});

/** The contents of the records, whose lengths and sums are checked. */
function records(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const found: Uint8Array[] = [];
  for (let offset = 0; offset < file.length; ) {
    const length = Number(view.getBigUint64(offset, true));
    const data = file.subarray(offset + 12, offset + 12 + length);
    expect(unmasked(view.getUint32(offset + 8, true))).toBe(crc32c(file.subarray(offset, offset + 8)));
    expect(unmasked(view.getUint32(offset + 12 + length, true))).toBe(crc32c(data));
    found.push(data);
    offset += 16 + length;
  }
  return found;
}

/** The inverse of TFRecord's mask. */
function unmasked(sum: number): number {
  const rotated = (sum - 0xa282_ead8) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
}

function eventOf(fields: readonly ReadField[] | undefined) {
  const of = (number: number): ReadField => fields?.find((field) => field.number === number) ?? expect.fail(`there is no field ${number}`);
  const scalars = readFields(of(5).bytes).map(({ bytes }) => {
    const value = readFields(bytes).find(({ number }) => number === 2)?.bytes ?? new Uint8Array(4);
    return [readText(bytes, 1), new DataView(value.buffer, value.byteOffset).getFloat32(0, true)];
  });
  return { wallTimeS: double(of(1).bytes), step: of(2).integer, scalars };
}

function double(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true);
}
