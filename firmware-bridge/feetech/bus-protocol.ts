import type { BusProtocol } from '../bus-protocol';
import { statusBits } from './control-table';
import { broadcastId, encodeInstruction, frameOverhead } from './packet';
import { createFeetechParser } from './parser';

/** The STS series of Feetech on a `ServoBus`. */
export const feetechProtocol: BusProtocol = {
  createParser: (onReply) => createFeetechParser((frame) => onReply({ id: frame.id, errorBits: frame.code, data: frame.parameters })),
  ping: (id) => encodeInstruction({ type: 'ping', id }),
  read: (id, stretch) => encodeInstruction({ type: 'read', id, ...stretch }),
  write: (id, address, data) => encodeInstruction({ type: 'write', id, address, data }),
  syncRead: (ids, stretch) => encodeInstruction({ type: 'sync-read', ids, ...stretch }),
  syncWrite: (stretch, items) => encodeInstruction({ type: 'sync-write', ...stretch, items }),
  broadcastId,
  pingDataBytes: 0,
  replyOverhead: frameOverhead,
  statusBits,
  // A servo of Feetech reports its health, not whether it obeyed.
  refusal: () => undefined,
};
