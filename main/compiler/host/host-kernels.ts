import { addInteger, below, encodeModule, float, get, integer, repeatWhile, set, tee, vector, type Code, type WasmFunction } from './wasm-format';

/**
 * The optimiser's arithmetic over arrays in one WebAssembly memory, four numbers at a time (128-bit SIMD), in one pass
 * where a graph of elementwise nodes takes ten. Pointers are byte offsets, multiples of 16; `bytes` is a length, above
 * 0 and a multiple of 16. Rates and the like are single precision.
 */
export interface HostKernels {
  /**
   * M <- beta1 M + g, V <- beta2 V + g^2, p <- p - rate M / (sqrt(V) + epsilon). M and V below 1e-30 in size become
   * zero: those of units that never fire decay into subnormal numbers, which are many times slower.
   */
  adam(parameter: number, first: number, second: number, gradient: number, bytes: number, rate: number, epsilon: number, beta1: number, beta2: number): void;
  /** slow <- slow + rate (fast - slow). */
  average(slow: number, fast: number, bytes: number, rate: number): void;
  /** value <- (value + other) / 2: the same, to the bit, whichever of the two is which. */
  mean(value: number, other: number, bytes: number): void;
  /** value <- min(max(value, minimum), maximum). */
  clip(value: number, bytes: number, minimum: number, maximum: number): void;
}

const smallest = 1e-30;
const vectorBytes = 16;

export function createHostKernels(memory: WebAssembly.Memory): HostKernels {
  const module = new WebAssembly.Module(encodeModule([adam, average, mean, clip]));
  return new WebAssembly.Instance(module, { host: { memory } }).exports as unknown as HostKernels;
}

const adam = ((): WasmFunction => {
  const [parameter, first, second, gradient, bytes, rate, epsilon, beta1, beta2] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
  const [offset, rates, epsilons, betas1, betas2, least, g, m, v] = [9, 10, 11, 12, 13, 14, 15, 16, 17] as const;
  const at = (pointer: number): Code => [...get(pointer), ...get(offset), ...addInteger];
  // What is no number is not below anything and so stays, to be found out.
  const keptUnlessBelow = (size: Code): Code => [...size, ...get(least), ...vector.less, ...vector.without];
  return {
    name: 'adam',
    parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'f32', 'f32', 'f32', 'f32'],
    locals: ['i32', 'v128', 'v128', 'v128', 'v128', 'v128', 'v128', 'v128', 'v128'],
    body: [
      ...spread(get(rate), rates),
      ...spread(get(epsilon), epsilons),
      ...spread(get(beta1), betas1),
      ...spread(get(beta2), betas2),
      ...spread(float(smallest), least),
      ...repeatWhile(
        [
          ...[...at(gradient), ...vector.load, ...set(g)],
          ...[...at(first), ...vector.load, ...get(betas1), ...vector.multiply, ...get(g), ...vector.add, ...tee(m)],
          ...[...keptUnlessBelow([...get(m), ...vector.absolute]), ...set(m)],
          ...[...at(first), ...get(m), ...vector.store],
          ...[...at(second), ...vector.load, ...get(betas2), ...vector.multiply, ...get(g), ...get(g), ...vector.multiply, ...vector.add, ...tee(v)],
          ...[...keptUnlessBelow(get(v)), ...set(v)],
          ...[...at(second), ...get(v), ...vector.store],
          ...[...at(parameter), ...at(parameter), ...vector.load],
          ...[...get(rates), ...get(m), ...vector.multiply, ...get(v), ...vector.root, ...get(epsilons), ...vector.add, ...vector.divide],
          ...[...vector.subtract, ...vector.store],
        ],
        notYetAt(bytes, offset),
      ),
    ],
  };
})();

const average = ((): WasmFunction => {
  const [slow, fast, bytes, rate] = [0, 1, 2, 3] as const;
  const [offset, rates, before] = [4, 5, 6] as const;
  const at = (pointer: number): Code => [...get(pointer), ...get(offset), ...addInteger];
  return {
    name: 'average',
    parameters: ['i32', 'i32', 'i32', 'f32'],
    locals: ['i32', 'v128', 'v128'],
    body: [
      ...spread(get(rate), rates),
      ...repeatWhile(
        [
          ...[...at(slow), ...at(slow), ...vector.load, ...tee(before)],
          ...[...at(fast), ...vector.load, ...get(before), ...vector.subtract, ...get(rates), ...vector.multiply],
          ...[...vector.add, ...vector.store],
        ],
        notYetAt(bytes, offset),
      ),
    ],
  };
})();

const mean = ((): WasmFunction => {
  const [value, other, bytes] = [0, 1, 2] as const;
  const [offset, halves] = [3, 4] as const;
  const at = (pointer: number): Code => [...get(pointer), ...get(offset), ...addInteger];
  return {
    name: 'mean',
    parameters: ['i32', 'i32', 'i32'],
    locals: ['i32', 'v128'],
    body: [
      ...spread(float(0.5), halves),
      ...repeatWhile([...at(value), ...at(value), ...vector.load, ...at(other), ...vector.load, ...vector.add, ...get(halves), ...vector.multiply, ...vector.store], notYetAt(bytes, offset)),
    ],
  };
})();

const clip = ((): WasmFunction => {
  const [value, bytes, minimum, maximum] = [0, 1, 2, 3] as const;
  const [offset, minima, maxima] = [4, 5, 6] as const;
  const at: Code = [...get(value), ...get(offset), ...addInteger];
  return {
    name: 'clip',
    parameters: ['i32', 'i32', 'f32', 'f32'],
    locals: ['i32', 'v128', 'v128'],
    body: [
      ...spread(get(minimum), minima),
      ...spread(get(maximum), maxima),
      ...repeatWhile([...at, ...at, ...vector.load, ...get(minima), ...vector.larger, ...get(maxima), ...vector.lesser, ...vector.store], notYetAt(bytes, offset)),
    ],
  };
})();

/** The same number four times, in a local. */
function spread(value: Code, into: number): Code {
  return [...value, ...vector.splat, ...set(into)];
}

/** Moves the offset on by a vector; whether it is still below the length. */
function notYetAt(bytes: number, offset: number): Code {
  return [...get(offset), ...integer(vectorBytes), ...addInteger, ...tee(offset), ...get(bytes), ...below];
}
