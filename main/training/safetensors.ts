import { z } from 'zod';
import { Failure } from '../../shared/contract/failure';
import type { NamedTensor, NamedTensors } from '../learning/learner';

/**
 * The safetensors format (https://github.com/huggingface/safetensors, "Format"), float32 tensors alone:
 *
 *     0         8                  8 + n
 *     | n: u64 LE | header: n bytes | data |
 *
 * The header is a JSON object, tensor name to {"dtype":"F32","shape":[…],"data_offsets":[begin, end]}, offsets in
 * bytes from the start of the data; "__metadata__" maps strings to strings. It is padded with spaces to a multiple of
 * eight bytes. The data are little-endian and row-major, without gaps, in the order of the header.
 */

const headerLengthBytes = 8;
const alignmentBytes = 8;
const floatBytes = 4;
/** The limit of the reference implementation, against headers that fill the memory. */
const maximumHeaderBytes = 100_000_000;
const metadataKey = '__metadata__';

const natural = z.number().int().min(0);
const headerSchema = z.record(z.string(), z.unknown());
const entrySchema = z.object({ dtype: z.string(), shape: z.array(natural), data_offsets: z.tuple([natural, natural]) });
const metadataSchema = z.record(z.string(), z.string());

export interface SafetensorsFile {
  readonly tensors: NamedTensors;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Encodes tensors in the order of their names, so that equal tensors give equal bytes. */
export function encodeSafetensors(tensors: NamedTensors, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const names = Object.keys(tensors).sort();
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header[metadataKey] = metadata;
  const placed: { readonly data: Float32Array; readonly begin: number }[] = [];
  let end = 0;
  for (const name of names) {
    const tensor = tensors[name];
    if (tensor === undefined) continue;
    if (name === metadataKey) throw new Error(`no tensor may be named ${metadataKey}`);
    const begin = end;
    end += tensor.data.byteLength;
    if (tensor.data.length !== elements(tensor.shape)) throw new Error(`tensor ${name} of shape [${tensor.shape.join(', ')}] has ${tensor.data.length} values`);
    header[name] = { dtype: 'F32', shape: tensor.shape, data_offsets: [begin, end] };
    placed.push({ data: tensor.data, begin });
  }

  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(json.length / alignmentBytes) * alignmentBytes;
  const bytes = new Uint8Array(headerLengthBytes + headerBytes + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, headerLengthBytes, headerLengthBytes + headerBytes);
  bytes.set(json, headerLengthBytes);
  const dataStart = headerLengthBytes + headerBytes;
  for (const { data, begin } of placed) copyFloats(data, view, dataStart + begin);
  return bytes;
}

/**
 * Decodes a whole file. `file` is named in failures.
 * @throws Failure `damaged-file` when the bytes are not a whole safetensors file of float32 tensors.
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): SafetensorsFile {
  const damaged = (what: string, cause?: unknown): Failure =>
    new Failure('damaged-file', `${file} is damaged: ${what}. Restore it from a copy, or go on from an older checkpoint.`, { cause });

  if (bytes.length < headerLengthBytes) throw damaged(`it has ${bytes.length} bytes, fewer than its header needs`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  const dataStart = headerLengthBytes + headerBytes;
  if (headerBytes > maximumHeaderBytes || dataStart > bytes.length) throw damaged(`its header of ${headerBytes} bytes does not fit in ${bytes.length} bytes`);

  const header = headerSchema.safeParse(parseJson(bytes.subarray(headerLengthBytes, dataStart)));
  if (!header.success) throw damaged('its header is not a JSON object', header.error);

  const { [metadataKey]: rawMetadata = {}, ...rawEntries } = header.data;
  const metadata = metadataSchema.safeParse(rawMetadata);
  if (!metadata.success) throw damaged('its metadata are not strings', metadata.error);

  const entries = Object.entries(rawEntries).map(([name, value]) => {
    const entry = entrySchema.safeParse(value);
    if (!entry.success) throw damaged(`the entry of tensor "${name}" is not understood`, entry.error);
    const { dtype, shape, data_offsets: [begin, end] } = entry.data;
    if (dtype !== 'F32') throw damaged(`tensor "${name}" is of type ${dtype}, but F32 alone is read`);
    if (end - begin !== floatBytes * elements(shape)) throw damaged(`tensor "${name}" of shape [${shape.join(', ')}] has ${end - begin} bytes`);
    return { name, shape, begin, end };
  });

  let covered = 0;
  for (const { name, begin, end } of [...entries].sort((one, other) => one.begin - other.begin || one.end - other.end)) {
    if (begin !== covered) throw damaged(`tensor "${name}" begins at byte ${begin} of the data, where ${covered} is next`);
    covered = end;
  }
  if (dataStart + covered !== bytes.length) throw damaged(`it has ${bytes.length - dataStart} bytes of data, but its tensors have ${covered}`);
  const tensors = entries.map(({ name, shape, begin }): [string, NamedTensor] => [name, { shape, data: readFloats(view, dataStart + begin, elements(shape)) }]);
  return { tensors: Object.fromEntries(tensors), metadata: metadata.data };
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

const littleEndianMachine = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function copyFloats(data: Float32Array, view: DataView, offset: number): void {
  if (littleEndianMachine) {
    new Uint8Array(view.buffer, view.byteOffset).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    return;
  }
  data.forEach((value, index) => view.setFloat32(offset + floatBytes * index, value, true));
}

function readFloats(view: DataView, offset: number, count: number): Float32Array {
  const data = new Float32Array(count);
  if (littleEndianMachine) {
    new Uint8Array(data.buffer).set(new Uint8Array(view.buffer, view.byteOffset + offset, floatBytes * count));
    return data;
  }
  for (let index = 0; index < count; index += 1) data[index] = view.getFloat32(offset + floatBytes * index, true);
  return data;
}
