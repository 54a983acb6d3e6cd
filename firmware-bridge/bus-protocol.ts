import type { ParserCounts } from './sliding-parser';

/** A good reply: its data, and the error bits as information. */
export interface ServoReply {
  readonly id: number;
  readonly errorBits: number;
  readonly data: Uint8Array;
}

/** One bit of a servo's error report. */
export interface StatusBit {
  readonly bit: number;
  readonly name: string;
  /** Follows the servo's name: what is wrong, and what to do. */
  readonly sentence: string;
}

/** A stretch of neighbouring registers. */
export interface Stretch {
  readonly address: number;
  readonly count: number;
}

/** How one family of servos writes its packets. */
export interface BusProtocol {
  createParser(onReply: (reply: ServoReply) => void): { push(bytes: Uint8Array): void; reset(): void; readonly counts: ParserCounts };
  ping(id: number): Uint8Array;
  read(id: number, stretch: Stretch): Uint8Array;
  write(id: number, address: number, data: Uint8Array): Uint8Array;
  syncRead(ids: readonly number[], stretch: Stretch): Uint8Array;
  syncWrite(stretch: Stretch, items: readonly { readonly id: number; readonly data: Uint8Array }[]): Uint8Array;
  readonly broadcastId: number;
  /** Data bytes in the reply to a ping. */
  readonly pingDataBytes: number;
  /** Bytes of a reply around its data. */
  readonly replyOverhead: number;
  readonly statusBits: readonly StatusBit[];
  /** Why a servo did not do what it was told, from the error of its reply; undefined when it did. */
  refusal(errorBits: number): string | undefined;
  /** Restarts a servo, where the family has such an instruction. */
  reboot?(id: number): Uint8Array;
}
