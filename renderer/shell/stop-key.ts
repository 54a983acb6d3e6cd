/** What of a keyboard event decides whether it means STOP. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly repeat: boolean;
  readonly target: unknown;
}

/** `stop`: send a stop. `swallow`: the held or released bar, which must press nothing else. `type`: the page's own business. */
export type KeyMeaning = 'stop' | 'swallow' | 'type';

/** Kinds of input that take text; the others (sliders, boxes, numbers) have no use for a space. */
const textInputTypes = new Set(['text', 'search', 'url', 'email', 'password', 'tel']);

/**
 * The space bar is STOP, whatever has the focus, save where it types a space. Modifiers do not matter: a hand that
 * hits the bar in alarm may hit its neighbours too. See docs/decisions/0005-window.md.
 */
export function meaningOfKey(press: KeyPress): KeyMeaning {
  if (press.key !== ' ' && press.code !== 'Space') return 'type';
  if (typesText(press.target)) return 'type';
  return press.repeat ? 'swallow' : 'stop';
}

function typesText(target: unknown): boolean {
  if (typeof target !== 'object' || target === null) return false;
  const element = target as { readonly tagName?: unknown; readonly type?: unknown; readonly isContentEditable?: unknown; readonly readOnly?: unknown };
  if (element.isContentEditable === true) return true;
  if (element.readOnly === true) return false;
  if (element.tagName === 'TEXTAREA') return true;
  return element.tagName === 'INPUT' && typeof element.type === 'string' && textInputTypes.has(element.type);
}

/**
 * Listens to the whole window before anything in it. Keydown stops; keyup is swallowed too, because a browser presses a
 * focused button when the bar is let go.
 */
export function bindStopKey(target: Window, stop: () => void): () => void {
  const onKey = (event: KeyboardEvent) => {
    const meaning = meaningOfKey(event);
    if (meaning === 'type') return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (meaning === 'stop' && event.type === 'keydown') stop();
  };
  target.addEventListener('keydown', onKey, { capture: true });
  target.addEventListener('keyup', onKey, { capture: true });
  return () => {
    target.removeEventListener('keydown', onKey, { capture: true });
    target.removeEventListener('keyup', onKey, { capture: true });
  };
}
