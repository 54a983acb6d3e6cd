import { crisp } from './draw-axes';
import { formatFixed, spokenName } from './format-number';
import { commonPeak, marginalCurve, marginalRows, particleCurve, weightedHistogram, type MarginalCurve, type MarginalRow } from './marginal-geometry';
import type { PlotSurface } from './plot-canvas';
import { linearScale, type LinearScale } from './scale';

/** What the drawing of the marginals needs; arrays are [A] unless said otherwise. */
export interface MarginalsInput {
  readonly names: readonly string[];
  readonly preTanhMean: ArrayLike<number>;
  readonly logStd: ArrayLike<number>;
  /** N x A actions of a policy that is a sampler: its density is theirs, and mean and deviation are moments alone. */
  readonly particles?: Float32Array;
  /** The action that was really taken, of a recorded step. */
  readonly taken?: ArrayLike<number>;
  /** N x A actions with the weights of another temperature, drawn as a histogram. */
  readonly whatIf?: { readonly actions: Float32Array; readonly weights: ArrayLike<number> };
}

const histogramBins = 32;
const axisHeight = 18;

/** Per action dimension the analytic density (or that of the particles), its mean action, and what another temperature would make of it. */
export function drawMarginals(surface: PlotSurface, input: MarginalsInput): void {
  const { context, width, height, colours } = surface;
  const size = input.names.length;
  context.font = `11px ${colours.font}`;
  const labels = Math.min(width * 0.36, Math.max(...input.names.map((name) => context.measureText(spokenName(name)).width)) + 14);
  const across = linearScale({ min: -1, max: 1 }, labels, width - 6);
  const { particles } = input;
  const curves = Array.from({ length: size }, (_, index) =>
    particles === undefined ? marginalCurve(input.preTanhMean[index] ?? 0, input.logStd[index] ?? 0) : particleCurve(particles, size, index, histogramBins),
  );
  const peak = commonPeak(curves.map((curve) => curve.peak));
  const rows = marginalRows(size, height, axisHeight);
  drawActionAxis(surface, across, height - axisHeight);
  for (const [index, curve] of curves.entries()) {
    const row = rows[index];
    const name = input.names[index];
    if (row === undefined || name === undefined) continue;
    context.fillStyle = colours.soft;
    context.textBaseline = 'alphabetic';
    context.textAlign = 'left';
    context.fillText(spokenName(name), 0, row.baseline - 2, labels - 8);
    drawCurve(surface, curve, row, across, peak);
    if (input.whatIf !== undefined) {
      const density = weightedHistogram(input.whatIf.actions, size, index, input.whatIf.weights, histogramBins);
      drawHistogram(surface, density, row, across, peak);
    }
    drawMark(surface, across.at(Math.tanh(input.preTanhMean[index] ?? 0)), row, colours.ink);
    const taken = input.taken?.[index];
    if (taken !== undefined) drawTaken(surface, across.at(taken), row);
  }
}

function drawActionAxis({ context, height, colours }: PlotSurface, across: LinearScale, bottom: number): void {
  context.save();
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  context.globalAlpha = 0.7;
  context.beginPath();
  for (const tick of [-1, 0, 1]) {
    context.moveTo(crisp(across.at(tick)), 0);
    context.lineTo(crisp(across.at(tick)), bottom + 3);
  }
  context.stroke();
  context.globalAlpha = 1;
  context.fillStyle = colours.faint;
  context.font = `10px ${colours.mono}`;
  context.textBaseline = 'alphabetic';
  for (const [tick, align] of [[-1, 'left'], [0, 'center'], [1, 'right']] as const) {
    context.textAlign = align;
    context.fillText(formatFixed(tick, 0), across.at(tick), height - 4);
  }
  context.restore();
}

function drawCurve({ context, colours }: PlotSurface, curve: MarginalCurve, row: MarginalRow, across: LinearScale, peak: number): void {
  context.save();
  context.beginPath();
  context.rect(across.at(-1) - 1, row.baseline - row.height - 2, across.at(1) - across.at(-1) + 2, row.height + 3);
  context.clip();
  context.beginPath();
  context.moveTo(across.at(-1), row.baseline);
  for (const [index, action] of curve.action.entries()) {
    context.lineTo(across.at(action), row.baseline - ((curve.density[index] ?? 0) / peak) * row.height);
  }
  context.lineTo(across.at(1), row.baseline);
  context.fillStyle = colours.ultramarine;
  context.globalAlpha = 0.24;
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = colours.ultramarine;
  context.lineWidth = 1.6;
  context.lineJoin = 'round';
  context.stroke();
  context.restore();
}

function drawHistogram({ context, colours }: PlotSurface, density: Float64Array, row: MarginalRow, across: LinearScale, peak: number): void {
  context.save();
  context.strokeStyle = colours.ochre;
  context.lineWidth = 1.4;
  context.beginPath();
  context.moveTo(across.at(-1), row.baseline);
  for (const [bin, value] of density.entries()) {
    const y = row.baseline - Math.min(1, value / peak) * row.height;
    context.lineTo(across.at(-1 + (2 * bin) / density.length), y);
    context.lineTo(across.at(-1 + (2 * (bin + 1)) / density.length), y);
  }
  context.lineTo(across.at(1), row.baseline);
  context.stroke();
  context.restore();
}

function drawMark({ context }: PlotSurface, x: number, row: MarginalRow, colour: string): void {
  context.save();
  context.strokeStyle = colour;
  context.lineWidth = 1.4;
  context.beginPath();
  context.moveTo(x, row.baseline - row.height * 0.85);
  context.lineTo(x, row.baseline + 2.5);
  context.stroke();
  context.restore();
}

function drawTaken({ context, colours }: PlotSurface, x: number, row: MarginalRow): void {
  context.save();
  context.fillStyle = colours.viridian;
  context.strokeStyle = colours.panel;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x, row.baseline, 3.6, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  context.restore();
}
