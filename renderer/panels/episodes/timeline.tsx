import { ChevronFirst, Pause, Play, Repeat, StepBack, StepForward } from 'lucide-react';
import { useRef, type PointerEvent } from 'react';
import { useStore } from 'zustand';
import type { EpisodeEvent, EpisodeTracks } from '../../../shared/episodes';
import { Button } from '../../design/button';
import { Select } from '../../design/select';
import { formatFixed } from '../../plots/format-number';
import { trackMargins } from '../../plots/draw-track';
import { seekStep, seekTime, speeds, toggle } from './playback';
import styles from './timeline.module.css';
import type { PlaybackStore } from './use-playback';

interface TimelineProps {
  readonly tracks: EpisodeTracks;
  readonly playback: PlaybackStore;
}

/** Play, step, speed and loop, and a line to scrub along, with what happened marked on it. */
export function Timeline({ tracks, playback }: TimelineProps) {
  const { playing, speed, loop, stepIndex } = useStore(playback);
  const times = tracks.timeS;
  const first = times[0] ?? 0;
  const length = (times[times.length - 1] ?? first) - first;
  const goBy = (steps: number) => { playback.setState((state) => ({ ...seekStep(state, state.stepIndex + steps, times), playing: false })); };
  return (
    <>
      <div className={styles.transport}>
        <Button kind="quiet" icon={<ChevronFirst aria-hidden="true" />} aria-label="To the start" title="To the start (Home)" onClick={() => { playback.setState((state) => seekStep(state, 0, times)); }} />
        <Button kind="quiet" icon={<StepBack aria-hidden="true" />} aria-label="One step back" title="One step back (←, with Shift ten)" onClick={() => { goBy(-1); }} />
        <Button
          icon={playing ? <Pause aria-hidden="true" /> : <Play aria-hidden="true" />}
          title="Enter"
          className={styles.play}
          onClick={() => { playback.setState((state) => toggle(state, times)); }}
        >
          {playing ? 'Pause' : 'Play'}
        </Button>
        <Button kind="quiet" icon={<StepForward aria-hidden="true" />} aria-label="One step on" title="One step on (→, with Shift ten)" onClick={() => { goBy(1); }} />
        <div className={styles.speed} title="Slower: comma, faster: full stop">
          <Select
            label="Speed"
            hideLabel
            value={String(speed)}
            options={speeds.map((value) => ({ value: String(value), label: `${String(value)} ×` }))}
            onChange={(value) => { playback.setState({ speed: Number(value) }); }}
          />
        </div>
        <Button kind="quiet" icon={<Repeat aria-hidden="true" />} aria-label="Loop" aria-pressed={loop} title={loop ? 'Looping' : 'Loop'} className={loop ? styles.pressed : undefined} onClick={() => { playback.setState({ loop: !loop }); }} />
        <span className={`number ${styles.clock ?? ''}`}>
          {formatFixed((times[stepIndex] ?? first) - first, 2)} / {formatFixed(length, 2)} s
        </span>
      </div>
      <Scrubber tracks={tracks} playback={playback} stepIndex={stepIndex} />
    </>
  );
}

/** Dragging anywhere on the line goes there. */
function Scrubber({ tracks, playback, stepIndex }: TimelineProps & { readonly stepIndex: number }) {
  const line = useRef<HTMLDivElement>(null);
  const times = tracks.timeS;
  const first = times[0] ?? 0;
  const length = (times[times.length - 1] ?? first) - first || 1;
  const seek = (event: PointerEvent) => {
    const box = line.current?.getBoundingClientRect();
    if (!box) return;
    const fraction = (event.clientX - box.left) / box.width;
    playback.setState((state) => ({ ...seekTime(state, first + fraction * length, times), playing: false }));
  };
  return (
    <div
      ref={line}
      className={styles.scrubber}
      style={{ marginLeft: trackMargins.left, marginRight: trackMargins.right }}
      role="slider"
      aria-label="Step of the episode"
      aria-valuemin={0}
      aria-valuemax={tracks.steps - 1}
      aria-valuenow={stepIndex}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seek(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) seek(event);
      }}
    >
      <i className={styles.played} style={{ width: `${String((((times[stepIndex] ?? first) - first) / length) * 100)}%` }} />
      {tracks.events.map((event) => (
        <EventMark key={`${event.kind} ${String(event.timeS)}`} event={event} fraction={(event.timeS - first) / length} />
      ))}
      <i className={styles.thumb} style={{ left: `${String((((times[stepIndex] ?? first) - first) / length) * 100)}%` }} />
    </div>
  );
}

function EventMark({ event, fraction }: { readonly event: EpisodeEvent; readonly fraction: number }) {
  return <i className={styles.event} data-kind={event.kind} style={{ left: `${String(Math.min(1, Math.max(0, fraction)) * 100)}%` }} title={`${formatFixed(event.timeS, 2)} s: ${event.sentence}`} />;
}
