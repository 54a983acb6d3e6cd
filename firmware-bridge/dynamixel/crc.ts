const polynomial = 0x8005;

const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) remainder = remainder & 0x8000 ? (remainder << 1) ^ polynomial : remainder << 1;
  return remainder & 0xffff;
});

/**
 * CRC-16/UMTS (polynomial 0x8005, start 0, not reflected, no final XOR; "123456789" gives 0xFEE8) over `bytes`.
 * Dynamixel Protocol 2.0 takes it from the header to the last parameter, after stuffing, and sends the low byte first.
 * @param start the CRC of the bytes before, for a running CRC.
 */
export function crc16(bytes: Uint8Array, start = 0): number {
  let crc = start;
  for (const byte of bytes) crc = ((crc << 8) ^ (table[((crc >> 8) ^ byte) & 0xff] ?? 0)) & 0xffff;
  return crc;
}
