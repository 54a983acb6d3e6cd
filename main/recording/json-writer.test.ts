import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsonWriter, quoted, type JsonWriter } from './json-writer';

function written(write: (writer: JsonWriter) => void): string {
  const writer = createJsonWriter();
  write(writer);
  return Buffer.from(writer.take()).toString('latin1');
}

const float32 = (value: number) => written((writer) => writer.float32(Math.fround(value)));

describe('numbers as JSON', () => {
  it('give every single-precision value back', () => {
    const anySize = fc.float({ noNaN: true, noDefaultInfinity: true });
    const usual = fc.float({ min: -20, max: 20, noNaN: true });
    fc.assert(fc.property(fc.oneof(anySize, usual), (value) => Math.fround(JSON.parse(float32(value)) as number) === value), { numRuns: 5000 });
  });

  it.each([
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [-10, '-10'],
    [0.25, '0.25'],
    [-0.1, '-0.100000001'],
    [0.0625, '0.0625'],
    [15.5, '15.5'],
    [100, '100'],
    [1e30, '1.0000000150474662e+30'],
  ])('are short: %d', (value, text) => {
    expect(float32(value)).toBe(text);
  });

  it('give every double back, and null for what has no JSON', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => JSON.parse(written((writer) => writer.float64(value))) === value));
    expect(written((writer) => writer.float32List([Number.NaN, 1, Number.NEGATIVE_INFINITY]))).toBe('[null,1,null]');
    expect(written((writer) => writer.float64List([]))).toBe('[]');
  });
});

describe('text as JSON', () => {
  it('gives every string back in ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = written((writer) => writer.raw(quoted(text)));
        expect(JSON.parse(json)).toBe(text);
        expect(json).toMatch(/^[\x20-\x7f]*$/);
      }),
    );
  });

  it('may be longer than the room that there was', () => {
    const long = quoted('x'.repeat(100_000));
    expect(written((writer) => writer.raw(long))).toBe(long);
  });
});
