import { decodeSignMagnitude, decodeTwosComplement, encodeSignMagnitude, encodeTwosComplement, fromBytes, toBytes } from './encodings';

/** One register of a servo: where it lies, how many bytes, and how it writes negative numbers if it has any. */
export interface Register {
  readonly name: string;
  readonly address: number;
  readonly byteCount: 1 | 2 | 4;
  readonly sign?: { readonly type: 'sign-magnitude'; readonly bit: number } | { readonly type: 'twos-complement' };
}

export function decodeRegister(register: Register, bytes: Uint8Array): number {
  const raw = fromBytes(bytes.subarray(0, register.byteCount));
  if (register.sign === undefined) return raw;
  return register.sign.type === 'sign-magnitude' ? decodeSignMagnitude(raw, register.sign.bit) : decodeTwosComplement(raw, register.byteCount);
}

/** @throws Failure when the value does not fit. */
export function encodeRegister(register: Register, value: number): Uint8Array {
  return Uint8Array.from(toBytes(rawOf(register, value), register.byteCount));
}

function rawOf(register: Register, value: number): number {
  if (register.sign === undefined) return value;
  return register.sign.type === 'sign-magnitude' ? encodeSignMagnitude(value, register.sign.bit) : encodeTwosComplement(value, register.byteCount);
}

/** Whether a write of `data` at `address` reaches a register. */
export function touches(register: Register, address: number, data: Uint8Array): boolean {
  return address < register.address + register.byteCount && address + data.length > register.address;
}
