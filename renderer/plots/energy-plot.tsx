import { useCallback, useState, type ReactElement } from 'react';
import type { LensFrame } from '../../shared/lens';
import { createEnergyDrawing } from './draw-energy';
import type { EnergyView } from './energy-geometry';
import { PlotCanvas, type PlotSurface } from './plot-canvas';

interface EnergyPlotProperties {
  /** Read at every drawing. */
  readonly read: () => LensFrame | undefined;
  readonly subscribe?: (redraw: () => void) => () => void;
  readonly view: EnergyView;
  /** What to say while there is no slice. */
  readonly empty: string;
}

/** Q over two action dimensions as a heat map, with the policy's samples and its mean action over it. */
export function EnergyPlot({ read, subscribe, view, empty }: EnergyPlotProperties): ReactElement {
  const [drawing] = useState(createEnergyDrawing);
  const draw = useCallback((surface: PlotSurface) => drawing.draw(surface, read(), view, empty), [drawing, read, view, empty]);
  return <PlotCanvas label="Energy over two action dimensions, with the sampled actions" draw={draw} {...(subscribe && { subscribe })} />;
}
