import type { ArmStatus } from '../arm';
import type { EpisodeSummary } from '../episodes';
import type { LensFrame } from '../lens';
import type { PoseFrame, SceneDescription } from '../scene';
import type { MetricsRow, RunEvent, SacSettings, TrainingStatus } from '../training';

/** Raised whenever a frame or a call changes its meaning; a window of another version reloads. */
export const contractVersion = 1;

/** The state of the lab in one piece: what a window needs to draw its frame. */
export interface LabSnapshot {
  readonly contractVersion: typeof contractVersion;
  readonly productVersion: string;
  readonly host: 'electron' | 'browser';
  /** Folder of the library, as a path for the operator to read. */
  readonly library: string;
  readonly arm: ArmStatus;
  /** The run that is training, or the last one of this session. */
  readonly training?: TrainingStatus;
  readonly replay?: ReplayStatus;
  /** Sentences that the operator should see until they are dealt with, newest last. */
  readonly notices: readonly Notice[];
}

export interface ReplayStatus {
  readonly episodeId: string;
  readonly speed: number;
  readonly stepIndex: number;
  readonly steps: number;
  readonly state: 'easing-in' | 'playing' | 'done' | 'stopped';
}

export interface Notice {
  readonly id: number;
  readonly level: 'information' | 'warning' | 'error';
  readonly sentence: string;
  readonly atMs: number;
}

export interface TaskDescription {
  readonly name: string;
  readonly title: string;
  /** One paragraph: what the arm learns, reward and ends. */
  readonly description: string;
  readonly usesArm: boolean;
  readonly controlPeriodS: number;
  readonly horizonSteps: number;
  readonly observation: readonly FieldDescription[];
  readonly actionNames: readonly string[];
  readonly presets: readonly PresetDescription[];
}

export interface FieldDescription {
  readonly name: string;
  readonly size: number;
  readonly unit: string;
}

export interface PresetDescription {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly steps: number;
  readonly hyper: SacSettings;
}

/**
 * What flows to a window. `lab`, `scene`, `pose` and `lens` are states: the newest replaces the older.
 * The others are queues: none is lost while the connection lasts, or `dropped` says how many were.
 */
export interface TelemetryBatch {
  readonly version: typeof contractVersion;
  readonly sequence: number;
  readonly lab?: LabSnapshot;
  readonly scene?: SceneDescription;
  readonly pose?: PoseFrame;
  readonly lens?: LensFrame;
  readonly metrics?: readonly MetricsRow[];
  readonly episodes?: readonly EpisodeSummary[];
  readonly events?: readonly RunEvent[];
  readonly dropped?: number;
}
