import { useCallback, type ReactElement } from 'react';
import { drawEmpty } from './draw-axes';
import { drawMarginals, type MarginalsInput } from './draw-marginals';
import { meanWords } from './mean-words';
import { PlotCanvas, type PlotSurface } from './plot-canvas';

interface MarginalsPlotProperties {
  /** Read at every drawing. */
  readonly read: () => MarginalsInput | undefined;
  readonly subscribe?: (redraw: () => void) => () => void;
  /** What to say while there is nothing to draw. */
  readonly empty: string;
}

/** The action distribution, one row an action dimension. */
export function MarginalsPlot({ read, subscribe, empty }: MarginalsPlotProperties): ReactElement {
  const draw = useCallback(
    (surface: PlotSurface) => {
      const input = read();
      if (input === undefined) drawEmpty(surface, empty);
      else drawMarginals(surface, input);
    },
    [read, empty],
  );
  const label = () => {
    const input = read();
    return input === undefined ? empty : `Density of each action dimension. Mean action: ${meanWords(input.names, Array.from(input.preTanhMean, (mean) => Math.tanh(mean)))}`;
  };
  return <PlotCanvas label={label} draw={draw} {...(subscribe && { subscribe })} />;
}
