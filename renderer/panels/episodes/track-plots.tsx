import { useCallback, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { drawTrack, lineToken, trackMargins } from '../../plots/draw-track';
import { formatFixed, formatSignificant, spokenName } from '../../plots/format-number';
import { PlotCanvas, type PlotSurface } from '../../plots/plot-canvas';
import type { Track } from '../../plots/track-geometry';
import { seekTime } from './playback';
import styles from './track-plots.module.css';
import type { PlaybackStore } from './use-playback';

interface TrackPlotsProps {
  readonly plots: readonly Track[];
  readonly times: Float64Array;
  readonly playback: PlaybackStore;
}

/** What was recorded, over the time line and with one cursor through all of it. A click goes there. */
export function TrackPlots({ plots, times, playback }: TrackPlotsProps) {
  const holder = useRef<HTMLDivElement>(null);
  const cursor = useRef<HTMLElement>(null);
  const first = times[0] ?? 0;
  const length = (times[times.length - 1] ?? first) - first || 1;
  useEffect(() => {
    // Moved by hand: at 60 frames a second it needs no rendering.
    const place = (): void => {
      const fraction = ((times[playback.getState().stepIndex] ?? first) - first) / length;
      cursor.current?.style.setProperty('--place', String(fraction));
    };
    place();
    return playback.subscribe(place);
  }, [playback, times, first, length]);
  const seek = (x: number) => {
    const width = (holder.current?.clientWidth ?? 0) - trackMargins.left - trackMargins.right;
    if (width > 0) playback.setState((state) => ({ ...seekTime(state, first + ((x - trackMargins.left) / width) * length, times), playing: false }));
  };
  return (
    <div className={styles.tracks}>
      <div ref={holder} className={styles.stack}>
        {plots.map((track) => (
          <TrackPlot key={track.title} track={track} times={times} playback={playback} onSeek={seek} />
        ))}
        <i ref={cursor} className={styles.cursor} />
      </div>
    </div>
  );
}

interface TrackPlotProps {
  readonly track: Track;
  readonly times: Float64Array;
  readonly playback: PlaybackStore;
  readonly onSeek: (x: number) => void;
}

function TrackPlot({ track, times, playback, onSeek }: TrackPlotProps) {
  const draw = useCallback((surface: PlotSurface) => drawTrack(surface, track, times), [track, times]);
  return (
    <div className={styles.track} style={track.lines.length > 1 ? { flexGrow: 1.8, minHeight: 122 } : undefined}>
      <TrackLegend track={track} playback={playback} />
      <PlotCanvas label={`${track.title} over time`} draw={draw} onPick={([x]) => { onSeek(x); }} />
    </div>
  );
}

/** Names and values at the cursor. */
function TrackLegend({ track, playback }: { readonly track: Track; readonly playback: PlaybackStore }) {
  const stepIndex = useStore(playback, (state) => state.stepIndex);
  const shown = track.lines.filter((line) => !line.wished);
  return (
    <p className={styles.legend}>
      <b>{track.title}</b> <small>{track.unit}</small>
      {shown.map((line, index) => (
        <span key={line.name}>
          {shown.length > 1 && (
            <>
              <i style={{ background: `var(--${lineToken(index)})` }} />
              {spokenName(line.name)}
            </>
          )}{' '}
          <span className="number">{shown.length > 1 ? formatFixed(line.values[stepIndex] ?? Number.NaN, 2) : formatSignificant(line.values[stepIndex] ?? Number.NaN)}</span>
        </span>
      ))}
    </p>
  );
}
