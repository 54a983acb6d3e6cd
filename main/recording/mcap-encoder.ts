import { McapChunkBuilder, McapRecordBuilder, Opcode, type McapTypes } from '@mcap/core';
import { crc32 } from './crc32';

export interface ChannelDefinition {
  readonly topic: string;
  /** Title of the JSON Schema; Foxglove knows the `foxglove.` ones by name. */
  readonly schemaName: string;
  /** UTF-8 of the JSON Schema. */
  readonly schema: Uint8Array;
}

/**
 * Turns messages into the bytes of an MCAP file, in order and without waiting: `append` is called with whole records
 * and owns what it is given. Chunks are not compressed, so that a chunk that was cut off still reads up to its last
 * whole message.
 *
 *   magic, Header, Schemas and Channels          written by the constructor
 *   Metadata                                     at once
 *   Chunk (Messages), one MessageIndex a channel when `closeChunk` is called
 *   DataEnd, summary section, Footer, magic      by `end`
 *
 * Every channel has the number that it has in the list of definitions. (https://mcap.dev/spec)
 */
export interface McapEncoder {
  metadata(name: string, entries: Readonly<Record<string, string>>): void;
  /** Copies `data`. */
  message(channelId: number, sequence: number, timeNs: bigint, data: Uint8Array): void;
  /** Bytes of messages that wait in the open chunk. */
  readonly chunkBytes: number;
  closeChunk(): void;
  end(): void;
}

export function createMcapEncoder(library: string, definitions: readonly ChannelDefinition[], append: (bytes: Uint8Array) => void): McapEncoder {
  const records = new McapRecordBuilder();
  const chunk = new McapChunkBuilder({ useMessageIndex: true });
  const chunkIndexes: McapTypes.ChunkIndex[] = [];
  const metadataIndexes: McapTypes.MetadataIndex[] = [];
  const statistics: McapTypes.Statistics = {
    messageCount: 0n,
    schemaCount: definitions.length,
    channelCount: definitions.length,
    attachmentCount: 0,
    metadataCount: 0,
    chunkCount: 0,
    messageStartTime: 0n,
    messageEndTime: 0n,
    channelMessageCounts: new Map(),
  };
  let position = 0n;

  /** Sends what the builder holds; the builder's `buffer` is a copy. */
  function send(): Uint8Array {
    const bytes = records.buffer;
    records.reset();
    position += BigInt(bytes.length);
    append(bytes);
    return bytes;
  }

  function writeSchemas(): void {
    definitions.forEach(({ schemaName, schema }, index) => {
      records.writeSchema({ id: index + 1, name: schemaName, encoding: 'jsonschema', data: schema });
    });
  }

  function writeChannels(): void {
    definitions.forEach(({ topic }, id) => {
      records.writeChannel({ id, schemaId: id + 1, topic, messageEncoding: 'json', metadata: new Map() });
    });
  }

  function closeChunk(): void {
    if (chunk.numMessages === 0) return;
    const bytes = chunk.buffer;
    const times = { messageStartTime: chunk.messageStartTime, messageEndTime: chunk.messageEndTime };
    const size = BigInt(bytes.length);
    const chunkStartOffset = position;
    const chunkLength = records.writeChunk({ ...times, uncompressedSize: size, uncompressedCrc: crc32(bytes), compression: '', records: bytes });
    const messageIndexOffsets = new Map<number, bigint>();
    let messageIndexLength = 0n;
    for (const index of chunk.indices) {
      messageIndexOffsets.set(index.channelId, chunkStartOffset + chunkLength + messageIndexLength);
      messageIndexLength += records.writeMessageIndex(index);
    }
    send();
    statistics.chunkCount += 1;
    chunkIndexes.push({
      ...times,
      chunkStartOffset,
      chunkLength,
      messageIndexOffsets,
      messageIndexLength,
      compression: '',
      compressedSize: size,
      uncompressedSize: size,
    });
    chunk.reset();
  }

  function count(channelId: number, timeNs: bigint): void {
    if (statistics.messageCount === 0n || timeNs < statistics.messageStartTime) statistics.messageStartTime = timeNs;
    if (timeNs > statistics.messageEndTime) statistics.messageEndTime = timeNs;
    statistics.messageCount += 1n;
    statistics.channelMessageCounts.set(channelId, (statistics.channelMessageCounts.get(channelId) ?? 0n) + 1n);
  }

  /** The summary section: what a reader needs to seek, each group with its offset, all under one checksum. */
  function writeSummary(): void {
    const summaryStart = position;
    const groups: McapTypes.SummaryOffset[] = [];
    let checksum = 0;
    const group = (groupOpcode: number, write: () => void): void => {
      const groupStart = position;
      write();
      const bytes = send();
      checksum = crc32(bytes, checksum);
      if (bytes.length > 0) groups.push({ groupOpcode, groupStart, groupLength: BigInt(bytes.length) });
    };
    group(Opcode.SCHEMA, writeSchemas);
    group(Opcode.CHANNEL, writeChannels);
    group(Opcode.STATISTICS, () => records.writeStatistics(statistics));
    group(Opcode.METADATA_INDEX, () => metadataIndexes.forEach((index) => records.writeMetadataIndex(index)));
    group(Opcode.CHUNK_INDEX, () => chunkIndexes.forEach((index) => records.writeChunkIndex(index)));

    const summaryOffsetStart = position;
    for (const offset of groups) records.writeSummaryOffset(offset);
    checksum = crc32(send(), checksum);
    // The checksum covers the footer's own beginning too: opcode, length and the two offsets, 25 bytes.
    records.writeFooter({ summaryStart, summaryOffsetStart, summaryCrc: 0 });
    const summaryCrc = crc32(records.buffer.subarray(0, 25), checksum);
    records.reset();
    records.writeFooter({ summaryStart, summaryOffsetStart, summaryCrc });
  }

  records.writeMagic();
  records.writeHeader({ profile: '', library });
  writeSchemas();
  writeChannels();
  send();

  return {
    metadata(name, entries) {
      const offset = position;
      const length = records.writeMetadata({ name, metadata: new Map(Object.entries(entries)) });
      send();
      statistics.metadataCount += 1;
      metadataIndexes.push({ name, offset, length });
    },
    message(channelId, sequence, timeNs, data) {
      count(channelId, timeNs);
      chunk.addMessage({ channelId, sequence, logTime: timeNs, publishTime: timeNs, data });
    },
    get chunkBytes() {
      return chunk.byteLength;
    },
    closeChunk,
    end() {
      closeChunk();
      // 0: this file has no checksum over its whole data section; every chunk has its own.
      records.writeDataEnd({ dataSectionCrc: 0 });
      send();
      writeSummary();
      records.writeMagic();
      send();
    },
  };
}
