/**
 * The few parts of the protocol buffer wire format that ONNX and event files need
 * (https://protobuf.dev/programming-guides/encoding/). A message is the concatenation of its fields:
 *
 *   field  = varint(number << 3 | wire type) payload
 *   wire type 0: varint            integers, enumerations
 *   wire type 1: 8 bytes, little-endian  double
 *   wire type 2: varint length, bytes   strings, raw data, nested messages
 *   wire type 5: 4 bytes, little-endian  float
 */
export type Field = Uint8Array;

const wireVarint = 0;
const wireFixed64 = 1;
const wireBytes = 2;
const wireFixed32 = 5;

const utf8 = new TextEncoder();

export function integerField(number: number, value: number): Field {
  return concatenate([key(number, wireVarint), varint(BigInt(value))]);
}

export function floatField(number: number, value: number): Field {
  const payload = new Uint8Array(4);
  new DataView(payload.buffer).setFloat32(0, value, true);
  return concatenate([key(number, wireFixed32), payload]);
}

export function doubleField(number: number, value: number): Field {
  const payload = new Uint8Array(8);
  new DataView(payload.buffer).setFloat64(0, value, true);
  return concatenate([key(number, wireFixed64), payload]);
}

export function stringField(number: number, value: string): Field {
  return bytesField(number, utf8.encode(value));
}

export function bytesField(number: number, value: Uint8Array): Field {
  return concatenate([key(number, wireBytes), varint(BigInt(value.length)), value]);
}

export function messageField(number: number, fields: readonly Field[]): Field {
  return bytesField(number, concatenate(fields));
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function key(number: number, wireType: number): Uint8Array {
  return varint(BigInt((number << 3) | wireType));
}

/** Base 128, least significant group first; negative numbers as 64-bit two's complement. */
function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    const group = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? group : group | 0x80);
  } while (rest !== 0n);
  return Uint8Array.from(bytes);
}
