/**
 * STK500 protocol, version 1, as Arduino bootloaders speak it.
 * Source: Atmel application note AVR061, "STK500 Communication Protocol".
 *
 *   host:  | command u8 | parameters | 0x20 |
 *   board: | 0x14 | data | 0x10 |
 */
export const stk500 = {
  endOfCommand: 0x20,
  inSync: 0x14,
  ok: 0x10,
  getSync: 0x30,
  enterProgramMode: 0x50,
  leaveProgramMode: 0x51,
  /** u16 little-endian, in words. */
  loadAddress: 0x55,
  /** Size u16 big-endian, memory ('F' for flash), data. */
  programPage: 0x64,
  /** Size u16 big-endian, memory; answers with the data. */
  readPage: 0x74,
  /** Answers with the three bytes of the processor's signature. */
  readSignature: 0x75,
} as const;

export const flashMemory = 0x46;
/** ATmega328P: bytes of a flash page, and of the flash below the largest usual bootloader (2 kB). */
export const pageBytes = 128;
export const applicationBytes = 30 * 1024;
/** ATmega328P, and the ATmega328 without P, which runs the same programs. Source: their data sheet. */
export const signatures: readonly (readonly [number, number, number])[] = [
  [0x1e, 0x95, 0x0f],
  [0x1e, 0x95, 0x14],
];
/** Speeds of the usual bootloaders: optiboot (Uno, newer Nano), and the one of older Nanos. */
export const bootloaderBaudRates: readonly number[] = [115_200, 57_600];
