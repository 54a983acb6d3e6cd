import { Failure } from '../shared/contract/failure';

/** How servo registers write signed and multi-byte values. Bytes are unsigned numbers, 0 to 255. */

/**
 * Sign and magnitude: bit `signBit` is the sign, the bits below it the magnitude.
 * @throws Failure when the magnitude does not fit.
 */
export function encodeSignMagnitude(value: number, signBit: number): number {
  const largest = 2 ** signBit - 1;
  const magnitude = Math.abs(value);
  if (!Number.isInteger(value) || magnitude > largest) {
    throw new Failure('bad-argument', `The value ${value} does not fit into the register: it takes whole numbers from ${-largest} to ${largest}.`);
  }
  return value < 0 ? magnitude + 2 ** signBit : magnitude;
}

/** Reads a register in sign and magnitude; bits above the sign bit are no part of the value. */
export function decodeSignMagnitude(raw: number, signBit: number): number {
  const magnitude = raw % 2 ** signBit;
  const negative = Math.floor(raw / 2 ** signBit) % 2 === 1;
  return negative ? 0 - magnitude : magnitude;
}

/**
 * Two's complement over `byteCount` bytes, as an unsigned number.
 * @throws Failure when the value does not fit.
 */
export function encodeTwosComplement(value: number, byteCount: number): number {
  const span = 2 ** (8 * byteCount);
  if (!Number.isInteger(value) || value < -span / 2 || value >= span / 2) {
    throw new Failure('bad-argument', `The value ${value} does not fit into ${byteCount} bytes: they take whole numbers from ${-span / 2} to ${span / 2 - 1}.`);
  }
  return value < 0 ? value + span : value;
}

export function decodeTwosComplement(raw: number, byteCount: number): number {
  const span = 2 ** (8 * byteCount);
  return raw >= span / 2 ? raw - span : raw;
}

/**
 * Byte orders of registers. `scs` is Feetech's SCS series: big-endian words, the low word of four bytes first
 * (0x12345678 is 56 78 12 34). Everything else here is little-endian.
 */
export type ByteOrder = 'little-endian' | 'scs';

/** Splits an unsigned number into bytes. */
export function toBytes(value: number, byteCount: number, order: ByteOrder = 'little-endian'): number[] {
  const bytes = Array.from({ length: byteCount }, (_, index) => Math.floor(value / 256 ** index) % 256);
  return order === 'scs' ? swapWords(bytes) : bytes;
}

export function fromBytes(bytes: ArrayLike<number>, order: ByteOrder = 'little-endian'): number {
  const ordered = order === 'scs' ? swapWords(Array.from(bytes)) : Array.from(bytes);
  return ordered.reduce((value, byte, index) => value + byte * 256 ** index, 0);
}

/** Swaps the two bytes of each word; its own inverse. */
function swapWords(bytes: readonly number[]): number[] {
  return bytes.map((byte, index) => bytes[index % 2 === 0 ? index + 1 : index - 1] ?? byte);
}
