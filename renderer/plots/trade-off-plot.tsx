import { useCallback, useRef, useState, type ReactElement } from 'react';
import type { EpisodeSummary } from '../../shared/episodes';
import { drawEmpty } from './draw-axes';
import { drawTradeOff, planeFrame } from './draw-trade-off';
import { PlotCanvas, type PlotSurface } from './plot-canvas';
import { planeGeometry, pointAt, type PlanePoint } from './trade-off-geometry';

export interface TradeOffData {
  /** Oldest first. */
  readonly episodes: readonly EpisodeSummary[];
  readonly alpha: number;
}

interface TradeOffPlotProperties {
  /** Read at every drawing. */
  readonly read: () => TradeOffData;
  readonly subscribe?: (redraw: () => void) => () => void;
  readonly onHover: (episode: EpisodeSummary | undefined) => void;
  readonly onOpen: (episode: EpisodeSummary) => void;
}

/** The trade-off plane: each episode a dot, entropy across and return up, and the line of equal objective. */
export function TradeOffPlot({ read, subscribe, onHover, onOpen }: TradeOffPlotProperties): ReactElement {
  const points = useRef<readonly PlanePoint[]>([]);
  const [hovered, setHovered] = useState<string>();
  const draw = useCallback(
    (surface: PlotSurface) => {
      const { episodes, alpha } = read();
      if (episodes.length === 0) {
        points.current = [];
        drawEmpty(surface, 'Each finished episode becomes a dot: its entropy across, its return up.');
        return;
      }
      const geometry = planeGeometry(episodes, alpha, planeFrame(surface.width, surface.height));
      points.current = geometry.points;
      drawTradeOff(surface, geometry, alpha, geometry.points.find((point) => point.episode.id === hovered));
    },
    [read, hovered],
  );
  return (
    <PlotCanvas
      label="Episodes by entropy and return, with the line of equal objective"
      draw={draw}
      {...(subscribe && { subscribe })}
      onPoint={(place) => {
        const episode = place && pointAt(points.current, ...place)?.episode;
        setHovered(episode?.id);
        onHover(episode);
      }}
      onPick={(place) => {
        const episode = pointAt(points.current, ...place)?.episode;
        if (episode) onOpen(episode);
      }}
    />
  );
}
