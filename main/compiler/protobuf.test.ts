import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubleField, floatField, integerField, messageField, stringField } from './protobuf';

describe('the protocol buffer writer', () => {
  // Vectors of https://protobuf.dev/programming-guides/encoding/
  it.each([
    ['the integer 150 in field 1', integerField(1, 150), '089601'],
    ['a negative integer as ten bytes', integerField(1, -2), '08feffffffffffffffff01'],
    ['the string "testing" in field 2', stringField(2, 'testing'), '120774657374696e67'],
    ['a nested message', messageField(3, [integerField(1, 150)]), '1a03089601'],
    ['a float, little-endian', floatField(2, 1), '150000803f'],
    ['a double, little-endian', doubleField(1, 1), '09000000000000f03f'],
    ['a field number above 15', integerField(20, 1), 'a00101'],
  ])('writes %s', (_, bytes, hexadecimal) => {
    expect(Buffer.from(bytes).toString('hex')).toBe(hexadecimal);
  });

  it('writes integers that read back', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (value) => readInteger(integerField(1, value)) === BigInt(value)));
  });
});

function readInteger(field: Uint8Array): bigint {
  return BigInt.asIntN(64, Array.from(field.subarray(1)).reduce((sum, byte, index) => sum + (BigInt(byte & 0x7f) << BigInt(7 * index)), 0n));
}
