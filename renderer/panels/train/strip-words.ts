import type { RunEvent } from '../../../shared/training';
import { isMarked } from '../../plots/event-marks';
import { formatCount } from '../../plots/format-number';

/** Marks that are read out; the curve shows them all. */
const readMarks = 3;

/** A learning curve in words, for screen readers: what it is, how much of it there is, its newest value and marks. */
export function stripWords(title: string, points: number, newest: string | undefined, events: readonly RunEvent[]): string {
  const marks = events.filter(isMarked).slice(-readMarks).map((event) => `step ${formatCount(event.step)}: ${event.sentence}`);
  const value = newest === undefined ? '' : `, newest ${newest}`;
  return `${title} over control steps: ${formatCount(points)} points${value}.${marks.length === 0 ? '' : ` Marked at ${marks.join(' ')}`}`;
}
