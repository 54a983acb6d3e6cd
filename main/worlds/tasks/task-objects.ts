import type { ArmState } from '../../../shared/arm';

/** The loose things in a reading; an environment that leaves them out is a mistake of ours. */
export function requireObjects({ objects }: ArmState, task: string): Float64Array {
  if (objects === undefined) throw new Error(`The task ${task} was given a reading without the things that it is about.`);
  return objects;
}

/** Sum of the terms of a reward. */
export function sumTerms(terms: Readonly<Record<string, number>>): number {
  return Object.values(terms).reduce((sum, term) => sum + term, 0);
}

/** Mean square of an action. */
export function meanSquare(action: Float32Array): number {
  return action.reduce((sum, value) => sum + value * value, 0) / action.length;
}
