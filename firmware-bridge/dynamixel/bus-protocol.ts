import type { BusProtocol } from '../bus-protocol';
import { processingErrors, statusBits } from './control-table';
import { broadcastId, encodeInstruction, statusOf } from './packet';
import { createDynamixelParser } from './parser';

/** Dynamixel Protocol 2.0 on a `ServoBus`. */
export const dynamixelProtocol: BusProtocol = {
  createParser: (onReply) =>
    createDynamixelParser((frame) => {
      const status = statusOf(frame);
      if (status !== undefined) onReply({ id: status.id, errorBits: status.error, data: status.data });
    }),
  ping: (id) => encodeInstruction({ type: 'ping', id }),
  read: (id, stretch) => encodeInstruction({ type: 'read', id, ...stretch }),
  write: (id, address, data) => encodeInstruction({ type: 'write', id, address, data }),
  syncRead: (ids, stretch) => encodeInstruction({ type: 'sync-read', ids, ...stretch }),
  syncWrite: (stretch, items) => encodeInstruction({ type: 'sync-write', ...stretch, items }),
  broadcastId,
  // Model number and firmware.
  pingDataBytes: 3,
  replyOverhead: 11,
  statusBits,
  refusal(error) {
    const number = error & 0x7f;
    return number === 0 ? undefined : (processingErrors.get(number) ?? `error ${number}`);
  },
  reboot: (id) => encodeInstruction({ type: 'reboot', id }),
};
