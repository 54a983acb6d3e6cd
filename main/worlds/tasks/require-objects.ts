import type { ArmState } from '../../../shared/arm';

/** The loose things in a reading; an environment that leaves them out is a mistake of ours. */
export function requireObjects({ objects }: ArmState, task: string): Float64Array {
  if (objects === undefined) throw new Error(`The task ${task} was given a reading without the things that it is about.`);
  return objects;
}
