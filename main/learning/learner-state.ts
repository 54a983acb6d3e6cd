import { z } from 'zod';
import { Failure } from '../../shared/contract/failure';
import type { RandomSource, RandomState } from '../../shared/maths/random';
import type { Arrays } from '../compiler/program';
import type { Algorithm } from './algorithm';
import type { NamedTensors } from './learner';
import { named, packArrays, unpackArrays } from './parameters';
import { logAlphaName, partOf, type PartLayouts } from './state-parts';

/**
 * The state of a learner as named tensors, `PART/PARAMETER`: what checkpoints hold and snapshots publish. The packing
 * that training uses is not seen outside.
 */
export function namedState(layouts: PartLayouts, state: Arrays, parts: readonly string[] = Object.keys(layouts)): NamedTensors {
  return Object.fromEntries(
    parts.flatMap((part) => Object.entries(unpackArrays(named(layouts, part), partOf(part, state))).map(([name, tensor]) => [`${part}/${name}`, tensor])),
  );
}

/** The inverse of `namedState`. A `Failure` names the tensor that is missing or has another shape. */
export function packedState(layouts: PartLayouts, tensors: NamedTensors): Record<string, Float32Array> {
  try {
    return packedParts(layouts, Object.fromEntries(Object.keys(layouts).map((part) => [part, partOf(part, tensors)])));
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new Failure(
      'bad-argument',
      `The stored state does not fit these settings: ${detail}. Resume with the task, algorithm and networks it was trained with.`,
      { cause },
    );
  }
}

/** Fresh networks and the first temperature; what is not in it begins at zero. */
export function initialState({ layouts, freshNetworks }: Pick<Algorithm, 'layouts' | 'freshNetworks'>, alpha: number, random: RandomSource): Record<string, Float32Array> {
  return { ...packedParts(layouts, freshNetworks(random)), [logAlphaName]: Float32Array.of(Math.log(alpha)) };
}

/** Names of the state of one part. */
export function partNames(layouts: PartLayouts, part: string): readonly string[] {
  return named(layouts, part).groups.map((group) => `${part}/${group.name}`);
}

function packedParts(layouts: PartLayouts, parts: Readonly<Record<string, NamedTensors>>): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([part, tensors]) => Object.entries(packArrays(named(layouts, part), tensors)).map(([group, array]) => [`${part}/${group}`, array])),
  );
}

const word = z.number().int().min(0).max(0xffff_ffff);
const randomStateSchema = z.object({ words: z.tuple([word, word, word, word]), spare: z.number().optional() });

export function parseRandomState(stored: unknown): RandomState {
  const parsed = randomStateSchema.safeParse(stored);
  if (parsed.success) return parsed.data;
  throw new Failure('damaged-file', 'The stored state of the random generator is not four words; the checkpoint is damaged. Resume from an older one.');
}
