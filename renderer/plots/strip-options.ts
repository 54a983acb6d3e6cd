import type uPlot from 'uplot';
import { formatFixed } from './format-number';
import { axisFontPixels } from './draw-axes';
import type { PlotColours } from './plot-colours';
import { intervalOf, niceTicks, tickDecimals, type Interval } from './scale';

export interface StripStyle {
  readonly colour: 'viridian' | 'ultramarine' | 'violet' | 'ochre';
  readonly format: (value: number) => string;
  /** Fixed limits of the y axis, for example 0 to 1 of a rate; otherwise they follow the data. */
  readonly range?: Interval | undefined;
}

/** Called after each drawing and at each move of the pointer. */
export interface StripHooks {
  readonly draw: (plot: uPlot) => void;
  readonly setCursor: (plot: uPlot) => void;
}

/** Steps in few characters on the axis: 500, 20k, 1.5M. */
export function shortSteps(steps: number): string {
  if (Math.abs(steps) >= 1e6) return `${trimmed(steps / 1e6)}M`;
  if (Math.abs(steps) >= 1e3) return `${trimmed(steps / 1e3)}k`;
  return trimmed(steps);
}

function trimmed(value: number): string {
  return formatFixed(value, 2).replace(/\.?0+$/, '');
}

/** The look of a strip: quiet axes, four curves of one x, a cursor that all strips share. */
export function stripOptions(style: StripStyle, colours: PlotColours, width: number, height: number, hooks: StripHooks): uPlot.Options {
  const colour = colours[style.colour];
  const axis = { stroke: colours.faint, font: `${String(axisFontPixels)}px ${colours.mono}`, ticks: { show: false }, gap: 4 };
  const grid = { stroke: colours.line, width: 1 };
  return {
    width: Math.max(40, width),
    height: Math.max(40, height),
    padding: [10, 14, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: 'strips', scales: ['x', null] }, drag: { setScale: false, x: false, y: false }, points: { size: 7, width: 1.5, fill: colours.panel } },
    scales: {
      x: { time: false },
      y: {
        range: (_plot, min, max): uPlot.Range.MinMax => {
          // A curve that hardly moves is drawn flat: noise must not fill the strip.
          const least = Math.max(1e-9, 0.2 * Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0)));
          const { min: low, max: high } = style.range ?? intervalOf([min, max].filter((value) => value !== null), 0.08, least);
          return [low, high];
        },
      },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 20, space: 52, values: (_plot, ticks) => ticks.map(shortSteps) },
      {
        ...axis,
        grid,
        size: (_plot, values) => 12 + 6.1 * Math.max(2, ...(values ?? []).map((value) => String(value).length)),
        splits: (_plot, _axis, low, high) => [...niceTicks({ min: low, max: high }, Math.max(2, height / 42))],
        values: (_plot, ticks) => {
          const decimals = tickDecimals(ticks);
          return ticks.map((tick) => (Math.abs(tick) >= 10_000 ? shortSteps(tick) : formatFixed(tick, decimals)));
        },
      },
    ],
    series: [
      {},
      { stroke: `color-mix(in srgb, ${colour} 38%, transparent)`, width: 1, spanGaps: true, points: { show: false } },
      { stroke: colour, width: 2, spanGaps: true, points: { show: false } },
      { stroke: colours.ink, width: 1.2, paths: () => null, points: { show: true, size: 7, fill: colour, stroke: colours.panel } },
      { stroke: colours.ochre, width: 1.5, dash: [5, 4], spanGaps: true, points: { show: false } },
    ],
    hooks: { draw: [hooks.draw], setCursor: [hooks.setCursor] },
  };
}
