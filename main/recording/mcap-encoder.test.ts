import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { McapIndexedReader, McapStreamReader } from '@mcap/core';
import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32';
import { episodeChannels } from './episode-channels';
import { createMcapEncoder } from './mcap-encoder';
import { readMcapRecords } from './mcap-records';
import { parseEpisode } from './read-episode';
import { sampleEvents, sampleHeader, sampleSteps } from './testing/sample-episode';

const goldenFile = join(import.meta.dirname, 'golden', 'episode-1.mcap');

function encode(use: (encoder: ReturnType<typeof createMcapEncoder>) => void): Buffer {
  const parts: Uint8Array[] = [];
  use(createMcapEncoder('library', [{ topic: '/t', schemaName: 's', schema: new TextEncoder().encode('{}') }], (bytes) => parts.push(bytes)));
  return Buffer.concat(parts);
}

/** Random access over bytes, as the indexed reader asks for it. */
function readable(bytes: Uint8Array) {
  return {
    size: () => Promise.resolve(BigInt(bytes.length)),
    read: (offset: bigint, size: bigint) => Promise.resolve(bytes.subarray(Number(offset), Number(offset + size))),
  };
}

describe('the bytes of an MCAP file', () => {
  it('have the checksum that every CRC-32 has', () => {
    const text = new TextEncoder().encode('123456789');
    expect(crc32(text)).toBe(0xcbf4_3926);
    expect(crc32(text.subarray(4), crc32(text.subarray(0, 4)))).toBe(0xcbf4_3926);
  });

  it('are laid out as the specification says', () => {
    const bytes = encode((encoder) => {
      encoder.message(0, 7, 0x0102n, new TextEncoder().encode('{}'));
      encoder.closeChunk();
    });
    const message =
      '05' + '1800000000000000' + // message, 24 bytes
      '0000' + '07000000' + '0201000000000000' + '0201000000000000' + // channel, sequence, log and publish time
      '7b7d'; // {}
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32LE(crc32(Buffer.from(message, 'hex')));
    expect(bytes.toString('hex')).toBe(
      '894d434150300d0a' + // magic
        '01' + '0f00000000000000' + '00000000' + '07000000' + '6c696272617279' + // header: no profile, "library"
        '03' + '1b00000000000000' + '0100' + '0100000073' + '0a000000' + '6a736f6e736368656d61' + '02000000' + '7b7d' + // schema 1 "s", jsonschema, {}
        '04' + '1600000000000000' + '0000' + '0100' + '02000000' + '2f74' + '04000000' + '6a736f6e' + '00000000' + // channel 0 of schema 1: /t, json
        '06' + '4900000000000000' + '0201000000000000' + '0201000000000000' + '2100000000000000' + // chunk: times, size
        checksum.toString('hex') + '00000000' + '2100000000000000' + message + // checksum, no compression, size
        '07' + '1600000000000000' + '0000' + '10000000' + '0201000000000000' + '0000000000000000', // index of channel 0: time, place
    );
  });

  it('have no chunk without a message', () => {
    const bytes = encode((encoder) => {
      encoder.closeChunk();
      encoder.end();
    });
    expect([...readMcapRecords(bytes)].map(({ type }) => type)).not.toContain('Chunk');
  });
});

describe('an episode of format 1, as it is stored', () => {
  it('is read with every step', async () => {
    const { tracks, steps, header } = parseEpisode(await readFile(goldenFile), goldenFile);
    expect(header).toEqual(sampleHeader);
    expect(steps.map(({ observation }) => observation)).toEqual(sampleSteps(2).map(({ observation }) => observation));
    expect(tracks.events).toEqual(sampleEvents);
    expect(tracks.summary).toMatchObject({ end: 'truncated', success: true, length: 2 });
  });

  it('opens by its index alone, which agrees with the whole file read in order', async () => {
    const bytes = await readFile(goldenFile);
    const reader = await McapIndexedReader.Initialize({ readable: readable(bytes) });
    const topics = new Map([...reader.channelsById].map(([id, { topic }]) => [id, topic]));
    const indexed: string[] = [];
    for await (const message of reader.readMessages()) indexed.push(`${String(message.logTime)} ${topics.get(message.channelId) ?? ''} ${Buffer.from(message.data).toString()}`);

    const stream = new McapStreamReader({ validateCrcs: true });
    stream.append(bytes);
    const streamed: string[] = [];
    for (let record = stream.nextRecord(); record !== undefined; record = stream.nextRecord()) {
      if (record.type === 'Message') streamed.push(`${String(record.logTime)} ${topics.get(record.channelId) ?? ''} ${Buffer.from(record.data).toString()}`);
    }
    expect(stream.done()).toBe(true);
    expect(indexed).toHaveLength(1 + sampleEvents.length + 2 * 6);
    expect([...indexed].sort()).toEqual([...streamed].sort());
    expect(reader.statistics?.messageCount).toBe(BigInt(indexed.length));
    expect([...topics.values()]).toEqual(episodeChannels.map(({ topic }) => topic));
    const metadata: string[] = [];
    for await (const { name } of reader.readMetadata()) metadata.push(name);
    expect(metadata).toEqual(['tempera.episode', 'tempera.summary']);
  });

  it('has messages with the properties that their schemas declare', async () => {
    const bytes = await readFile(goldenFile);
    const channels = new Map<number, string>();
    for (const record of readMcapRecords(bytes)) {
      if (record.type === 'Channel') channels.set(record.id, record.topic);
      if (record.type !== 'Message') continue;
      const definition = episodeChannels.find(({ topic }) => topic === channels.get(record.channelId));
      expect(unknownProperties(JSON.parse(Buffer.from(record.data).toString()), JSON.parse(Buffer.from(definition?.schema ?? []).toString()), definition?.topic ?? '')).toEqual([]);
    }
  });
});

/** Every property of a message that its schema leaves out or gives another type, and every one that is missing. */
function unknownProperties(value: unknown, schema: unknown, path: string): string[] {
  const { type, properties, items } = schema as { type: string; properties?: Record<string, unknown>; items?: unknown };
  if (type === 'array') return Array.isArray(value) ? value.flatMap((item) => unknownProperties(item, items, `${path}[]`)) : [`${path} is no array`];
  if (type !== 'object') return typeof value === (type === 'integer' ? 'number' : type) ? [] : [`${path} is no ${type}`];
  const given = value as Record<string, unknown>;
  const missing = Object.keys(properties ?? {}).filter((key) => !(key in given));
  const wrong = Object.entries(given).flatMap(([key, inner]) =>
    properties?.[key] === undefined ? [`${path}.${key} is not declared`] : unknownProperties(inner, properties[key], `${path}.${key}`),
  );
  return [...missing.map((key) => `${path}.${key} is missing`), ...wrong];
}
