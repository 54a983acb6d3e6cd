import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from './failure';
import { decodeWire, encodeWire, windowMessageSchema } from './wire';

function roundTrip(result: unknown): unknown {
  const message = decodeWire(encodeWire({ type: 'answer', id: 1, answer: { ok: true, result } })) as { answer: { result: unknown } };
  return message.answer.result;
}

describe('wire', () => {
  it('carries typed arrays, views of larger buffers too, as values of the same type', () => {
    const buffer = new Float64Array([0, 1.5, -2, Infinity]);
    expect(roundTrip(new Float32Array([0.1, -3, 7]))).toEqual(new Float32Array([0.1, -3, 7]));
    expect(roundTrip(buffer.subarray(1, 3))).toEqual(new Float64Array([1.5, -2]));
    expect(roundTrip({ odd: 'x', pose: new Float32Array(0) })).toEqual({ odd: 'x', pose: new Float32Array(0) });
  });

  it('writes a Float32Array as extension type 1, little-endian', () => {
    const bytes = encodeWire({ type: 'call', id: 0, name: 'x', argument: new Float32Array([1]) });
    // fixext 4 (d6), type 1, 1.0f.
    expect([...bytes.slice(-6)]).toEqual([0xd6, 0x01, 0x00, 0x00, 0x80, 0x3f]);
  });

  it('leaves undefined properties out', () => {
    const decoded = decodeWire(encodeWire({ type: 'call', id: 3, name: 'arm.stop', argument: undefined }));
    expect(decoded).toEqual({ type: 'call', id: 3, name: 'arm.stop' });
    expect(windowMessageSchema.safeParse(decoded).success).toBe(true);
  });

  it('refuses a typed array of broken length with a Failure', () => {
    // ext 8 (c7), 3 bytes, type 1.
    expect(() => decodeWire(new Uint8Array([0xc7, 3, 1, 0, 0, 0]))).toThrow(Failure);
  });

  it('answers any bytes with a value or a Failure, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          windowMessageSchema.safeParse(decodeWire(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      }),
    );
  });

  it('brings back any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        expect(roundTrip(value)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
