import { axisFontPixels, crisp } from './draw-axes';
import { formatFixed } from './format-number';
import type { PlotColours } from './plot-colours';
import type { PlotSurface } from './plot-canvas';
import { linearScale, niceTicks, tickDecimals } from './scale';
import { trackInterval, type Track } from './track-geometry';

const lineTokens = ['ultramarine', 'viridian', 'ochre', 'violet', 'vermilion', 'soft'] as const satisfies readonly (keyof PlotColours)[];

/** The token of the n-th line, the same for the n-th joint in every track. */
export function lineToken(index: number): (typeof lineTokens)[number] {
  return lineTokens[index % lineTokens.length] ?? 'ultramarine';
}

/** Pixels left and right of the plotting area: the tracks and the time line above them share these. */
export const trackMargins = { left: 44, right: 10 } as const;

/** The lines of a track over time, with its own y axis; time is shared, so only the grid shows it. */
export function drawTrack({ context, width, height, colours }: PlotSurface, track: Track, times: ArrayLike<number>): void {
  const x = linearScale({ min: times[0] ?? 0, max: times[times.length - 1] ?? 1 }, trackMargins.left, width - trackMargins.right);
  const y = linearScale(trackInterval(track), height - 4, 4);
  context.save();
  context.font = `${String(axisFontPixels)}px ${colours.mono}`;
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.fillStyle = colours.faint;
  const ticks = niceTicks(y.domain, Math.max(1, height / 34));
  const decimals = tickDecimals(ticks);
  context.beginPath();
  for (const tick of ticks) {
    context.moveTo(trackMargins.left, crisp(y.at(tick)));
    context.lineTo(width - trackMargins.right, crisp(y.at(tick)));
    context.fillText(formatFixed(tick, decimals), trackMargins.left - 6, y.at(tick));
  }
  context.stroke();
  context.lineJoin = 'round';
  let solid = 0;
  let wished = 0;
  for (const line of track.lines) {
    const index = line.wished ? wished++ : solid++;
    context.strokeStyle = colours[lineToken(index)];
    context.globalAlpha = line.wished ? 0.55 : 1;
    context.lineWidth = line.wished ? 1 : 1.6;
    context.setLineDash(line.wished ? [4, 3] : []);
    context.beginPath();
    for (let step = 0; step < line.values.length; step += 1) {
      const px = x.at(times[step] ?? 0);
      const py = y.at(line.values[step] ?? 0);
      if (step === 0) context.moveTo(px, py);
      else context.lineTo(px, py);
    }
    context.stroke();
  }
  context.restore();
}
