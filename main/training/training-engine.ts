import type { Failure } from '../../shared/contract/failure';
import type { EpisodeOutcome, EpisodeSummary } from '../../shared/episodes';
import type { TemperatureSetting } from '../../shared/training';
import type { NetworkSnapshot, PolicySnapshot } from '../learning/learner';
import type { CheckpointEntry } from './checkpoint-folders';
import type { LearningProgress } from './metrics-window';
import type { ViewMessage } from './training-session';

/**
 * Collects and learns until the run's last step: in two processes at once (`createAsynchronousEngine`), or in strict
 * turns in one (`createLockstepEngine`). The session above it keeps the files and the clock.
 */
export interface TrainingEngine {
  /** True when what is measured comes at fixed steps: each measurement is a row then, whatever the clock says. */
  readonly measuresBySteps: boolean;
  /** Starts the workers and begins to collect. */
  start(): Promise<void>;
  /** Holds the arm, and lets the learner rest. */
  pause(sentence: string): Promise<void>;
  continue(): Promise<void>;
  setTemperature(setting: TemperatureSetting): void;
  /** Ends the running episode with the operator's verdict. */
  label(outcome: EpisodeOutcome): Promise<void>;
  /** Stores everything learnt so far; resolves when it is on the disk. */
  checkpoint(): Promise<CheckpointEntry>;
  /** Takes no further step; the episode in hand is closed. */
  stopCollecting(): Promise<void>;
  /** Ends what the engine started. */
  close(): Promise<void>;
}

export interface EngineListener {
  ready(executor: string, updates: number): void;
  /** Control steps so far, and the policy that took the last of them. */
  steps(stepsTaken: number, policyVersion: number): void;
  learnt(progress: LearningProgress): void;
  /** A moment to write a row of metrics, when `measuresBySteps`. */
  measured(): void;
  episode(summary: EpisodeSummary): void;
  networks(snapshot: NetworkSnapshot): void;
  /** A lock-step engine waits for it; an asynchronous one goes on. */
  evaluationDue(step: number, policy: PolicySnapshot): Promise<void>;
  checkpointed(entry: CheckpointEntry): void;
  /** Training is held up, or (undefined) goes on again. */
  heldUp(sentence: string | undefined): void;
  learnerRestarted(sentence: string): void;
  /** The last step was taken and learnt from. */
  complete(): void;
  /** The arm refused to go on; `continue` tries again. */
  stopped(failure: Failure): void;
  /** There is no way on. */
  failed(failure: Failure): void;
  view(message: ViewMessage): void;
}

/** What both engines need to know of a run. */
export interface EngineRun {
  readonly runId: string;
  readonly runFolder: string;
  /** By name, or by the path of its task file; the workers find it by this. */
  readonly task: string;
  readonly steps: number;
  readonly evaluateEvery: number;
  readonly checkpointEvery: number;
  readonly firstEpisode: number;
  /** Where the run goes on from; absent for a fresh one. */
  readonly resumeFrom?: CheckpointEntry;
}

/** Whether a multiple of `every` lies in (before, now]; never when `every` is 0. */
export function crosses(every: number, before: number, now: number): boolean {
  return every > 0 && Math.floor(now / every) > Math.floor(before / every);
}
