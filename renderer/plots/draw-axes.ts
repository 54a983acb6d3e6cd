import { formatFixed } from './format-number';
import type { PlotSurface } from './plot-canvas';
import type { PlaneFrame } from './trade-off-geometry';
import { niceTicks, tickDecimals, type LinearScale } from './scale';

export const axisFontPixels = 10;

/** Left and bottom axis with ticks in tabular figures and faint grid lines, and what each axis measures. */
export function drawAxes(
  { context, colours }: PlotSurface,
  frame: PlaneFrame,
  x: LinearScale,
  y: LinearScale,
  names: { readonly x: string; readonly y: string },
): void {
  context.save();
  context.font = `${axisFontPixels}px ${colours.mono}`;
  context.lineWidth = 1;
  const yTicks = niceTicks(y.domain, Math.max(2, (frame.bottom - frame.top) / 36));
  const xTicks = niceTicks(x.domain, Math.max(2, (frame.right - frame.left) / 64));
  context.strokeStyle = colours.line;
  context.globalAlpha = 0.65;
  context.beginPath();
  for (const tick of yTicks) {
    context.moveTo(frame.left, crisp(y.at(tick)));
    context.lineTo(frame.right, crisp(y.at(tick)));
  }
  for (const tick of xTicks) {
    context.moveTo(crisp(x.at(tick)), frame.top);
    context.lineTo(crisp(x.at(tick)), frame.bottom);
  }
  context.stroke();
  context.globalAlpha = 1;
  context.beginPath();
  context.moveTo(crisp(frame.left), frame.top);
  context.lineTo(crisp(frame.left), crisp(frame.bottom));
  context.lineTo(frame.right, crisp(frame.bottom));
  context.stroke();

  context.fillStyle = colours.soft;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  const yDecimals = tickDecimals(yTicks);
  for (const tick of yTicks) context.fillText(formatFixed(tick, yDecimals), frame.left - 6, y.at(tick));
  context.textBaseline = 'top';
  context.textAlign = 'center';
  const xDecimals = tickDecimals(xTicks);
  for (const tick of xTicks) context.fillText(formatFixed(tick, xDecimals), x.at(tick), frame.bottom + 5);

  context.font = `${axisFontPixels}px ${colours.font}`;
  context.textAlign = 'right';
  context.fillText(names.x, frame.right, frame.bottom + 17);
  context.textAlign = 'left';
  context.textBaseline = 'bottom';
  context.fillText(names.y, frame.left, frame.top - 5);
  context.restore();
}

/** Half-pixel places draw one-pixel lines sharply. */
export function crisp(pixel: number): number {
  return Math.round(pixel) + 0.5;
}

/** A sentence in the middle of an empty drawing. */
export function drawEmpty({ context, width, height, colours }: PlotSurface, sentence: string): void {
  context.save();
  context.font = `12px ${colours.font}`;
  context.fillStyle = colours.faint;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const lines = wrap(sentence, Math.max(16, Math.floor(width / 6.8)));
  for (const [index, line] of lines.entries()) {
    context.fillText(line, width / 2, height / 2 + (index - (lines.length - 1) / 2) * 17);
  }
  context.restore();
}

/** Words in lines of at most `columns` characters; a longer word has a line of its own. */
export function wrap(sentence: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of sentence.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
