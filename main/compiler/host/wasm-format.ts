/**
 * The few parts of the WebAssembly binary format that a loop over vectors of four floats needs
 * (https://webassembly.github.io/spec/core/binary/, with the opcodes of 128-bit SIMD). Code is a list of bytes.
 */
export type Code = readonly number[];

export type ValueType = 'i32' | 'f32' | 'v128';

const typeBytes: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** A function that gives nothing back. Its parameters are its first locals. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly locals: readonly ValueType[];
  readonly body: Code;
}

const end = 0x0b;
const simdPrefix = 0xfd;
/** Alignment of 16 bytes, as a power of two, and an offset of 0. */
const vectorAccess = [4, 0];

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
export const tee = (local: number): Code => [0x22, ...unsigned(local)];
export const addInteger: Code = [0x6a];
export const below: Code = [0x49];
export const integer = (value: number): Code => [0x41, ...signed(value)];
export const float = (value: number): Code => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)];

export const vector = {
  load: [...simd(0x00), ...vectorAccess],
  store: [...simd(0x0b), ...vectorAccess],
  splat: simd(0x13),
  less: simd(0x43),
  /** Of two: the first, where the second has no bit. */
  without: simd(0x4f),
  absolute: simd(0xe0),
  root: simd(0xe3),
  add: simd(0xe4),
  subtract: simd(0xe5),
  multiply: simd(0xe6),
  divide: simd(0xe7),
  lesser: simd(0xea),
  larger: simd(0xeb),
} as const;

/** Repeats the code while the condition, an i32, is not 0. */
export function repeatWhile(code: Code, condition: Code): Code {
  const loop = 0x03;
  const withoutResult = 0x40;
  const branchIf = 0x0d;
  return [loop, withoutResult, ...code, ...condition, branchIf, 0, end];
}

/** A module whose memory is imported as `host.memory` and whose functions are exported under their names. */
export function encodeModule(functions: readonly WasmFunction[]): Uint8Array {
  const signature = ({ parameters }: WasmFunction): Code => [0x60, ...list(parameters.map((type) => [typeBytes[type]])), 0];
  const code = ({ locals, body }: WasmFunction): Code => sized([...list(locals.map((type) => [1, typeBytes[type]])), ...body, end]);
  const memoryImport = [...text('host'), ...text('memory'), 0x02, 0x00, 0x01];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, functions.map(signature)),
    ...section(2, [memoryImport]),
    ...section(3, functions.map((_, index) => unsigned(index))),
    ...section(7, functions.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)])),
    ...section(10, functions.map(code)),
  ]);
}

function section(number: number, entries: readonly Code[]): Code {
  return [number, ...sized(list(entries))];
}

function list(entries: readonly Code[]): Code {
  return [...unsigned(entries.length), ...entries.flat()];
}

function sized(code: Code): Code {
  return [...unsigned(code.length), ...code];
}

function text(value: string): Code {
  return sized([...new TextEncoder().encode(value)]);
}

function simd(operation: number): Code {
  return [simdPrefix, ...unsigned(operation)];
}

/** LEB128, seven bits at a time, the lowest first. */
function unsigned(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

/** LEB128 of a number with a sign: the last group says by its highest bit which it is. */
function signed(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  for (; rest < -0x40 || rest > 0x3f; rest >>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest & 0x7f];
}
