import { Failure } from '../../shared/contract/failure';
import { fromBytes, toBytes } from '../encodings';
import { crc16 } from './crc';

/**
 * Packets of Dynamixel Protocol 2.0.
 *
 *   FF FF FD 00  ID  LENGTH(2)  INSTRUCTION  P1..PN  CRC(2)
 *   a status is the instruction 55 with ERROR as its first parameter
 *
 * LENGTH = parameters + 3, after stuffing, low byte first. Between INSTRUCTION and PN every FF FF FD is followed by a
 * stuffed FD. Source: ROBOTIS e-Manual, Protocol 2.0.
 */

export const broadcastId = 0xfe;
export const statusInstruction = 0x55;
export const header = [0xff, 0xff, 0xfd, 0x00] as const;

export const instructionCodes = {
  ping: 0x01,
  read: 0x02,
  write: 0x03,
  'reg-write': 0x04,
  action: 0x05,
  'factory-reset': 0x06,
  reboot: 0x08,
  clear: 0x10,
  'sync-read': 0x82,
  'sync-write': 0x83,
  'fast-sync-read': 0x8a,
} as const;

/** A packet with its stuffing taken out. */
export interface DynamixelFrame {
  readonly id: number;
  readonly instruction: number;
  readonly parameters: Uint8Array;
}

export type DynamixelInstruction =
  | { readonly type: 'ping' | 'action' | 'reboot'; readonly id: number }
  | { readonly type: 'read'; readonly id: number; readonly address: number; readonly count: number }
  | { readonly type: 'write' | 'reg-write'; readonly id: number; readonly address: number; readonly data: Uint8Array }
  | { readonly type: 'factory-reset'; readonly id: number; readonly scope: number }
  | { readonly type: 'sync-read' | 'fast-sync-read'; readonly address: number; readonly count: number; readonly ids: readonly number[] }
  | {
      readonly type: 'sync-write';
      readonly address: number;
      readonly count: number;
      readonly items: readonly { readonly id: number; readonly data: Uint8Array }[];
    }
  /** An instruction that this table does not name, kept as it came. */
  | { readonly type: 'other'; readonly id: number; readonly code: number; readonly parameters: Uint8Array };

export interface DynamixelStatus {
  readonly id: number;
  /** Bit 7 is the alert; bits 0 to 6 are the number of a processing error. */
  readonly error: number;
  readonly data: Uint8Array;
}

/** Puts an FD behind every FF FF FD. */
export function stuff(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (const byte of bytes) {
    out.push(byte);
    const end = out.length;
    if (byte === 0xfd && out[end - 2] === 0xff && out[end - 3] === 0xff) out.push(0xfd);
  }
  return Uint8Array.from(out);
}

/** Takes the FD behind every FF FF FD out again. */
export function unstuff(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let skip = false;
  for (const byte of bytes) {
    if (skip) {
      skip = false;
      if (byte === 0xfd) continue;
    }
    out.push(byte);
    const end = out.length;
    skip = byte === 0xfd && out[end - 2] === 0xff && out[end - 3] === 0xff;
  }
  return Uint8Array.from(out);
}

/** Lays a frame out in bytes, stuffed and with its CRC. @throws Failure when the id is out of range. */
export function encodeFrame(frame: DynamixelFrame): Uint8Array {
  const { id } = frame;
  if (!Number.isInteger(id) || id < 0 || id > broadcastId || id === 0xfd) {
    throw new Failure('bad-argument', `${id} is no id of a Dynamixel servo: ids run from 0 to 252.`);
  }
  const body = stuff(Uint8Array.of(frame.instruction, ...frame.parameters));
  const head = Uint8Array.from([...header, id, ...toBytes(body.length + 2, 2), ...body]);
  return Uint8Array.from([...head, ...toBytes(crc16(head), 2)]);
}

export function encodeStatus(status: DynamixelStatus): Uint8Array {
  return encodeFrame({ id: status.id, instruction: statusInstruction, parameters: Uint8Array.of(status.error, ...status.data) });
}

/** Reads a status out of a frame, or undefined when the frame is none. */
export function statusOf(frame: DynamixelFrame): DynamixelStatus | undefined {
  const [error] = frame.parameters;
  if (frame.instruction !== statusInstruction || error === undefined) return undefined;
  return { id: frame.id, error, data: frame.parameters.slice(1) };
}

export function encodeInstruction(instruction: DynamixelInstruction): Uint8Array {
  return encodeFrame(frameOf(instruction));
}

function frameOf(instruction: DynamixelInstruction): DynamixelFrame {
  switch (instruction.type) {
    case 'other':
      return { id: instruction.id, instruction: instruction.code, parameters: instruction.parameters };
    case 'sync-read':
    case 'fast-sync-read':
      return frame(broadcastId, instruction.type, [...toBytes(instruction.address, 2), ...toBytes(instruction.count, 2), ...instruction.ids]);
    case 'sync-write': {
      const bytes = [...toBytes(instruction.address, 2), ...toBytes(instruction.count, 2)];
      for (const item of instruction.items) {
        if (item.data.length !== instruction.count) {
          throw new Failure('bad-argument', `A sync write of ${instruction.count} bytes got ${item.data.length} bytes for servo ${item.id}.`);
        }
        bytes.push(item.id, ...item.data);
      }
      return frame(broadcastId, instruction.type, bytes);
    }
    case 'read':
      return frame(instruction.id, 'read', [...toBytes(instruction.address, 2), ...toBytes(instruction.count, 2)]);
    case 'write':
    case 'reg-write':
      return frame(instruction.id, instruction.type, [...toBytes(instruction.address, 2), ...instruction.data]);
    case 'factory-reset':
      return frame(instruction.id, 'factory-reset', [instruction.scope]);
    case 'ping':
    case 'action':
    case 'reboot':
      return frame(instruction.id, instruction.type, []);
  }
}

function frame(id: number, type: keyof typeof instructionCodes, parameters: readonly number[]): DynamixelFrame {
  return { id, instruction: instructionCodes[type], parameters: Uint8Array.from(parameters) };
}

/** Understands a frame that came from a host. */
export function decodeInstruction(received: DynamixelFrame): DynamixelInstruction {
  const { id, instruction: code, parameters } = received;
  const address = fromBytes(parameters.slice(0, 2));
  const count = fromBytes(parameters.slice(2, 4));
  const size = parameters.length;
  switch (code) {
    case instructionCodes.ping:
    case instructionCodes.action:
    case instructionCodes.reboot:
      if (size === 0) return { type: code === instructionCodes.ping ? 'ping' : code === instructionCodes.action ? 'action' : 'reboot', id };
      break;
    case instructionCodes.read:
      if (size === 4) return { type: 'read', id, address, count };
      break;
    case instructionCodes.write:
    case instructionCodes['reg-write']:
      if (size >= 2) return { type: code === instructionCodes.write ? 'write' : 'reg-write', id, address, data: parameters.slice(2) };
      break;
    case instructionCodes['factory-reset']:
      if (size === 1) return { type: 'factory-reset', id, scope: parameters[0] ?? 0 };
      break;
    case instructionCodes['sync-read']:
    case instructionCodes['fast-sync-read']:
      if (size >= 4 && id === broadcastId) {
        return { type: code === instructionCodes['sync-read'] ? 'sync-read' : 'fast-sync-read', address, count, ids: Array.from(parameters.slice(4)) };
      }
      break;
    case instructionCodes['sync-write']:
      if (size >= 4 && id === broadcastId && (size - 4) % (count + 1) === 0) return { type: 'sync-write', address, count, items: syncItems(parameters.slice(4), count) };
      break;
  }
  return { type: 'other', id, code, parameters };
}

function syncItems(bytes: Uint8Array, count: number): { readonly id: number; readonly data: Uint8Array }[] {
  const items: { readonly id: number; readonly data: Uint8Array }[] = [];
  for (let start = 0; start < bytes.length; start += count + 1) {
    items.push({ id: bytes[start] ?? 0, data: bytes.slice(start + 1, start + 1 + count) });
  }
  return items;
}

/**
 * Takes the one reply to a fast sync read apart: per device ERROR, ID, DATA and a CRC over everything before it,
 * earlier CRCs included (the last is the packet's own and already gone). Each inner CRC is checked.
 * @returns undefined when the reply is damaged or not of this count.
 */
export function splitFastSyncReply(status: DynamixelStatus, count: number): readonly DynamixelStatus[] | undefined {
  const bytes = Uint8Array.of(status.error, ...status.data);
  const stride = count + 4;
  if ((bytes.length + 2) % stride !== 0) return undefined;
  const length = bytes.length + 3;
  const before = Uint8Array.from([...header, status.id, ...toBytes(length, 2), statusInstruction]);
  const devices: DynamixelStatus[] = [];
  for (let start = 0; start < bytes.length; start += stride) {
    const end = start + 2 + count;
    devices.push({ error: bytes[start] ?? 0, id: bytes[start + 1] ?? 0, data: bytes.slice(start + 2, end) });
    const isLast = end === bytes.length;
    if (!isLast && fromBytes(bytes.slice(end, end + 2)) !== crc16(bytes.slice(0, end), crc16(before))) return undefined;
  }
  return devices;
}
