import { stat } from 'node:fs/promises';
import { Failure } from '../../shared/contract/failure';
import type { EpisodeSummary, EpisodeTracks } from '../../shared/episodes';
import type { SceneDescription } from '../../shared/scene';
import { episodeFile, listEpisodes } from '../recording/list-episodes';
import { readEpisode, type RecordedEpisode } from '../recording/read-episode';
import { nearestCheckpoint } from '../training/checkpoint-folders';
import { readRun, runFolder, taskOfRun } from '../training/run-folder';

/** One instant of a recorded episode, with the checkpoint whose policy was nearest to the one that acted. */
export interface RecordedInstant {
  /** By name, or by the path of its task file. */
  readonly task: string;
  readonly checkpoint: string;
  readonly stepIndex: number;
  readonly observation: Float32Array;
  readonly configuration: Float64Array;
}

/** The recorded episodes of a library. */
export class EpisodeLibrary {
  /** The lens asks for one instant after the other of the same file. */
  private last: { readonly file: string; readonly changedMs: number; readonly episode: RecordedEpisode } | undefined;

  constructor(private readonly library: string) {}

  async list(runId: string): Promise<readonly EpisodeSummary[]> {
    const folder = runFolder(this.library, runId);
    await readRun(folder);
    return listEpisodes(folder);
  }

  /** The file of an episode. Throws a `Failure` of code `not-found` when there is none. */
  async file(episodeId: string): Promise<string> {
    const { folder, number } = this.locate(episodeId);
    const file = episodeFile(folder, number);
    await this.changedMs(file, episodeId);
    return file;
  }

  async open(episodeId: string): Promise<{ readonly tracks: EpisodeTracks; readonly scene: SceneDescription }> {
    const { tracks, scene } = await this.read(episodeId);
    return { tracks, scene };
  }

  async instant(episodeId: string, stepIndex: number): Promise<RecordedInstant> {
    const { tracks, steps, header } = await this.read(episodeId);
    const step = steps[stepIndex];
    if (step === undefined) {
      throw new Failure('bad-argument', `The episode ${episodeId} has ${tracks.steps} steps; step ${stepIndex} is not one of them, the first is 0.`);
    }
    const { folder } = this.locate(episodeId);
    const checkpoint = await nearestCheckpoint(folder, header.startStep + stepIndex);
    if (checkpoint === undefined) {
      throw new Failure('not-found', `The run of the episode ${episodeId} has no checkpoint yet; look again when it has written its first.`);
    }
    return { task: taskOfRun(folder, header.task), checkpoint: checkpoint.folder, stepIndex, observation: step.observation, configuration: step.configuration };
  }

  private async read(episodeId: string): Promise<RecordedEpisode> {
    const { folder, number } = this.locate(episodeId);
    const file = episodeFile(folder, number);
    const changedMs = await this.changedMs(file, episodeId);
    if (this.last?.file === file && this.last.changedMs === changedMs) return this.last.episode;
    const episode = await readEpisode(file);
    this.last = { file, changedMs, episode };
    return episode;
  }

  private async changedMs(file: string, episodeId: string): Promise<number> {
    try {
      return (await stat(file)).mtimeMs;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        throw new Failure('not-found', `The library has no episode ${episodeId}; choose one of the list.`, { cause: error });
      }
      throw error;
    }
  }

  private locate(episodeId: string): { readonly folder: string; readonly number: number } {
    const slash = episodeId.lastIndexOf('/');
    return { folder: runFolder(this.library, episodeId.slice(0, slash)), number: Number(episodeId.slice(slash + 1)) };
  }
}
