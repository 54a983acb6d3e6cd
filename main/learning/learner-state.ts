import { z } from 'zod';
import { Failure } from '../../shared/contract/failure';
import type { RandomSource, RandomState } from '../../shared/maths/random';
import type { Arrays } from '../compiler/program';
import type { NamedTensors } from './learner';
import { initialParameters } from './networks';
import { packArrays, unpackArrays, type ParameterLayout } from './parameters';
import type { SacProblem } from './sac';
import { partOf, stateParts, type StatePart } from './sac-program';

/**
 * The state of a learner as named tensors, `PART/PARAMETER`: what checkpoints hold and snapshots publish. The packing
 * that training uses is not seen outside.
 */
export function namedState(problem: SacProblem, state: Arrays, parts: readonly StatePart[] = stateParts): NamedTensors {
  return Object.fromEntries(
    parts.flatMap((part) => Object.entries(unpackArrays(layoutOfPart(problem, part), partOf(part, state))).map(([name, tensor]) => [`${part}/${name}`, tensor])),
  );
}

/** The inverse of `namedState`. A `Failure` names the tensor that is missing or has another shape. */
export function packedState(problem: SacProblem, tensors: NamedTensors): Record<string, Float32Array> {
  try {
    return Object.fromEntries(
      stateParts.flatMap((part) => Object.entries(packArrays(layoutOfPart(problem, part), partOf(part, tensors))).map(([group, array]) => [`${part}/${group}`, array])),
    );
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new Failure('bad-argument', `The stored state does not fit these settings: ${detail}. Resume with the task and hidden sizes it was trained with.`, { cause });
  }
}

/** Fresh networks; the targets begin equal to the critics, the moments at zero. */
export function initialState(problem: SacProblem, alpha: number, random: RandomSource): Record<string, Float32Array> {
  const actor = packArrays(problem.actor, initialParameters(problem.actor.shapes, random));
  const critics = packArrays(problem.critics, initialParameters(problem.critics.shapes, random));
  const withPart = (part: StatePart, groups: Arrays) => Object.entries(groups).map(([group, array]) => [`${part}/${group}`, array] as const);
  return Object.fromEntries([
    ...withPart('actor', actor),
    ...withPart('critics', critics),
    ...withPart('targets', critics),
    ['temperature/logAlpha', Float32Array.of(Math.log(alpha))],
  ]);
}

/** Names of the state of one part. */
export function partNames(problem: SacProblem, part: StatePart): readonly string[] {
  return layoutOfPart(problem, part).groups.map((group) => `${part}/${group.name}`);
}

const temperatureLayout: ParameterLayout = {
  shapes: { logAlpha: [1, 1] },
  groups: [{ name: 'logAlpha', members: ['logAlpha'], shape: [1, 1] }],
};

function layoutOfPart(problem: SacProblem, part: StatePart): ParameterLayout {
  if (part.startsWith('temperature')) return temperatureLayout;
  return part.startsWith('actor') ? problem.actor : problem.critics;
}

const word = z.number().int().min(0).max(0xffff_ffff);
const randomStateSchema = z.object({ words: z.tuple([word, word, word, word]), spare: z.number().optional() });

export function parseRandomState(stored: unknown): RandomState {
  const parsed = randomStateSchema.safeParse(stored);
  if (parsed.success) return parsed.data;
  throw new Failure('damaged-file', 'The stored state of the random generator is not four words; the checkpoint is damaged. Resume from an older one.');
}
