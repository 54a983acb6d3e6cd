import type { ArmStatus } from '../../shared/arm';
import { Failure, failureReport } from '../../shared/contract/failure';
import type { TaskDescription } from '../../shared/contract/frames';
import type { EpisodeOutcome } from '../../shared/episodes';
import type { RunSummary, TemperatureSetting, TrainingSettings, TrainingStatus } from '../../shared/training';
import type { WorkerLauncher } from '../processes/worker';
import { readRun, runFolder, taskOfRun } from '../training/run-folder';
import type { resumeTraining, startTraining } from '../training/session';
import type { TrainingListener, TrainingSession, TrainingSessionOptions, ViewMessage } from '../training/training-session';
import { describeTask } from '../worlds/task-registry';
import type { AnalysisClient } from './analysis-client';
import type { Clock } from './clock';
import type { ControlClient } from './control-client';
import type { Notices } from './notices';
import type { ShelvedTask, TaskShelf } from './task-shelf';
import type { TelemetryHub } from './telemetry-hub';

const simulatedAddress = 'sim';

/** How a session begins; the lab's composition passes the real ones. */
export interface TrainingStarters {
  readonly startTraining: typeof startTraining;
  readonly resumeTraining: typeof resumeTraining;
}

export interface TrainingDeskOptions {
  readonly library: string;
  readonly launcher: WorkerLauncher;
  readonly clock: Clock;
  readonly control: ControlClient;
  readonly analysis: AnalysisClient;
  readonly hub: TelemetryHub;
  readonly notices: Notices;
  readonly starters: TrainingStarters;
  readonly tasks: TaskShelf;
  readonly finalEvaluationEpisodes?: number;
  readonly onStatus: () => void;
  readonly onView: (message: ViewMessage) => void;
}

/** The one training of a lab at a time: begins it, passes on what it tells, and remembers how the last one stood. */
export class TrainingDesk {
  private session: TrainingSession | undefined;
  /** Set while a session is being prepared, so that a second one cannot slip in between. */
  private preparation: Promise<TrainingSession> | undefined;
  private lastEnd: Promise<RunSummary> | undefined;
  private latest: TrainingStatus | undefined;
  private runsArm: Pick<ArmStatus, 'address' | 'description'> | undefined;

  constructor(private readonly options: TrainingDeskOptions) {}

  /** The run that is training, or the last one of this lab. */
  get status(): TrainingStatus | undefined {
    return this.latest;
  }

  get busy(): boolean {
    return this.preparation !== undefined || this.session !== undefined;
  }

  /** Whether the control worker's arm serves the training. */
  get usesControl(): boolean {
    return this.busy && this.latest?.settings.lockstep !== true;
  }

  /** The arm that the run began on, which alone it may go on with; undefined where it uses none. */
  get arm(): Pick<ArmStatus, 'address' | 'description'> | undefined {
    return this.runsArm;
  }

  start(settings: TrainingSettings): Promise<RunSummary> {
    return this.prepare(async () => {
      const shelved = await this.options.tasks.find(settings.task);
      const paced = await this.takeArm(settings, shelved.description);
      return this.options.starters.startTraining(this.sessionOptions(shelved), paced);
    });
  }

  resumeRun(runId: string, steps: number | undefined): Promise<RunSummary> {
    return this.prepare(async () => {
      const folder = runFolder(this.options.library, runId);
      const { settings } = await readRun(folder);
      const description = await describeTask(taskOfRun(folder, settings.task));
      await this.takeArm(settings, description);
      return this.options.starters.resumeTraining(this.sessionOptions({ description }), runId, steps);
    });
  }

  async pause(): Promise<RunSummary> {
    const session = this.running();
    await session.pause();
    return session.status();
  }

  /**
   * A stop pauses the run too: once the arm is engaged again, the run waits to be continued. Does nothing when no run
   * is under way; never rejects, for the stop itself must not fail by it.
   */
  async pauseForStop(sentence: string): Promise<void> {
    const { session } = this;
    if (session === undefined || session.status().state !== 'training') return;
    try {
      await session.pause(sentence);
    } catch (thrown) {
      this.options.notices.raise('training', 'warning', `The run could not be paused: ${failureReport(thrown).message}`);
    }
  }

  async continue(): Promise<RunSummary> {
    const session = this.running();
    const { control } = this.options;
    // The simulated arm of a control process that ended is gone with it, and nobody has to look at it first.
    if (this.runsArm?.address === simulatedAddress && control.status.mode === 'disconnected') await control.request({ type: 'connect', address: simulatedAddress });
    await session.continue();
    return session.status();
  }

  async setTemperature(setting: TemperatureSetting): Promise<RunSummary> {
    const session = this.running();
    await session.setTemperature(setting);
    return session.status();
  }

  /** Ends the running episode with the operator's verdict. */
  async label(outcome: EpisodeOutcome): Promise<RunSummary> {
    const session = this.running();
    await session.label(outcome);
    return session.status();
  }

  finish(options: { readonly evaluate: boolean }): Promise<RunSummary> {
    return this.running().finish(options);
  }

  /** Ends the run early, even one that is only being prepared, with a checkpoint and without evaluating it. */
  async interrupt(): Promise<RunSummary> {
    await this.preparation;
    return this.running().finish({ evaluate: false });
  }

  /** Resolves when the training that was begun last has ended and its files are closed. */
  async ended(): Promise<RunSummary> {
    return this.lastEnd ?? this.running().ended;
  }

  async close(): Promise<void> {
    // A training that could not be begun leaves nothing to end; whoever asked for it has been told why.
    await this.preparation?.catch(() => undefined);
    if (this.session !== undefined) await this.session.finish({ evaluate: false });
  }

  private running(): TrainingSession {
    if (this.session === undefined) throw new Failure('unavailable', 'No training runs now; start one first.');
    return this.session;
  }

  private async prepare(begin: () => Promise<TrainingSession>): Promise<RunSummary> {
    if (this.busy) throw new Failure('busy', `The run ${this.latest?.id ?? ''} is training; finish it before another one begins.`);
    this.options.notices.settle('training');
    this.options.notices.settle('learner');
    this.preparation = begin();
    try {
      const session = await this.preparation;
      this.session = session;
      this.lastEnd = session.ended.then((summary) => this.takeEnd(session, summary));
      this.takeStatus(session.status());
      return session.status();
    } finally {
      this.preparation = undefined;
    }
  }

  /** An arm's task needs an arm: without one the simulated one is connected. A real one keeps real time. */
  private async takeArm(settings: TrainingSettings, task: TaskDescription): Promise<TrainingSettings> {
    const { control } = this.options;
    this.runsArm = undefined;
    if (settings.lockstep) return settings;
    if (!task.usesArm) {
      control.prepare();
      return settings;
    }
    if (control.status.mode === 'disconnected') await control.request({ type: 'connect', address: simulatedAddress });
    const { address, description } = control.status;
    this.runsArm = { address, description };
    return address === simulatedAddress ? settings : { ...settings, pace: 'real-time' };
  }

  private sessionOptions({ description, world }: ShelvedTask): TrainingSessionOptions {
    const { library, launcher, control, analysis, clock, finalEvaluationEpisodes } = this.options;
    return {
      library,
      launcher,
      control,
      task: description,
      ...(world === undefined ? {} : { world }),
      evaluate: (request) => analysis.evaluate(request),
      listener: this.listener(),
      nowMs: () => clock.now(),
      ...(finalEvaluationEpisodes === undefined ? {} : { finalEvaluationEpisodes }),
    };
  }

  private listener(): TrainingListener {
    const { analysis, hub, notices, onView } = this.options;
    return {
      // Over is what `takeEnd` says it is: a window that reads the run at that moment must find its files whole.
      status: (status) => this.takeStatus(isOver(status.state) ? { ...status, state: 'finishing' } : status),
      metrics: (row) => hub.publishEntry('metrics', row),
      event: (event) => {
        hub.publishEntry('events', event);
        if (event.kind === 'learner-restarted') notices.raise('learner', 'warning', event.sentence);
      },
      episode: (summary) => hub.publishEntry('episodes', summary),
      networks: (task, snapshot) => analysis.offerNetworks(task, snapshot),
      view: onView,
    };
  }

  private takeStatus(status: TrainingStatus): void {
    this.latest = status;
    this.options.onStatus();
  }

  private takeEnd(session: TrainingSession, summary: RunSummary): RunSummary {
    this.session = undefined;
    const status = { ...session.status(), ...summary };
    if (summary.state === 'failed') {
      this.options.notices.raise('training', 'error', status.note ?? `The run ${summary.id} failed; its checkpoints are kept, so it can be resumed.`);
    }
    this.takeStatus(status);
    return summary;
  }
}

function isOver(state: TrainingStatus['state']): boolean {
  return state === 'finished' || state === 'failed';
}
