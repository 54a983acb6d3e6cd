/** One field of a protocol buffer message: its number, and its payload or its number. */
export interface ReadField {
  readonly number: number;
  /** Of a string, of bytes or of a message; the little-endian bytes of a fixed-size number; empty for an integer. */
  readonly bytes: Uint8Array;
  readonly integer: bigint;
}

/** The fields of a message, in order; what they hold is not looked into. */
export function readFields(message: Uint8Array): readonly ReadField[] {
  const fields: ReadField[] = [];
  let offset = 0;
  const integer = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[offset];
      if (byte === undefined) throw new Error('the message ends within an integer');
      offset += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Uint8Array => {
    if (offset + length > message.length) throw new Error('the message ends within a field');
    offset += length;
    return message.subarray(offset - length, offset);
  };
  const lengths: Readonly<Record<number, () => number>> = { 1: () => 8, 2: () => Number(integer()), 5: () => 4 };
  while (offset < message.length) {
    const key = Number(integer());
    const [number, wireType] = [key >> 3, key & 7];
    if (wireType === 0) fields.push({ number, bytes: new Uint8Array(), integer: integer() });
    else {
      const length = lengths[wireType];
      if (length === undefined) throw new Error(`field ${number} has the unknown wire type ${wireType}`);
      fields.push({ number, bytes: take(length()), integer: 0n });
    }
  }
  return fields;
}

/** The text of the first field of that number; empty when there is none. */
export function readText(message: Uint8Array, number: number): string {
  const found = readFields(message).find((field) => field.number === number);
  return new TextDecoder().decode(found?.bytes);
}
