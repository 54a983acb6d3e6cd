import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../shared/contract/failure';
import { decodeSafetensors, encodeSafetensors } from './safetensors';

const tensor = fc
  .array(fc.nat({ max: 4 }), { maxLength: 3 })
  .chain((shape) => fc.float32Array({ minLength: shape.reduce((a, b) => a * b, 1), maxLength: shape.reduce((a, b) => a * b, 1) }).map((data) => ({ shape, data })));
const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text !== '__metadata__' && text !== '__proto__');
const tensors = fc.dictionary(name, tensor, { maxKeys: 5 }).map((entries) => ({ ...entries }));

describe('safetensors', () => {
  it('writes the bytes that the format asks for', () => {
    const bytes = encodeSafetensors({ b: { shape: [2], data: Float32Array.of(1, -2) }, a: { shape: [], data: Float32Array.of(0.5) } }, { by: 'tempera' });
    const header = '{"__metadata__":{"by":"tempera"},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}';
    const padding = (8 - (header.length % 8)) % 8;
    expect([...bytes]).toEqual([
      ...[header.length + padding, 0, 0, 0, 0, 0, 0, 0],
      ...new TextEncoder().encode(header + ' '.repeat(padding)),
      ...[0x00, 0x00, 0x00, 0x3f, 0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x00, 0xc0],
    ]);
  });

  it('reads back what it wrote, bit for bit', () => {
    fc.assert(
      fc.property(tensors, fc.dictionary(name, fc.string()), (written, metadata) => {
        const read = decodeSafetensors(encodeSafetensors(written, metadata), 'file');
        expect(Object.keys(read.tensors).sort()).toEqual(Object.keys(written).sort());
        for (const [key, { shape, data }] of Object.entries(written)) {
          expect(read.tensors[key]?.shape).toEqual(shape);
          expect(new Uint32Array(read.tensors[key]?.data.buffer ?? new ArrayBuffer(0))).toEqual(new Uint32Array(data.slice().buffer));
        }
        expect(read.metadata).toEqual({ ...metadata });
      }),
    );
  });

  it('reads tensors in any order of their header, as other programs write them', () => {
    const header = '{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"y":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} ';
    const bytes = new Uint8Array(8 + header.length + 8);
    new DataView(bytes.buffer).setUint32(0, header.length, true);
    bytes.set(new TextEncoder().encode(header), 8);
    new DataView(bytes.buffer).setFloat32(8 + header.length, 3, true);
    new DataView(bytes.buffer).setFloat32(12 + header.length, 4, true);
    const { tensors: read } = decodeSafetensors(bytes, 'file');
    expect(read['y']?.data).toEqual(Float32Array.of(3));
    expect(read['x']?.data).toEqual(Float32Array.of(4));
  });

  it('refuses a file that was cut off at any byte, by one clear failure', () => {
    const bytes = encodeSafetensors({ weights: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } });
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => decodeSafetensors(bytes.subarray(0, length), 'a.safetensors')).toThrow(/^a\.safetensors is damaged: .*older checkpoint\.$/);
    }
  });

  it('meets random damage with a failure or with tensors of their shapes, never with another error', () => {
    const bytes = encodeSafetensors({ weights: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }, bias: { shape: [3], data: Float32Array.of(5, 6, 7) } });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 6 }), (damage) => {
        const damaged = bytes.slice();
        for (const [index, value] of damage) damaged[index] = value;
        try {
          for (const { shape, data } of Object.values(decodeSafetensors(damaged, 'file').tensors)) expect(data).toHaveLength(shape.reduce((a, b) => a * b, 1));
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Failure);
        }
      }),
    );
  });

  it('refuses types other than float32 by name', () => {
    const header = '{"x":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}  ';
    const bytes = new Uint8Array(8 + header.length + 4);
    new DataView(bytes.buffer).setUint32(0, header.length, true);
    bytes.set(new TextEncoder().encode(header), 8);
    expect(() => decodeSafetensors(bytes, 'file')).toThrow('tensor "x" is of type F16, but F32 alone is read');
  });
});
