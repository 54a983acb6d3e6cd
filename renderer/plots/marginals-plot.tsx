import { useCallback, type ReactElement } from 'react';
import { drawEmpty } from './draw-axes';
import { drawMarginals, type MarginalsInput } from './draw-marginals';
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
  return <PlotCanvas label="Density of each action dimension, with the mean action" draw={draw} {...(subscribe && { subscribe })} />;
}
