import { fromBytes, toBytes } from '../encodings';

/**
 * The protocol of the Tempera board, version 1, as data. Messages of the host have numbers below 0x80, those of the
 * board above. Numbers and fields only ever grow, and HELLO keeps its first three bytes, so that any two versions can
 * tell that they differ. firmware/core/session.h holds the same numbers for the board.
 *
 * Pulse widths are in 1/16 microseconds (500 to 2500 microseconds are 8000 to 40000; one unit is 0.006 degrees of a
 * servo that turns 180 degrees over that range).
 */
export const protocolVersion = 1;
export const jointCount = 6;
export const unitsPerUs = 16;
export const largestBody = 44;

/** Bytes of each kind of field, all little-endian. `widths` is one u16 for each joint. */
const fieldSizes = { u8: 1, u16: 2, u32: 4, widths: 2 * jointCount } as const;
type FieldKind = keyof typeof fieldSizes;
type Field = readonly [name: string, kind: FieldKind];

/** Counters wrap round at 256. */
const stateFields = [
  ['timeMs', 'u32'],
  ['mode', 'u8'],
  ['flags', 'u8'],
  ['widths', 'widths'],
  ['targetWidths', 'widths'],
  ['damagedFrames', 'u8'],
  ['wrongCrcs', 'u8'],
  ['receiveOverruns', 'u8'],
  ['droppedFrames', 'u8'],
] as const satisfies readonly Field[];

const limitFields = [
  ['joint', 'u8'],
  ['lowest', 'u16'],
  ['highest', 'u16'],
  ['slewUsS', 'u16'],
] as const satisfies readonly Field[];

export const messageTable = {
  // Host to board.
  hello: { number: 0x01, fields: [['protocolVersion', 'u8']] },
  'set-targets': { number: 0x02, fields: [['widths', 'widths']] },
  'get-state': { number: 0x03, fields: [] },
  stop: { number: 0x04, fields: [] },
  clear: { number: 0x05, fields: [] },
  ping: { number: 0x06, fields: [] },
  /** Milliseconds between two; 0 for none, else 5 at least. */
  telemetry: { number: 0x07, fields: [['periodMs', 'u16']] },
  /** 1: servos get pulses and hold; 0: they are let go. */
  pulses: { number: 0x08, fields: [['on', 'u8']] },
  /** Only while the pulses are off. Kept in EEPROM. */
  'set-limits': { number: 0x09, fields: limitFields },
  'get-limits': { number: 0x0a, fields: [['joint', 'u8']] },
  // Board to host. A reply has the sequence of its command; telemetry and events count for themselves.
  'hello-reply': {
    number: 0x81,
    fields: [
      ['protocolVersion', 'u8'],
      ['jointCount', 'u8'],
      ['firmwareMajor', 'u8'],
      ['firmwareMinor', 'u8'],
      ['firmwarePatch', 'u8'],
      ['resetCause', 'u8'],
      ['watchdogMs', 'u16'],
      ['mode', 'u8'],
      ['flags', 'u8'],
    ],
  },
  acknowledge: { number: 0x82, fields: [['command', 'u8'], ['status', 'u8'], ['mode', 'u8']] },
  state: { number: 0x83, fields: stateFields },
  'telemetry-state': { number: 0x84, fields: stateFields },
  event: { number: 0x85, fields: [['timeMs', 'u32'], ['event', 'u8'], ['mode', 'u8'], ['resetCause', 'u8']] },
  limits: { number: 0x86, fields: limitFields },
} as const satisfies Readonly<Record<string, { readonly number: number; readonly fields: readonly Field[] }>>;

export const boardMode = { ready: 0, held: 1, stopped: 2 } as const;
export const stateFlag = { pulsesOn: 1, positionKnown: 2, switchOpen: 4 } as const;
export const boardEvent = { boot: 1, held: 2, stoppedByCommand: 3, stoppedBySwitch: 4, cleared: 5 } as const;
export const acknowledgeStatus = {
  ok: 0,
  badLength: 1,
  unknownCommand: 2,
  outOfRange: 3,
  stopped: 4,
  held: 5,
  released: 6,
  switchOpen: 7,
  pulsesOn: 8,
} as const;
/** Bits of the processor's MCUSR. Source: ATmega328P data sheet, section "MCUSR, MCU Status Register". */
export const resetCause = { powerOn: 1, external: 2, brownOut: 4, watchdog: 8 } as const;

type Table = typeof messageTable;
export type MessageType = keyof Table;
type FieldValue<Kind> = Kind extends 'widths' ? readonly number[] : number;
type Body<Fields extends readonly Field[]> = { readonly [Each in Fields[number] as Each[0]]: FieldValue<Each[1]> };

/** The fields of one kind of message, without its type and sequence. */
export type MessageBody<Type extends MessageType> = Body<Table[Type]['fields']>;
export type MessageOf<Type extends MessageType> = { readonly type: Type; readonly sequence: number } & MessageBody<Type>;
export type BoardMessage = { [Type in MessageType]: MessageOf<Type> }[MessageType];

const typeByNumber = new Map<number, MessageType>(Object.entries(messageTable).map(([type, { number }]) => [number, type as MessageType]));

/** Type, sequence and body: what the frame's CRC covers. Values must fit their fields. */
export function encodeMessage(message: BoardMessage): Uint8Array {
  const { number, fields } = messageTable[message.type];
  const values = message as unknown as Readonly<Record<string, number | readonly number[]>>;
  const body = (fields as readonly Field[]).flatMap(([name, kind]) => encodeField(kind, values[name] ?? 0));
  return Uint8Array.of(number, message.sequence, ...body);
}

/** Undefined for an unknown number, and for a body that is shorter than its fields; later versions may append some. */
export function decodeMessage(bytes: Uint8Array): BoardMessage | undefined {
  const [number = 0, sequence = 0] = bytes;
  const type = typeByNumber.get(number);
  if (type === undefined) return undefined;
  const message: Record<string, unknown> = { type, sequence };
  let at = 2;
  for (const [name, kind] of messageTable[type].fields as readonly Field[]) {
    if (at + fieldSizes[kind] > bytes.length) return undefined;
    message[name] = decodeField(kind, bytes.subarray(at, at + fieldSizes[kind]));
    at += fieldSizes[kind];
  }
  return message as unknown as BoardMessage;
}

function encodeField(kind: FieldKind, value: number | readonly number[]): number[] {
  if (typeof value === 'number') return toBytes(value, fieldSizes[kind]);
  return value.flatMap((width) => toBytes(width, 2));
}

function decodeField(kind: FieldKind, bytes: Uint8Array): number | readonly number[] {
  if (kind !== 'widths') return fromBytes(bytes);
  return Array.from({ length: jointCount }, (_, joint) => fromBytes(bytes.subarray(2 * joint, 2 * joint + 2)));
}
