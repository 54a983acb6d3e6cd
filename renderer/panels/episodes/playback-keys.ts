import { changeSpeed, seekStep, toggle, type Playback } from './playback';

export interface PlaybackKey {
  readonly key: string;
  readonly shiftKey: boolean;
}

/**
 * What a key does to a replay; undefined where it means nothing here. The space bar is STOP and never comes this far
 * (decision 0005), so Enter plays and pauses.
 */
export function applyKey(playback: Playback, { key, shiftKey }: PlaybackKey, times: ArrayLike<number>): Playback | undefined {
  const stride = shiftKey ? 10 : 1;
  switch (key) {
    case 'ArrowLeft':
      return { ...seekStep(playback, playback.stepIndex - stride, times), playing: false };
    case 'ArrowRight':
      return { ...seekStep(playback, playback.stepIndex + stride, times), playing: false };
    case 'Home':
      return seekStep(playback, 0, times);
    case 'End':
      return seekStep(playback, times.length - 1, times);
    case ',':
    case '<':
      return changeSpeed(playback, -1);
    case '.':
    case '>':
      return changeSpeed(playback, 1);
    case 'Enter':
      return toggle(playback, times);
    default:
      return undefined;
  }
}

/** What of an element decides whether it uses a key itself. */
export interface KeyTarget {
  closest(selector: string): unknown;
}

/** Whether the focused element uses this key itself, so that the replay leaves it alone. */
export function keepsKey(target: KeyTarget | undefined, key: string): boolean {
  if (target === undefined) return false;
  // Text, sliders, lists and the scene (whose view the arrows turn) have a use for all of them; a button for Enter only.
  if (target.closest('input, select, textarea, canvas, [role="alertdialog"]')) return true;
  return key === 'Enter' && Boolean(target.closest('button, a, summary'));
}
