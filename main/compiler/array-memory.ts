import { elementCount } from './program';
import type { Shapes } from './trace';

const pageBytes = 65_536;
/** A line of the cache. */
const alignment = 64;

/** Arrays side by side in one WebAssembly memory, where both onnxruntime and the host's own code reach them. Zero at first. */
export interface ArrayMemory {
  readonly memory: WebAssembly.Memory;
  readonly arrays: Readonly<Record<string, Float32Array>>;
}

/** Each array begins at a multiple of 64 bytes, and up to the next such multiple the memory is its own. */
export function createArrayMemory(shapes: Shapes): ArrayMemory {
  const lengths = Object.entries(shapes).map(([name, shape]) => ({ name, count: elementCount(shape) }));
  const bytes = lengths.reduce((sum, { count }) => sum + paddedBytes(count), 0);
  const memory = new WebAssembly.Memory({ initial: Math.max(1, Math.ceil(bytes / pageBytes)) });
  const arrays: Record<string, Float32Array> = {};
  let offset = 0;
  for (const { name, count } of lengths) {
    arrays[name] = new Float32Array(memory.buffer, offset, count);
    offset += paddedBytes(count);
  }
  return { memory, arrays };
}

function paddedBytes(count: number): number {
  return Math.ceil((count * Float32Array.BYTES_PER_ELEMENT) / alignment) * alignment;
}
