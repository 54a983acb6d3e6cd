import type { FromControl } from '../control/control-messages';
import type { TaskDescription } from '../../shared/contract/frames';
import type { EpisodeOutcome, EpisodeSummary } from '../../shared/episodes';
import type { EvaluationResult, MetricsRow, RunEvent, RunSummary, TemperatureSetting, TrainingStatus } from '../../shared/training';
import type { NetworkSnapshot, PolicySnapshot } from '../learning/learner';
import type { WorkerLauncher } from '../processes/worker';
import type { ControlAccess } from './control-access';
import type { WorldFiles } from './run-folder';

export interface EvaluationRequest {
  /** By name, or by the path of its task file. */
  readonly task: string;
  readonly step: number;
  readonly policy: PolicySnapshot;
  readonly episodes: number;
  readonly seed: number;
}

/** Where a session tells what happens. Listeners must not throw. */
export interface TrainingListener {
  /** On every change and at most four times a second. */
  status(status: TrainingStatus): void;
  metrics(row: MetricsRow): void;
  event(event: RunEvent): void;
  episode(summary: EpisodeSummary): void;
  /** Newest actor and critics, a few times a second: for the lens. */
  networks(task: string, snapshot: NetworkSnapshot): void;
  /** What the lock-step worker's own simulation shows; asynchronous runs show it by the control worker. */
  view(message: ViewMessage): void;
}
export type ViewMessage = Extract<FromControl, { readonly type: 'scene' | 'pose' | 'state' }>;

export interface TrainingSessionOptions {
  /** Folder of the library; runs are in its folder `runs`. */
  readonly library: string;
  readonly launcher: WorkerLauncher;
  /** Not used by lock-step runs. */
  readonly control: ControlAccess;
  readonly task: TaskDescription;
  /** The files of the task's world, for a new run to keep; absent for a task of Tempera's own. */
  readonly world?: WorldFiles;
  readonly evaluate: (request: EvaluationRequest) => Promise<EvaluationResult>;
  readonly listener: TrainingListener;
  /** Episodes of the evaluation at the end; left out, as many as of the others. */
  readonly finalEvaluationEpisodes?: number;
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
}

/** One training run, from its first step to its last checkpoint. */
export interface TrainingSession {
  readonly runId: string;
  readonly runFolder: string;
  status(): TrainingStatus;
  /** Holds the arm and lets the learner rest, until `continue`. `sentence` says why; left out, the operator paused it. */
  pause(sentence?: string): Promise<void>;
  continue(): Promise<void>;
  /** Ends the running episode with the operator's verdict. Rejects with a `Failure` when none is under way. */
  label(outcome: EpisodeOutcome): Promise<void>;
  /** Ends the run early, with a checkpoint; `evaluate` says whether the end is evaluated too (default true). */
  finish(options?: { readonly evaluate?: boolean }): Promise<RunSummary>;
  setTemperature(setting: TemperatureSetting): Promise<void>;
  /** Resolves once, when the run is finished or has failed and all its files are closed; never rejects. */
  readonly ended: Promise<RunSummary>;
}
