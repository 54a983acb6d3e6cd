import type { LensFrame } from '../../shared/lens';
import { viridis } from '../../shared/maths/viridis';
import { crisp, drawEmpty } from './draw-axes';
import { energyField, fieldImage, samplePixels, type EnergyView, type Frame } from './energy-geometry';
import { formatFixed, spokenName } from './format-number';
import type { PlotSurface } from './plot-canvas';

/** Draws slices one after the other; it keeps one small canvas to scale the field from. */
export interface EnergyDrawing {
  draw(surface: PlotSurface, frame: LensFrame | undefined, view: EnergyView, empty: string): void;
}

export function createEnergyDrawing(): EnergyDrawing {
  const cells = document.createElement('canvas');
  return {
    draw(surface, lens, view, empty) {
      const slice = lens?.energy;
      if (lens === undefined || slice === undefined) {
        drawEmpty(surface, empty);
        return;
      }
      const { context, colours } = surface;
      const area = energyFrame(surface.width, surface.height);
      const field = energyField(slice, lens.alpha, view);
      cells.width = slice.columns;
      cells.height = slice.rows;
      cells.getContext('2d')?.putImageData(new ImageData(fieldImage(field, slice.columns, slice.rows, viridis), slice.columns, slice.rows), 0, 0);
      context.save();
      context.imageSmoothingEnabled = true;
      context.beginPath();
      context.roundRect(area.left, area.top, area.width, area.height, 4);
      context.clip();
      context.drawImage(cells, area.left, area.top, area.width, area.height);
      drawSamples(context, samplePixels(lens.fan, lens.actionNames.length, slice, area));
      const meanX = area.left + (((lens.meanAction[slice.dimensionX] ?? 0) + 1) / 2) * area.width;
      const meanY = area.top + ((1 - (lens.meanAction[slice.dimensionY] ?? 0)) / 2) * area.height;
      drawMean(context, meanX, meanY);
      context.restore();
      drawTicks(surface, area);
      context.fillStyle = colours.soft;
      context.font = `10px ${colours.font}`;
      context.textAlign = 'center';
      context.textBaseline = 'bottom';
      context.fillText(spokenName(lens.actionNames[slice.dimensionX] ?? ''), area.left + area.width / 2, surface.height - 1);
      context.translate(9, area.top + area.height / 2);
      context.rotate(-Math.PI / 2);
      context.textBaseline = 'middle';
      context.fillText(spokenName(lens.actionNames[slice.dimensionY] ?? ''), 0, 0);
    },
  };
}

/** The heat map's place inside a drawing of this size, with room for both names. */
export function energyFrame(width: number, height: number): Frame {
  return { left: 26, top: 2, width: Math.max(10, width - 30), height: Math.max(10, height - 20) };
}

function drawSamples(context: CanvasRenderingContext2D, pixels: Float32Array): void {
  // A dark rim keeps the dots readable on the bright end of the colours too.
  context.fillStyle = 'rgba(255, 255, 255, 0.85)';
  context.strokeStyle = 'rgba(0, 0, 0, 0.35)';
  context.lineWidth = 0.75;
  context.beginPath();
  for (let index = 0; index < pixels.length; index += 2) {
    const x = pixels[index] ?? 0;
    const y = pixels[index + 1] ?? 0;
    context.moveTo(x + 1.4, y);
    context.arc(x, y, 1.4, 0, 2 * Math.PI);
  }
  context.stroke();
  context.fill();
}

function drawMean(context: CanvasRenderingContext2D, x: number, y: number): void {
  for (const [colour, width] of [['rgba(0, 0, 0, 0.75)', 4], ['#ffffff', 1.8]] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.arc(x, y, 5.5, 0, 2 * Math.PI);
    context.stroke();
  }
}

function drawTicks({ context, colours }: PlotSurface, area: Frame): void {
  context.save();
  context.fillStyle = colours.faint;
  context.strokeStyle = colours.line;
  context.font = `10px ${colours.mono}`;
  context.textBaseline = 'bottom';
  const bottom = area.top + area.height;
  context.beginPath();
  context.moveTo(crisp(area.left), bottom + 1);
  context.lineTo(area.left + area.width, bottom + 1);
  context.stroke();
  for (const [tick, align] of [[-1, 'left'], [1, 'right']] as const) {
    context.textAlign = align;
    context.fillText(formatFixed(tick, 0), area.left + ((tick + 1) / 2) * area.width, bottom + 17);
  }
  context.textAlign = 'right';
  context.textBaseline = 'top';
  context.fillText(formatFixed(1, 0), area.left - 4, area.top);
  context.textBaseline = 'bottom';
  context.fillText(formatFixed(-1, 0), area.left - 4, bottom);
  context.restore();
}
