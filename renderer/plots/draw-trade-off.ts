import { viridisCss } from '../../shared/maths/viridis';
import { drawAxes } from './draw-axes';
import { formatSignificant } from './format-number';
import type { PlotSurface } from './plot-canvas';
import type { PlaneFrame, PlaneGeometry, PlanePoint } from './trade-off-geometry';

/** The plotting area inside a drawing of this size. */
export function planeFrame(width: number, height: number): PlaneFrame {
  return { left: 46, top: 20, right: width - 10, bottom: height - 34 };
}

/** Episodes coloured by time, the line of equal objective, and a ring around the one that is pointed at. */
export function drawTradeOff(surface: PlotSurface, geometry: PlaneGeometry, alpha: number, pointed: PlanePoint | undefined): void {
  const { context, colours } = surface;
  const frame = planeFrame(surface.width, surface.height);
  drawAxes(surface, frame, geometry.x, geometry.y, { x: 'Σ entropy, nats', y: 'return' });
  context.save();
  context.globalAlpha = 0.9;
  const radius = geometry.points.length > 600 ? 2 : geometry.points.length > 200 ? 2.6 : 3.2;
  for (const point of geometry.points) {
    context.fillStyle = viridisCss(point.age);
    context.beginPath();
    context.arc(point.x, point.y, radius, 0, 2 * Math.PI);
    context.fill();
  }
  context.restore();
  if (geometry.line !== undefined) drawIsoLine(surface, geometry.line, frame, alpha);
  if (pointed !== undefined) {
    context.save();
    context.strokeStyle = colours.ink;
    context.lineWidth = 1.6;
    context.beginPath();
    context.arc(pointed.x, pointed.y, radius + 3, 0, 2 * Math.PI);
    context.stroke();
    context.restore();
  }
}

function drawIsoLine({ context, colours }: PlotSurface, line: NonNullable<PlaneGeometry['line']>, frame: PlaneFrame, alpha: number): void {
  context.save();
  context.strokeStyle = colours.ochre;
  context.lineWidth = 1.7;
  context.setLineDash([6, 4]);
  context.beginPath();
  context.moveTo(...line.from);
  context.lineTo(...line.to);
  context.stroke();
  context.setLineDash([]);
  context.lineWidth = 1.5;
  const [x, y] = line.centre;
  context.beginPath();
  context.moveTo(x - 5, y);
  context.lineTo(x + 5, y);
  context.moveTo(x, y - 5);
  context.lineTo(x, y + 5);
  context.stroke();

  const label = `slope −α = −${formatSignificant(alpha)}`;
  context.font = `600 11px ${colours.mono}`;
  const wide = context.measureText(label).width;
  const [startX, startY] = line.from;
  const [endX, endY] = line.to;
  const left = Math.min(frame.right - wide, Math.max(frame.left + 6, endX - wide - 4));
  // The line falls to the right: over its place at the label's left end the label stands clear of it.
  const lineY = startY + ((endY - startY) * (left - startX)) / (endX - startX || 1);
  const above = lineY - 18 > frame.top;
  context.textAlign = 'left';
  context.textBaseline = above ? 'bottom' : 'top';
  context.lineWidth = 4;
  context.lineJoin = 'round';
  context.strokeStyle = colours.panel;
  const top = above ? lineY - 5 : endY + 8;
  context.strokeText(label, left, top);
  context.fillStyle = colours.ochre;
  context.fillText(label, left, top);
  context.restore();
}
