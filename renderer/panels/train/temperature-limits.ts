import { maximumEntropyPerDimension } from '../../../shared/maths/squashed-gaussian';
import { formatFixed } from '../../plots/format-number';

export const alphaLimits = { min: 1e-4, max: 10 } as const;

/** Limits of the target entropy's slider, nats, and the largest value that the policy can reach. */
export function targetEntropyLimits(actionSize: number): { readonly min: number; readonly max: number; readonly reachable: number } {
  return { min: -3 * actionSize, max: actionSize, reachable: maximumEntropyPerDimension * actionSize };
}

/** Why a target entropy cannot be used, in one sentence; undefined where it can. */
export function targetEntropyProblem(target: number, actionSize: number): string | undefined {
  const { reachable } = targetEntropyLimits(actionSize);
  if (target <= reachable) return undefined;
  return `No policy of ${String(actionSize)} actions in [−1, 1] has more than ${formatFixed(reachable, 2)} nats: α would grow without end. Choose less.`;
}
