import type uPlot from 'uplot';
import type { RunEvent } from '../../shared/training';
import type { PlotColours } from './plot-colours';

export type EventMark = Pick<RunEvent, 'step' | 'kind' | 'sentence'>;

/** Kinds that are worth a mark, and the token that they are drawn in. Starts and checkpoints would only clutter. */
const markColours: Partial<Record<RunEvent['kind'], keyof PlotColours>> = {
  temperature: 'ochre',
  'learner-restarted': 'vermilion',
  stopped: 'vermilion',
  failed: 'vermilion',
  paused: 'faint',
  resumed: 'faint',
};

export function isMarked(event: EventMark): boolean {
  return markColours[event.kind] !== undefined;
}

/** A thin line over the whole height and a small wedge at its top for each marked event. */
export function drawEventMarks(plot: uPlot, marks: readonly EventMark[], colours: PlotColours): void {
  const { ctx, bbox } = plot;
  const ratio = window.devicePixelRatio || 1;
  ctx.save();
  for (const mark of marks) {
    const token = markColours[mark.kind];
    if (token === undefined) continue;
    const x = Math.round(plot.valToPos(mark.step, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.fillStyle = colours[token];
    ctx.globalAlpha = 0.45;
    ctx.fillRect(x, bbox.top, Math.max(1, ratio), bbox.height);
    ctx.globalAlpha = 1;
    ctx.beginPath();
    ctx.moveTo(x - 3.5 * ratio, bbox.top);
    ctx.lineTo(x + 4.5 * ratio, bbox.top);
    ctx.lineTo(x + 0.5 * ratio, bbox.top + 6 * ratio);
    ctx.fill();
  }
  ctx.restore();
}

/** The marked event within a few pixels of the pointer; `left` in CSS pixels of the plotting area. */
export function eventAt(plot: Pick<uPlot, 'valToPos'>, marks: readonly EventMark[], left: number): EventMark | undefined {
  return marks.findLast((mark) => isMarked(mark) && Math.abs(plot.valToPos(mark.step, 'x') - left) <= 5);
}
