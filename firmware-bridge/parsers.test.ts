import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../shared/maths/random';
import * as dynamixel from './dynamixel/packet';
import { createDynamixelParser } from './dynamixel/parser';
import * as feetech from './feetech/packet';
import { createFeetechParser } from './feetech/parser';

interface Parser {
  push(bytes: Uint8Array): void;
  reset(): void;
}

/** Both buses by one table: how to make a parser that collects frames, and how to encode a frame. */
const buses = [
  {
    name: 'feetech',
    collect(frames: unknown[]): Parser {
      return createFeetechParser((frame) => frames.push(frame));
    },
    frame: fc.record({ id: fc.integer({ min: 0, max: 253 }), code: fc.nat(255), parameters: fc.uint8Array({ maxLength: 60 }) }),
    encode: (frame: { id: number; code: number; parameters: Uint8Array }) => feetech.encodeFrame(frame),
    noise: fc.uint8Array({ maxLength: 20 }).map((bytes) => bytes.map((byte) => byte & 0x7f)),
  },
  {
    name: 'dynamixel',
    collect(frames: unknown[]): Parser {
      return createDynamixelParser((frame) => frames.push({ id: frame.id, code: frame.instruction, parameters: frame.parameters }));
    },
    // Many FF and FD, so that stuffing happens all the time.
    frame: fc.record({
      id: fc.integer({ min: 0, max: 252 }),
      code: fc.nat(255),
      parameters: fc.array(fc.oneof(fc.constantFrom(0xff, 0xfd), fc.nat(255)), { maxLength: 60 }).map((bytes) => Uint8Array.from(bytes)),
    }),
    encode: (frame: { id: number; code: number; parameters: Uint8Array }) => dynamixel.encodeFrame({ id: frame.id, instruction: frame.code, parameters: frame.parameters }),
    noise: fc.uint8Array({ maxLength: 20 }).map((bytes) => bytes.map((byte) => byte & 0x7f)),
  },
];

describe.each(buses)('the $name parser', ({ collect, frame, encode, noise }) => {
  it('finds every packet however the stream is split or joined, with noise between', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, frame), { minLength: 1, maxLength: 6 }), fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 }), (parts, cuts) => {
        const stream = Uint8Array.from(parts.flatMap(([before, one]) => [...before, ...encode(one)]));
        const frames: unknown[] = [];
        const parser = collect(frames);
        for (let start = 0, turn = 0; start < stream.length; turn += 1) {
          const size = cuts[turn % cuts.length] ?? 1;
          parser.push(stream.subarray(start, start + size));
          start += size;
        }
        expect(frames).toEqual(parts.map(([, one]) => one));
      }),
      { numRuns: 300 },
    );
  });

  it('never takes a packet with one changed byte for a good one of the same place', () => {
    fc.assert(
      fc.property(frame, fc.nat(), fc.integer({ min: 1, max: 255 }), (one, place, change) => {
        const bytes = encode(one);
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ change;
        const frames: unknown[] = [];
        collect(frames).push(bytes);
        expect(frames).not.toContainEqual(one);
      }),
    );
  });

  it('survives a million random bytes and understands the next packet after a reset', () => {
    const random = createRandom(2017);
    const frames: unknown[] = [];
    const parser = collect(frames);
    const chunk = new Uint8Array(1000);
    for (let turn = 0; turn < 1000; turn += 1) {
      for (let index = 0; index < chunk.length; index += 1) chunk[index] = random.uniform() < 0.3 ? 0xff : random.integer(256);
      parser.push(chunk);
    }
    parser.reset();
    frames.length = 0;
    const one = { id: 7, code: 0, parameters: Uint8Array.of(1, 2, 3) };
    parser.push(encode(one));
    expect(frames).toEqual([one]);
  });
});
