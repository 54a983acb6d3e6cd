import type { TransitionBatch } from '../learning/learner';

/**
 * The transitions since the newest checkpoint: a learner that is restarted from it is told them again, so that
 * nothing that the arm did is lost. Bounded by the checkpoint interval.
 */
export interface TransitionJournal {
  add(batch: TransitionBatch, stepsTaken: number): void;
  /** Forgets what a checkpoint at `step` holds. */
  dropThrough(step: number): void;
  entries(): readonly { readonly batch: TransitionBatch; readonly stepsTaken: number }[];
}

export function createTransitionJournal(): TransitionJournal {
  let kept: { readonly batch: TransitionBatch; readonly stepsTaken: number }[] = [];
  return {
    add: (batch, stepsTaken) => void kept.push({ batch, stepsTaken }),
    dropThrough(step) {
      kept = kept.filter((entry) => entry.stepsTaken > step);
    },
    entries: () => kept,
  };
}
