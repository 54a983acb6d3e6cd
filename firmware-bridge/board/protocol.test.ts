import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../shared/maths/random';
import { cobsDecode, cobsEncode } from './cobs';
import { crc16Ccitt } from './crc16-ccitt';
import { encodeFrame, FrameParser } from './frame';
import { jointCount, messageTable, type BoardMessage, type MessageType } from './messages';

interface Vector {
  readonly message: BoardMessage;
  readonly hex: string;
}

const vectors = (JSON.parse(readFileSync(path.join(__dirname, 'golden', 'board_vectors.json'), 'utf8')) as { vectors: Vector[] }).vectors;
const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

function parsed(...chunks: readonly Uint8Array[]) {
  const messages: BoardMessage[] = [];
  const parser = new FrameParser((message) => messages.push(message));
  for (const chunk of chunks) parser.push(chunk);
  return { messages, counts: parser.counts };
}

const largest = { u8: 0xff, u16: 0xffff, u32: 0xffff_ffff } as const;
const anyMessage: fc.Arbitrary<BoardMessage> = fc.constantFrom(...(Object.keys(messageTable) as MessageType[])).chain((type) => {
  const fields = messageTable[type].fields as readonly (readonly [string, 'u8' | 'u16' | 'u32' | 'widths'])[];
  const values = fields.map(([name, kind]) => [name, kind === 'widths' ? fc.array(fc.nat(0xffff), { minLength: jointCount, maxLength: jointCount }) : fc.nat(largest[kind])]);
  return fc.record({ type: fc.constant(type), sequence: fc.nat(255), ...Object.fromEntries(values) }) as unknown as fc.Arbitrary<BoardMessage>;
});

describe('the frames of the board', () => {
  it('have a golden vector for every message', () => {
    expect(vectors.map(({ message }) => message.type)).toEqual(Object.keys(messageTable));
  });

  it.each(vectors)('$message.type encodes to its golden bytes and decodes from them', ({ message, hex }) => {
    expect(encodeFrame(message)).toEqual(bytesOf(hex));
    expect(parsed(bytesOf(hex)).messages).toEqual([message]);
  });

  it('come back from any pieces of the stream, joined or split', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 8 }), fc.array(fc.nat(400)), (messages, cuts) => {
        const stream = Uint8Array.from(messages.flatMap((message) => [...encodeFrame(message)]));
        const places = [...cuts.filter((cut) => cut < stream.length), stream.length].sort((first, second) => first - second);
        const chunks = places.map((place, index) => stream.subarray(index === 0 ? 0 : places[index - 1], place));
        expect(parsed(...chunks).messages).toEqual(messages);
      }),
    );
  });

  it('are found behind any garbage', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), anyMessage, (garbage, message) => {
        expect(parsed(garbage, encodeFrame(message)).messages.at(-1)).toEqual(message);
      }),
    );
  });

  it('are not taken for another after a change of up to three bits', () => {
    // The CRC finds all of these where the stuffing stays as it is, and all but one in 65,536 of the others: hence the seed.
    fc.assert(
      fc.property(anyMessage, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), (message, places) => {
        const frame = encodeFrame(message);
        for (const place of new Set(places.map((each) => each % (8 * (frame.length - 2))))) {
          const at = 1 + (place >> 3);
          frame[at] = (frame[at] ?? 0) ^ (1 << (place & 7));
        }
        for (const found of parsed(frame).messages) expect(found).toEqual(message);
      }),
      { numRuns: 3000, seed: 1 },
    );
  });

  it('hardly ever come out of a million random bytes', () => {
    const random = createRandom(4);
    let messages = 0;
    const parser = new FrameParser(() => (messages += 1));
    for (let block = 0; block < 1000; block += 1) parser.push(Uint8Array.from({ length: 1000 }, () => random.integer(256)));
    // About 3,900 stretches of at least four bytes, of which one in 65,536 has its CRC by chance.
    expect(parser.counts.damaged + parser.counts.wrongCrcs).toBeGreaterThan(3000);
    expect(messages).toBe(0);
    parser.push(encodeFrame({ type: 'ping', sequence: 1 }));
    expect(messages).toBe(1);
  });
});

describe('COBS', () => {
  it('leaves no zero and comes back, at any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1000 }), (bytes) => {
        const encoded = cobsEncode(bytes);
        expect(encoded.includes(0)).toBe(false);
        expect(encoded.length).toBeLessThanOrEqual(bytes.length + 1 + Math.floor(bytes.length / 254));
        expect(cobsDecode(encoded)).toEqual(bytes);
      }),
    );
  });

  it.each([254, 255, 508])('takes %d bytes without a zero', (length) => {
    const bytes = new Uint8Array(length).fill(7);
    expect(cobsDecode(cobsEncode(bytes))).toEqual(bytes);
  });

  it.each([[[5, 1]], [[2, 0]], [[0]]])('refuses %j', (bytes) => {
    expect(cobsDecode(Uint8Array.from(bytes))).toBeUndefined();
  });
});

it('computes the published check value of the CRC', () => {
  expect(crc16Ccitt(new TextEncoder().encode('123456789'))).toBe(0x29b1);
});
