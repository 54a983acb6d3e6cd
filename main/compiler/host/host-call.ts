import { elementCount } from '../program';
import type { Place } from '../value-places';
import type { HostKernels } from './host-kernels';
import type { HostOperation } from './host-operation';

const vectorBytes = 16;
const vectorLength = vectorBytes / Float32Array.BYTES_PER_ELEMENT;

/** An operation bound to the arrays of its operands, whose rates are read anew at each call. */
export function hostCall(operation: HostOperation<Place>, arrayAt: (place: Place) => Float32Array, host: HostKernels): () => void {
  switch (operation.operator) {
    case 'Adam': {
      const { parameter, first, second, gradient, rate, epsilon } = operation.operands;
      const [p, m, v, g] = [pointer(parameter), pointer(first), pointer(second), pointer(gradient)];
      const bytes = bytesOf(parameter);
      const [rates, epsilons] = [arrayAt(rate), arrayAt(epsilon)];
      const { beta1, beta2 } = operation;
      return () => host.adam(p, m, v, g, bytes, rates[0] ?? Number.NaN, epsilons[0] ?? Number.NaN, beta1, beta2);
    }
    case 'Average': {
      const { slow, fast, rate } = operation.operands;
      const [to, from, bytes] = [pointer(slow), pointer(fast), bytesOf(slow)];
      const rates = arrayAt(rate);
      return () => host.average(to, from, bytes, rates[0] ?? Number.NaN);
    }
    case 'Clip': {
      const { operands: { value }, minimum, maximum } = operation;
      const [at, bytes] = [pointer(value), bytesOf(value)];
      return () => host.clip(at, bytes, minimum, maximum);
    }
  }

  function pointer(place: Place): number {
    return pointerTo(place, arrayAt);
  }
}

/** Takes the mean of two arrays into the first. */
export function meanCall(into: Place, other: Place, arrayAt: (place: Place) => Float32Array, host: HostKernels): () => void {
  const [to, from, bytes] = [pointerTo(into, arrayAt), pointerTo(other, arrayAt), bytesOf(into)];
  return () => host.mean(to, from, bytes);
}

function pointerTo(place: Place, arrayAt: (place: Place) => Float32Array): number {
  // To its end the memory of an array is padded to whole vectors.
  if (place.offset % vectorLength !== 0) throw new Error(`The operand in ${place.array} begins at its element ${place.offset}, within a vector of ${vectorLength}`);
  return arrayAt(place).byteOffset;
}

function bytesOf({ shape }: Place): number {
  return Math.ceil((elementCount(shape) * Float32Array.BYTES_PER_ELEMENT) / vectorBytes) * vectorBytes;
}
