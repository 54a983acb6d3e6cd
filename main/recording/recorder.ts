import type { EpisodeEvent, EpisodeStep, EpisodeSummary } from '../../shared/episodes';
import type { SceneDescription } from '../../shared/scene';

/** Writes one episode while it happens. A file cut off at any byte reads up to its last whole record. */
export interface EpisodeRecorder {
  add(step: EpisodeStep): void;
  event(event: EpisodeEvent): void;
  /** Closes the file. Returns what the library lists. */
  finish(end: EpisodeSummary['end'], success: boolean): Promise<EpisodeSummary>;
}

export interface EpisodeHeader {
  readonly runId: string;
  readonly number: number;
  readonly task: string;
  readonly startedMs: number;
  readonly startStep: number;
  readonly controlPeriodS: number;
  readonly jointNames: readonly string[];
  readonly actionNames: readonly string[];
  readonly observationSize: number;
  readonly scene: SceneDescription;
}

/** Opens the file of one episode in a run folder and writes its header. */
export type OpenRecorder = (header: EpisodeHeader) => Promise<EpisodeRecorder>;
