import { concatenate, doubleField, floatField, integerField, messageField, stringField } from '../compiler/protobuf';
import { crc32c } from './crc32c';

/**
 * TensorBoard's event file: records of TensorFlow's TFRecord format
 * (https://www.tensorflow.org/tutorials/load_data/tfrecord, "TFRecords format details"), each an `Event`
 * (tensorboard/compat/proto/event.proto and summary.proto):
 *
 *   record   u64 length | u32 masked CRC of the length | length bytes | u32 masked CRC of the bytes   (little-endian)
 *   Event    wall_time 1 (double), step 2, file_version 3, summary 5
 *   Summary  value 1;  Value: tag 1, simple_value 2 (float)
 */
export interface ScalarEvent {
  /** Seconds since the epoch. */
  readonly wallTimeS: number;
  readonly step: number;
  /** By tag, for example "loss/critic". */
  readonly scalars: Readonly<Record<string, number>>;
}

const formatVersion = 'brain.Event:2';

export function encodeEventFile(startedS: number, events: readonly ScalarEvent[]): Uint8Array {
  const head = concatenate([doubleField(1, startedS), stringField(3, formatVersion)]);
  return concatenate([head, ...events.map(encodeEvent)].map(encodeRecord));
}

function encodeEvent({ wallTimeS, step, scalars }: ScalarEvent): Uint8Array {
  const values = Object.entries(scalars).map(([tag, value]) => messageField(1, [stringField(1, tag), floatField(2, value)]));
  return concatenate([doubleField(1, wallTimeS), integerField(2, step), messageField(5, values)]);
}

/** One TFRecord. */
export function encodeRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(8 + 4 + data.length + 4);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(crc32c(record.subarray(0, 8))), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, masked(crc32c(data)), true);
  return record;
}

/** Rotated and moved, so that a CRC of bytes that hold CRCs stays a good one. */
function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282_ead8) >>> 0;
}
