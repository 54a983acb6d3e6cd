/**
 * Consistent overhead byte stuffing: bytes without any 0x00, so that 0x00 can part frames.
 * Source: Cheshire and Baker, "Consistent Overhead Byte Stuffing", IEEE/ACM Transactions on Networking 7(2), 1999.
 */

const longestBlock = 0xff;

/** Each block is its length, itself counted, and its bytes; a zero stands between blocks shorter than 255. */
export function cobsEncode(bytes: Uint8Array): Uint8Array {
  const encoded = [0];
  let lengthAt = 0;
  const closeBlock = (): void => {
    encoded[lengthAt] = encoded.length - lengthAt;
    lengthAt = encoded.length;
    encoded.push(0);
  };
  bytes.forEach((byte, index) => {
    if (byte === 0) {
      closeBlock();
      return;
    }
    encoded.push(byte);
    if (encoded.length - lengthAt === longestBlock && index < bytes.length - 1) closeBlock();
  });
  encoded[lengthAt] = encoded.length - lengthAt;
  return Uint8Array.from(encoded);
}

/** The inverse of `cobsEncode`; undefined for what is no COBS. */
export function cobsDecode(encoded: Uint8Array): Uint8Array | undefined {
  const bytes: number[] = [];
  let at = 0;
  while (at < encoded.length) {
    const length = encoded[at] ?? 0;
    const end = at + length;
    if (length === 0 || end > encoded.length) return undefined;
    const block = encoded.subarray(at + 1, end);
    if (block.includes(0)) return undefined;
    bytes.push(...block);
    if (length < longestBlock && end < encoded.length) bytes.push(0);
    at = end;
  }
  return Uint8Array.from(bytes);
}
