import { Failure } from '../../shared/contract/failure';

/**
 * Packets of the Feetech STS/SMS/SCS servo bus (half-duplex, 8N1, 1 Mbaud by default).
 *
 *   instruction  FF FF  ID  LEN  INSTRUCTION  P1..PN  CHECKSUM
 *   status       FF FF  ID  LEN  ERROR        P1..PN  CHECKSUM
 *
 * LEN = N + 2, CHECKSUM = ~(ID + LEN + INSTRUCTION + P1 + .. + PN) & FF. Source: Feetech's serial-servo protocol
 * manual.
 */

export const broadcastId = 0xfe;
/** ID, LEN, code and checksum around the parameters, and two header bytes. */
export const frameOverhead = 6;
export const largestParameters = 0xff - 2;

export const instructionCodes = {
  ping: 0x01,
  read: 0x02,
  write: 0x03,
  'reg-write': 0x04,
  action: 0x05,
  'sync-read': 0x82,
  'sync-write': 0x83,
} as const;

/** A packet as it lies on the wire: `code` is the instruction, or the error bits of a status. */
export interface FeetechFrame {
  readonly id: number;
  readonly code: number;
  readonly parameters: Uint8Array;
}

export type FeetechInstruction =
  | { readonly type: 'ping'; readonly id: number }
  | { readonly type: 'read'; readonly id: number; readonly address: number; readonly count: number }
  | { readonly type: 'write' | 'reg-write'; readonly id: number; readonly address: number; readonly data: Uint8Array }
  | { readonly type: 'action'; readonly id: number }
  | { readonly type: 'sync-read'; readonly address: number; readonly count: number; readonly ids: readonly number[] }
  | { readonly type: 'sync-write'; readonly address: number; readonly count: number; readonly items: readonly SyncItem[] }
  /** An instruction that this table does not name, kept as it came. */
  | { readonly type: 'other'; readonly id: number; readonly code: number; readonly parameters: Uint8Array };

export interface SyncItem {
  readonly id: number;
  readonly data: Uint8Array;
}

export function checksum(id: number, code: number, parameters: Uint8Array): number {
  let sum = id + parameters.length + 2 + code;
  for (const byte of parameters) sum += byte;
  return ~sum & 0xff;
}

/** Lays a frame out in bytes. @throws Failure when it does not fit into a packet. */
export function encodeFrame(frame: FeetechFrame): Uint8Array {
  const { id, code, parameters } = frame;
  if (!Number.isInteger(id) || id < 0 || id > broadcastId) throw new Failure('bad-argument', `${id} is no id of a Feetech servo: ids run from 0 to 253.`);
  if (parameters.length > largestParameters) {
    throw new Failure('bad-argument', `A Feetech packet carries at most ${largestParameters} parameter bytes, not ${parameters.length}: write to fewer servos at once.`);
  }
  return Uint8Array.from([0xff, 0xff, id, parameters.length + 2, code, ...parameters, checksum(id, code, parameters)]);
}

export function encodeInstruction(instruction: FeetechInstruction): Uint8Array {
  return encodeFrame(frameOf(instruction));
}

function frameOf(instruction: FeetechInstruction): FeetechFrame {
  switch (instruction.type) {
    case 'ping':
    case 'action':
      return { id: instruction.id, code: instructionCodes[instruction.type], parameters: new Uint8Array() };
    case 'read':
      return { id: instruction.id, code: instructionCodes.read, parameters: Uint8Array.of(instruction.address, instruction.count) };
    case 'write':
    case 'reg-write':
      return { id: instruction.id, code: instructionCodes[instruction.type], parameters: Uint8Array.of(instruction.address, ...instruction.data) };
    case 'sync-read':
      return { id: broadcastId, code: instructionCodes['sync-read'], parameters: Uint8Array.of(instruction.address, instruction.count, ...instruction.ids) };
    case 'sync-write':
      return { id: broadcastId, code: instructionCodes['sync-write'], parameters: syncWriteParameters(instruction) };
    case 'other':
      return instruction;
  }
}

function syncWriteParameters(instruction: Extract<FeetechInstruction, { type: 'sync-write' }>): Uint8Array {
  const bytes = [instruction.address, instruction.count];
  for (const item of instruction.items) {
    if (item.data.length !== instruction.count) {
      throw new Failure('bad-argument', `A sync write of ${instruction.count} bytes got ${item.data.length} bytes for servo ${item.id}.`);
    }
    bytes.push(item.id, ...item.data);
  }
  return Uint8Array.from(bytes);
}

/** Understands a frame that came from a host. */
export function decodeInstruction(frame: FeetechFrame): FeetechInstruction {
  const { id, code, parameters } = frame;
  const [first, second] = parameters;
  if (code === instructionCodes.ping && parameters.length === 0) return { type: 'ping', id };
  if (code === instructionCodes.action && parameters.length === 0) return { type: 'action', id };
  if (code === instructionCodes.read && parameters.length === 2 && first !== undefined && second !== undefined) {
    return { type: 'read', id, address: first, count: second };
  }
  if ((code === instructionCodes.write || code === instructionCodes['reg-write']) && first !== undefined) {
    return { type: code === instructionCodes.write ? 'write' : 'reg-write', id, address: first, data: parameters.slice(1) };
  }
  if (id === broadcastId && first !== undefined && second !== undefined) {
    if (code === instructionCodes['sync-read']) return { type: 'sync-read', address: first, count: second, ids: Array.from(parameters.slice(2)) };
    if (code === instructionCodes['sync-write'] && (parameters.length - 2) % (second + 1) === 0) {
      return { type: 'sync-write', address: first, count: second, items: syncItems(parameters.slice(2), second) };
    }
  }
  return { type: 'other', id, code, parameters };
}

function syncItems(bytes: Uint8Array, count: number): SyncItem[] {
  const items: SyncItem[] = [];
  for (let start = 0; start < bytes.length; start += count + 1) {
    items.push({ id: bytes[start] ?? 0, data: bytes.slice(start + 1, start + 1 + count) });
  }
  return items;
}
