import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { crc16 } from './dynamixel/crc';
import * as dynamixel from './dynamixel/packet';
import { createDynamixelParser } from './dynamixel/parser';
import { decodeSignMagnitude, decodeTwosComplement, encodeSignMagnitude, encodeTwosComplement, fromBytes, toBytes } from './encodings';
import * as feetech from './feetech/packet';
import { createFeetechParser } from './feetech/parser';

const vectorSchema = z.object({
  vectors: z.array(
    z.object({
      protocol: z.enum(['feetech-sts', 'feetech-scs', 'dynamixel-2.0', 'crc16-dxl']),
      kind: z.enum(['instruction', 'status', 'negative', 'encoding']),
      name: z.string(),
      hex: z.string(),
      meaning: z.string(),
    }),
  ),
});

/** Another file of this schema can be named by SERVO_VECTORS; meanings are checked against the project's own copy. */
const ownFile = path.join(__dirname, 'golden', 'servo_vectors.json');
const read = (file: string) => vectorSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).vectors;
const vectors = read(process.env['SERVO_VECTORS'] ?? ownFile);
const bytesOf = (hex: string) => Uint8Array.from(hex.trim().split(/\s+/), (byte) => Number.parseInt(byte, 16));
const joined = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => Array.from(part)));

function feetechFrames(bytes: Uint8Array): feetech.FeetechFrame[] {
  const frames: feetech.FeetechFrame[] = [];
  createFeetechParser((frame) => frames.push(frame)).push(bytes);
  return frames;
}

function dynamixelFrames(bytes: Uint8Array): dynamixel.DynamixelFrame[] {
  const frames: dynamixel.DynamixelFrame[] = [];
  createDynamixelParser((frame) => frames.push(frame)).push(bytes);
  return frames;
}

describe('packets of other programs', () => {
  const packets = vectors.filter((vector) => vector.kind === 'instruction' || vector.kind === 'status');
  it.each(packets.filter((vector) => vector.protocol === 'feetech-sts'))('feetech $kind $name decodes, and encodes to the same bytes', (vector) => {
    const bytes = bytesOf(vector.hex);
    const frames = feetechFrames(bytes);
    expect(frames.length).toBeGreaterThan(0);
    const again = frames.map((frame) => (vector.kind === 'status' ? feetech.encodeFrame(frame) : feetech.encodeInstruction(feetech.decodeInstruction(frame))));
    expect(joined(again)).toEqual(bytes);
  });

  it.each(packets.filter((vector) => vector.protocol === 'dynamixel-2.0'))('dynamixel $kind $name decodes, and encodes to the same bytes', (vector) => {
    const bytes = bytesOf(vector.hex);
    const frames = dynamixelFrames(bytes);
    expect(frames.length).toBeGreaterThan(0);
    const again = frames.map((frame) => {
      if (vector.kind === 'instruction') return dynamixel.encodeInstruction(dynamixel.decodeInstruction(frame));
      const status = dynamixel.statusOf(frame);
      if (status === undefined) throw new Error(`${vector.name} is no status`);
      return dynamixel.encodeStatus(status);
    });
    expect(joined(again)).toEqual(bytes);
  });

  it('names every known instruction of the vectors', () => {
    const own = read(ownFile).filter((vector) => vector.kind === 'instruction');
    const others = own.filter((vector) => {
      const bytes = bytesOf(vector.hex);
      if (vector.protocol === 'feetech-sts') return feetechFrames(bytes).some((frame) => feetech.decodeInstruction(frame).type === 'other');
      return dynamixelFrames(bytes).some((frame) => dynamixel.decodeInstruction(frame).type === 'other');
    });
    expect(others.map((vector) => vector.name)).toEqual(['clear_multiturn']);
  });
});

describe('packets that are none', () => {
  /** What a parser finds in each: a good packet behind garbage is found, a damaged one never. */
  const found: Record<string, number> = { garbage_prefix: 1, header_ff_run: 1, length_longer_than_read: 1 };
  it.each(read(ownFile).filter((vector) => vector.kind === 'negative'))('$protocol $name gives no false packet', (vector) => {
    const frames = vector.protocol === 'feetech-sts' ? feetechFrames(bytesOf(vector.hex)) : dynamixelFrames(bytesOf(vector.hex));
    expect(frames).toHaveLength(found[vector.name] ?? 0);
  });

  it('keeps all the data of a reply that is longer than was asked for', () => {
    expect(feetechFrames(bytesOf('FF FF 01 05 00 34 12 99 1A'))[0]?.parameters).toEqual(Uint8Array.of(0x34, 0x12, 0x99));
  });
});

describe('encodings, by their meaning', () => {
  it.each([
    [1825, 11, '21 07'],
    [-1825, 11, '21 0F'],
    [-2047, 11, 'FF 0F'],
    [2047, 11, 'FF 07'],
    [-100, 11, '64 08'],
    [-300, 10, '2C 05'],
    [-100, 10, '64 04'],
    [-1000, 15, 'E8 83'],
    [-1, 15, '01 80'],
  ])('%d with sign bit %d is %s', (value, signBit, hex) => {
    expect(toBytes(encodeSignMagnitude(value, signBit), 2)).toEqual(Array.from(bytesOf(hex)));
    expect(decodeSignMagnitude(fromBytes(bytesOf(hex)), signBit)).toBe(value);
  });

  it.each([2048, -2048, 0.5, Number.NaN])('refuses %d in a homing offset', (value) => {
    expect(() => encodeSignMagnitude(value, 11)).toThrow(/does not fit/);
  });

  it.each([
    [-1, 4, 'FF FF FF FF'],
    [-100, 2, '9C FF'],
    [-1024, 4, '00 FC FF FF'],
    [2048, 4, '00 08 00 00'],
  ])("%d in %d bytes of two's complement is %s", (value, byteCount, hex) => {
    expect(toBytes(encodeTwosComplement(value, byteCount), byteCount)).toEqual(Array.from(bytesOf(hex)));
    expect(decodeTwosComplement(fromBytes(bytesOf(hex)), byteCount)).toBe(value);
  });

  it('orders the bytes of the SCS series its own way', () => {
    expect(toBytes(0x1234, 2, 'scs')).toEqual([0x12, 0x34]);
    expect(toBytes(0x12345678, 4, 'scs')).toEqual([0x56, 0x78, 0x12, 0x34]);
    expect(toBytes(0x12345678, 4)).toEqual([0x78, 0x56, 0x34, 0x12]);
    expect(fromBytes([0x56, 0x78, 0x12, 0x34], 'scs')).toBe(0x12345678);
  });

  it('computes the published check values of the CRC', () => {
    expect(crc16(bytesOf('31 32 33 34 35 36 37 38 39'))).toBe(0xfee8);
    expect(crc16(bytesOf('FF FF FD 00 01 03 00 01'))).toBe(0x4e19);
  });

  it('takes the reply to a fast sync read apart, checking each CRC on the way', () => {
    const [frame] = dynamixelFrames(bytesOf('FF FF FD 00 FE 11 00 55 00 01 D0 07 00 00 0C 83 00 02 09 00 00 00 11 40'));
    const status = frame && dynamixel.statusOf(frame);
    if (status === undefined) throw new Error('no status');
    expect(dynamixel.splitFastSyncReply(status, 4)?.map((device) => [device.id, fromBytes(device.data)])).toEqual([
      [1, 2000],
      [2, 9],
    ]);
    const damaged = { ...status, data: status.data.map((byte, index) => (index === 5 ? byte ^ 1 : byte)) };
    expect(dynamixel.splitFastSyncReply(damaged, 4)).toBeUndefined();
  });
});
