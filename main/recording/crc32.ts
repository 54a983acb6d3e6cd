/**
 * CRC-32 as MCAP asks for it: reflected polynomial 0xEDB88320, initial value and final exclusive-or all ones (ISO 3309).
 * Eight bytes a round through eight tables ("slicing by 8", Kounavis and Berry, 2005), because every byte of an
 * episode passes through here on the thread that controls the arm. `previous` goes on from the bytes before.
 */
export function crc32(bytes: Uint8Array, previous = 0): number {
  let crc = ~previous;
  const whole = bytes.length - (bytes.length % 8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let index = 0;
  for (; index < whole; index += 8) {
    const low = view.getInt32(index, true) ^ crc;
    const high = view.getInt32(index + 4, true);
    crc =
      lookUp(7, low) ^ lookUp(6, low >>> 8) ^ lookUp(5, low >>> 16) ^ lookUp(4, low >>> 24) ^
      lookUp(3, high) ^ lookUp(2, high >>> 8) ^ lookUp(1, high >>> 16) ^ lookUp(0, high >>> 24);
  }
  for (; index < bytes.length; index += 1) crc = (crc >>> 8) ^ lookUp(0, crc ^ (bytes[index] ?? 0));
  return ~crc >>> 0;
}

function lookUp(table: number, byte: number): number {
  return tables[(table << 8) | (byte & 0xff)] ?? 0;
}

/** Eight tables of 256: table k is the remainder of a byte with k zero bytes behind it. */
const tables = new Int32Array(8 * 256);
for (let byte = 0; byte < 256; byte += 1) {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb8_8320 : 0);
  tables[byte] = remainder;
}
for (let entry = 256; entry < tables.length; entry += 1) {
  const before = tables[entry - 256] ?? 0;
  tables[entry] = (before >>> 8) ^ lookUp(0, before);
}
