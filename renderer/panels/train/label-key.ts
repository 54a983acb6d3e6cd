import type { EpisodeOutcome } from '../../../shared/episodes';

export interface LabelPress {
  readonly key: string;
  readonly repeat: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** What of an element decides whether it takes letters itself. */
export interface LabelTarget {
  closest(selector: string): unknown;
}

/** S ends the running episode as a success, F as a failure. Fields and lists keep their letters, and so do dialogs. */
export function outcomeOfKey({ key, repeat, ctrlKey, metaKey, altKey }: LabelPress, target: LabelTarget | undefined): EpisodeOutcome | undefined {
  if (repeat || ctrlKey || metaKey || altKey) return undefined;
  if (target?.closest('input:not([type=range]), select, textarea, [contenteditable], [role="alertdialog"]')) return undefined;
  return key === 's' || key === 'S' ? 'success' : key === 'f' || key === 'F' ? 'failure' : undefined;
}
