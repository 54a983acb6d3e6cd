import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { EpisodeTracks } from '../../../shared/episodes';
import type { LensFrame } from '../../../shared/lens';
import type { SceneDescription } from '../../../shared/scene';
import { Panel } from '../../design/panel';
import { ArmScene } from '../../scene/arm-scene';
import { FanLegend } from '../../scene/fan-legend';
import { defaultLayers } from '../../scene/layers';
import { poseAt, episodeTracks } from './episode-frames';
import styles from './opened-episode.module.css';
import { ReplayLensPanels } from './replay-lens-panels';
import { ReplayOnArm } from './replay-on-arm';
import { Timeline } from './timeline';
import { TrackPlots } from './track-plots';
import { usePlayback, type PlaybackStore } from './use-playback';
import { useReplayLens } from './use-replay-lens';

interface OpenedEpisodeProps {
  readonly episodeId: string;
  readonly tracks: EpisodeTracks;
  readonly scene: SceneDescription;
}

/** An episode at an instant: the arm, the time line with its tracks, and the lens of that instant. */
export function OpenedEpisode({ episodeId, tracks, scene }: OpenedEpisodeProps) {
  const playback = usePlayback(tracks.timeS);
  const lens = useReplayLens(episodeId, playback);
  const plots = useMemo(() => episodeTracks(tracks), [tracks]);
  return (
    <div className={styles.screen}>
      <div className={styles.stage}>
        <ReplayScene scene={scene} tracks={tracks} playback={playback} lens={lens.frame} />
        <ReplayOnArm episodeId={episodeId} playback={playback} />
      </div>
      <ReplayLensPanels tracks={tracks} playback={playback} lens={lens} />
      <Panel className={styles.timeline} title={`Episode ${String(tracks.summary.number)}`} small={endWords(tracks)}>
        <Timeline tracks={tracks} playback={playback} />
        <TrackPlots plots={plots} times={tracks.timeS} playback={playback} />
      </Panel>
    </div>
  );
}

interface ReplaySceneProps {
  readonly scene: SceneDescription;
  readonly tracks: EpisodeTracks;
  readonly playback: PlaybackStore;
  readonly lens: LensFrame | undefined;
}

/** Renders again at each step, and nothing else does. */
function ReplayScene({ scene, tracks, playback, lens }: ReplaySceneProps) {
  const stepIndex = useStore(playback, (state) => state.stepIndex);
  const [layers, setLayers] = useState(defaultLayers);
  const pose = useMemo(() => poseAt(tracks, scene.id, stepIndex), [tracks, scene.id, stepIndex]);
  // A fan of another step would stand beside the arm that it does not belong to.
  const fitting = lens?.stepIndex === stepIndex ? lens : undefined;
  return (
    <ArmScene
      scene={scene}
      pose={pose}
      lens={fitting}
      layers={layers}
      chips={['fan', 'target', 'trails']}
      onLayers={setLayers}
      immediate
      label={`The recorded arm at step ${String(stepIndex)}`}
    >
      {fitting !== undefined && layers.fan && <FanLegend lens={fitting} />}
    </ArmScene>
  );
}

const ends = {
  terminated: 'the task ended it',
  truncated: 'ran to its time limit',
  stopped: 'stopped',
  'cut-off': 'cut off: the file ends here',
} as const;

function endWords({ summary }: EpisodeTracks): string {
  return `${summary.success ? 'success' : 'no success'} · ${ends[summary.end]}`;
}
