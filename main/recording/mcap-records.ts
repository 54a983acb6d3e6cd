import { McapRecordBuilder, McapStreamReader, Opcode, type McapTypes } from '@mcap/core';

/**
 * Records of an MCAP file in their order, as far as they are whole: a file may be cut off at any byte, or damaged.
 * Reading ends without an error at the first record that is not whole or does not match its checksum; of a chunk
 * that was cut off, the whole messages are read. `bytes` that are no MCAP at all give nothing.
 */
export function* readMcapRecords(bytes: Uint8Array): Generator<McapTypes.TypedMcapRecord> {
  const reader = new McapStreamReader();
  reader.append(bytes);
  const channels = new McapRecordBuilder();
  for (;;) {
    const record = nextRecord(reader);
    if (record === 'damaged') return;
    if (record === undefined) break;
    if (record.type === 'Channel') channels.writeChannel(record);
    yield record;
  }
  // The bytes ended: at the end of the file, or within a record.
  if (!reader.done()) yield* messagesOfBrokenChunk(bytes.subarray(bytes.length - reader.bytesRemaining()), channels.buffer);
}

/** The reader throws plain errors at whatever it does not understand; none of them says more than that. */
function nextRecord(reader: McapStreamReader): McapTypes.TypedMcapRecord | 'damaged' | undefined {
  try {
    return reader.nextRecord();
  } catch {
    return 'damaged';
  }
}

/** `channels`: the channel records that the messages refer to. */
function* messagesOfBrokenChunk(tail: Uint8Array, channels: Uint8Array): Generator<McapTypes.TypedMcapRecord> {
  const start = startOfMessages(tail);
  if (start === undefined) return;
  const reader = new McapStreamReader({ noMagicPrefix: true });
  reader.append(channels);
  reader.append(tail.subarray(start));
  for (;;) {
    const record = nextRecord(reader);
    if (record === 'damaged' || record === undefined) return;
    if (record.type === 'Message') yield record;
  }
}

/**
 * Where the messages of a broken chunk begin, or undefined if this is no uncompressed chunk:
 * opcode u8, length u64, start and end time u64, size u64, checksum u32, compression (u32 length, then text), size u64.
 */
function startOfMessages(tail: Uint8Array): number | undefined {
  const compressionAt = 1 + 8 + 8 + 8 + 8 + 4;
  const start = compressionAt + 4 + 8;
  if (tail.length < start || tail[0] !== Opcode.CHUNK) return undefined;
  const compressionLength = new DataView(tail.buffer, tail.byteOffset, tail.byteLength).getUint32(compressionAt, true);
  return compressionLength === 0 ? start : undefined;
}
