import { useCallback } from 'react';
import { useStore } from 'zustand';
import type { EpisodeTracks } from '../../../shared/episodes';
import { Panel } from '../../design/panel';
import { formatCount, formatFixed, formatSignificant } from '../../plots/format-number';
import { MarginalsPlot } from '../../plots/marginals-plot';
import plotStyles from '../train/plot-panel.module.css';
import { EnergyPanel } from '../train/energy-panel';
import { policyAt } from './episode-frames';
import styles from './opened-episode.module.css';
import type { PlaybackStore } from './use-playback';
import type { ReplayLens } from './use-replay-lens';

interface ReplayLensPanelsProps {
  readonly tracks: EpisodeTracks;
  readonly playback: PlaybackStore;
  readonly lens: ReplayLens & { readonly askAgain: () => void };
}

/** The recorded policy at this instant, and how the critics of a checkpoint judge it. */
export function ReplayLensPanels({ tracks, playback, lens }: ReplayLensPanelsProps) {
  const { frame } = lens;
  const readPolicy = useCallback(() => {
    const { stepIndex } = playback.getState();
    const particles = frame?.marginals === 'particles' && frame.stepIndex === stepIndex ? frame.fan.actions : undefined;
    return { ...policyAt(tracks, stepIndex), ...(particles && { particles }) };
  }, [tracks, playback, frame]);
  const redrawAtStep = useCallback(
    (redraw: () => void) =>
      playback.subscribe((state, before) => {
        if (state.stepIndex !== before.stepIndex) redraw();
      }),
    [playback],
  );
  const readFrame = useCallback(() => frame, [frame]);
  return (
    <div className={styles.lens}>
      <Instant tracks={tracks} playback={playback} />
      <Panel title="Action distribution" small="recorded · green: taken">
        <div className={plotStyles.plot}>
          <MarginalsPlot read={readPolicy} subscribe={redrawAtStep} empty="" />
        </div>
      </Panel>
      <EnergyPanel
        read={readFrame}
        names={tracks.actionNames}
        dimensions={[frame?.energy?.dimensionX ?? 0, frame?.energy?.dimensionY ?? 1]}
        kl={frame?.energy?.kl}
        onChosen={lens.askAgain}
        empty={lens.sentence ?? 'Asking the analysis worker for this instant …'}
      />
      <p className={styles.source}>
        {frame === undefined
          ? 'The fan and the energy come with the answer of the analysis worker.'
          : `Fan and energy: critics of the checkpoint with ${formatCount(frame.policyVersion)} updates, at step ${formatCount(frame.stepIndex)}.`}
      </p>
    </div>
  );
}

/** The instant in figures. */
function Instant({ tracks, playback }: { readonly tracks: EpisodeTracks; readonly playback: PlaybackStore }) {
  const stepIndex = useStore(playback, (state) => state.stepIndex);
  return (
    <dl className={styles.instant}>
      <div>
        <dt>Step</dt>
        <dd className="number">
          {formatCount(stepIndex)} / {formatCount(tracks.steps - 1)}
        </dd>
      </div>
      <div>
        <dt>Reward</dt>
        <dd className="number">{formatSignificant(tracks.reward[stepIndex] ?? Number.NaN)}</dd>
      </div>
      <div>
        <dt>−log π</dt>
        <dd className="number">{formatFixed(-(tracks.logProb[stepIndex] ?? Number.NaN), 2)} nats</dd>
      </div>
      <div>
        <dt>Return</dt>
        <dd className="number">{formatSignificant(tracks.summary.episodeReturn)}</dd>
      </div>
    </dl>
  );
}
