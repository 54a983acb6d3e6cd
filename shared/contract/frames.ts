import type { ArmStatus } from '../arm';
import type { SetupState } from '../arm-setup';
import type { EpisodeSummary } from '../episodes';
import type { LensFrame } from '../lens';
import type { PoseFrame, SceneDescription } from '../scene';
import type { MetricsRow, RunEvent, LearnerSettings, TrainingStatus } from '../training';

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
  /** What success pays in the reward, so that an operator can label an episode too; absent where there is no success. */
  readonly successReward?: number;
  readonly observation: readonly FieldDescription[];
  readonly actionNames: readonly string[];
  /** How actions become joint targets, of tasks that move an arm by them. */
  readonly actionScaling?: ActionScaling;
  readonly presets: readonly PresetDescription[];
}

/** Each action, in [-1, 1], moves the goal of the joint of its name by its share of `stepRad` every control period. */
export interface ActionScaling {
  readonly type: 'joint-step';
  readonly stepRad: number;
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
  readonly hyper: LearnerSettings;
}

/**
 * What flows to a window. `lab`, `scene`, `pose`, `lens` and `setup` are states: the newest replaces the older.
 * The others are queues: none is lost while the connection lasts, or `dropped` says how many were.
 */
export interface TelemetryBatch {
  readonly version: typeof contractVersion;
  readonly sequence: number;
  readonly lab?: LabSnapshot;
  readonly scene?: SceneDescription;
  readonly pose?: PoseFrame;
  readonly lens?: LensFrame;
  /** The procedure of setting up; absent before there was one. */
  readonly setup?: SetupState;
  readonly metrics?: readonly MetricsRow[];
  readonly episodes?: readonly EpisodeSummary[];
  readonly events?: readonly RunEvent[];
  readonly dropped?: number;
}
