import type { RunSummary } from '../../../shared/training';
import { formatCount } from '../../plots/format-number';

type RunLength = Pick<RunSummary, 'step' | 'settings'>;

/** What is left of a run that was cut short; half as much again of one that reached its end. */
export function proposedSteps(run: RunLength): number {
  return run.step < run.settings.steps ? run.settings.steps : Math.ceil((run.settings.steps * 1.5) / 1000) * 1000;
}

/** Reads how far a run shall go on. It cannot go back behind what it has done. */
export function resumeSteps(text: string, run: RunLength): { readonly ok: true; readonly steps: number } | { readonly ok: false; readonly sentence: string } {
  const steps = Number(text.replaceAll(/[\s\u202f]/g, '') || Number.NaN);
  if (!Number.isSafeInteger(steps) || steps <= 0) return { ok: false, sentence: 'Write a whole number of steps.' };
  if (steps <= run.step) return { ok: false, sentence: `The run has made ${formatCount(run.step)} steps: write more.` };
  return { ok: true, steps };
}
