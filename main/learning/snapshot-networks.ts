import { Failure } from '../../shared/contract/failure';
import type { Shapes, Tensors } from '../compiler/trace';
import type { NamedTensors } from './learner';
import { named } from './parameters';
import type { Networks } from './policy-head';
import { partOf } from './state-parts';

/** The tensors of these parts of a snapshot, still named `PART/PARAMETER`. A `Failure` names a part that is missing. */
export function partTensors(parts: readonly string[], tensors: NamedTensors): NamedTensors {
  for (const part of parts) {
    if (Object.keys(partOf(part, tensors)).length > 0) continue;
    throw new Failure('bad-argument', `The snapshot has no tensors of the ${part}; it holds ${Object.keys(tensors).join(', ') || 'nothing'}.`);
  }
  return Object.fromEntries(Object.entries(tensors).filter(([name]) => parts.some((part) => name.startsWith(`${part}/`))));
}

/** The parts out of the inputs of a program. */
export function networksOf(parts: readonly string[], inputs: Tensors): Networks {
  return Object.fromEntries(parts.map((part) => [part, partOf(part, inputs)]));
}

export function shapesOf(tensors: NamedTensors): Shapes {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.shape]));
}

export function dataOf(tensors: NamedTensors): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.data]));
}

/** Fills an input of a program, whose length must be right: a `Failure` says what it was made for. */
export function fillInput(inputs: Readonly<Record<string, Float32Array>>, name: string, values: Float32Array): void {
  const target = named(inputs, name);
  if (values.length !== target.length) {
    throw new Failure('bad-argument', `The ${name} has ${values.length} numbers where the policy was made for ${target.length}.`);
  }
  target.set(values);
}
