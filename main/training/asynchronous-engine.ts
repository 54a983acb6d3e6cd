import { Failure, failureReport } from '../../shared/contract/failure';
import type { LearnerSettings, TemperatureSetting, TrainingSettings } from '../../shared/training';
import type { PolicySnapshot, ProblemSize } from '../learning/learner';
import type { WorkerLauncher } from '../processes/worker';
import { checkpointFolder, latestCheckpoint, type CheckpointEntry } from './checkpoint-folders';
import { createCheckpointRequests } from './checkpoint-requests';
import type { ControlAccess, RolloutMessage } from './control-access';
import type { FromLearner, ToLearner } from './learner-messages';
import { crosses, type EngineListener, type EngineRun, type TrainingEngine } from './training-engine';
import { createTransitionJournal } from './transition-journal';
import { updatesDue } from './update-budget';
import { createWorkerKeeper } from './worker-keeper';

export interface AsynchronousEngineOptions {
  readonly run: EngineRun;
  readonly settings: TrainingSettings;
  readonly hyper: LearnerSettings;
  readonly size: ProblemSize;
  readonly launcher: WorkerLauncher;
  readonly control: ControlAccess;
  readonly listener: EngineListener;
}

/**
 * Collecting and learning at once, in the control worker and the learner. Transitions and policies pass through here,
 * which is why a learner that dies costs nothing: it starts again from the newest checkpoint and is told the
 * transitions since then, while the arm holds.
 */
export function createAsynchronousEngine(options: AsynchronousEngineOptions): TrainingEngine {
  const { run, settings, hyper, size, control, listener } = options;
  const journal = createTransitionJournal();
  let newestCheckpoint = run.resumeFrom;
  let stepsTaken = run.resumeFrom?.step ?? 0;
  let nextEpisode = run.firstEpisode;
  let updates = 0;
  let alpha = hyper.initialAlpha;
  let policy: PolicySnapshot | undefined;
  let temperature: TemperatureSetting | undefined;
  let collecting = false;
  let completed = false;
  let paused = false;
  let ending = false;
  let restarting: string | undefined;
  let onFirstReady: (() => void) | undefined;

  const keeper = createWorkerKeeper<ToLearner, FromLearner>({
    launcher: options.launcher,
    name: 'learner',
    beforeRestart: findNewestCheckpoint,
    onStarted: begin,
    onMessage: fromLearner,
    onLost: learnerLost,
    onGivenUp(failure) {
      requests.failed(failure);
      listener.failed(failure);
    },
  });
  const requests = createCheckpointRequests(() => keeper.post({ type: 'checkpoint', folder: checkpointFolder(run.runFolder, stepsTaken), step: stepsTaken }));
  const unsubscribe = control.onMessage(fromControl);

  /** The learner may have written one, and thinned those before it, just before it could tell. */
  async function findNewestCheckpoint(): Promise<void> {
    newestCheckpoint = (await latestCheckpoint(run.runFolder)) ?? newestCheckpoint;
    if (newestCheckpoint !== undefined) journal.dropThrough(newestCheckpoint.step);
  }

  /** Everything that a fresh learner must know, in order. */
  function begin(post: (message: ToLearner) => void): void {
    const resumeFrom = newestCheckpoint?.folder;
    post({
      type: 'begin',
      size,
      settings: hyper,
      seed: settings.seed,
      executor: settings.executor,
      threads: settings.threads,
      ...(resumeFrom === undefined ? {} : { resumeFrom }),
    });
    if (temperature !== undefined) post({ type: 'set-temperature', setting: temperature });
    if (paused) post({ type: 'pause', paused });
    for (const { batch, stepsTaken: taken } of journal.entries()) post({ type: 'transitions', batch, stepsTaken: taken });
    requests.askAgain();
  }

  function learnerLost(sentence: string): void {
    const from = newestCheckpoint === undefined ? 'the beginning' : `step ${newestCheckpoint.step}`;
    restarting = `${sentence} It starts again from ${from}; the arm holds meanwhile.`;
    listener.heldUp(restarting);
    if (collecting && !paused) hold(true, restarting);
  }

  function learnerReady(message: Extract<FromLearner, { type: 'ready' }>): void {
    updates = message.updates;
    listener.ready(message.executor, message.updates);
    control.sendProgress(updates, alpha);
    onFirstReady?.();
    onFirstReady = undefined;
    completeIfLearnt();
    if (restarting === undefined) return;
    listener.learnerRestarted(restarting);
    restarting = undefined;
    listener.heldUp(undefined);
    if (collecting && !paused) hold(false);
  }

  function fromLearner(message: FromLearner): void {
    switch (message.type) {
      case 'ready':
        return learnerReady(message);
      case 'policy':
        policy = message.snapshot;
        if (collecting) control.sendPolicy(policy);
        return;
      case 'networks':
        alpha = message.snapshot.alpha;
        return listener.networks(message.snapshot);
      case 'progress':
        updates = message.updates;
        alpha = message.metrics.alpha;
        if (collecting) control.sendProgress(updates, alpha);
        listener.learnt(message);
        return completeIfLearnt();
      case 'checkpointed':
        newestCheckpoint = { folder: message.folder, step: message.step };
        journal.dropThrough(message.step);
        keeper.steady();
        requests.written(newestCheckpoint);
        return listener.checkpointed(newestCheckpoint);
      case 'failed':
        return;
    }
  }

  function fromControl(message: RolloutMessage): void {
    switch (message.type) {
      case 'transitions': {
        const before = stepsTaken;
        stepsTaken = message.stepsTaken;
        journal.add(message.batch, stepsTaken);
        keeper.post({ type: 'transitions', batch: message.batch, stepsTaken });
        listener.steps(stepsTaken, message.policyVersion);
        return schedule(before);
      }
      case 'episode':
        nextEpisode = Math.max(nextEpisode, message.summary.number + 1);
        return listener.episode(message.summary);
      case 'rollout-ended':
        collecting = false;
        if (message.reason === 'complete') completed = true;
        if (message.reason === 'stopped') {
          const report = message.failure ?? { code: 'stopped' as const, message: 'The arm was stopped: engage it, then continue.' };
          listener.stopped(new Failure(report.code, report.message));
        }
        return completeIfLearnt();
      case 'control-lost':
        collecting = false;
        listener.stopped(new Failure('link-lost', message.sentence));
    }
  }

  function schedule(before: number): void {
    const last = stepsTaken >= run.steps;
    if (crosses(run.checkpointEvery, before, stepsTaken) && !requests.pending && !last) attempt(requests.ask());
    if (crosses(run.evaluateEvery, before, stepsTaken) && policy !== undefined && !last) attempt(listener.evaluationDue(stepsTaken, policy));
  }

  /** A fast simulation waits for the learner, so its end does too; a real arm's learner may never have kept up. */
  function completeIfLearnt(): void {
    if (!completed || (settings.pace === 'fast' && updates < updatesDue(stepsTaken, hyper))) return;
    completed = false;
    listener.complete();
  }

  /** What may fail while nobody waits for it ends the run. */
  function attempt(work: Promise<unknown>): void {
    work.catch((thrown: unknown) => {
      const report = failureReport(thrown);
      listener.failed(new Failure(report.code, report.message, { cause: thrown }));
    });
  }

  /** An arm that cannot be held, or not go on, has stopped; a rollout that has just ended needs neither. */
  function hold(held: boolean, sentence?: string): void {
    control.pauseRollout(held, sentence).catch((thrown: unknown) => {
      const report = failureReport(thrown);
      if (collecting) listener.stopped(new Failure(report.code, report.message, { cause: thrown }));
    });
  }

  async function collect(): Promise<void> {
    if (paused || ending) return;
    try {
      await beginRollout();
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      listener.stopped(thrown);
    }
  }

  async function beginRollout(): Promise<void> {
    // Its first messages, even its end, may come before the answer.
    collecting = true;
    const rollout = {
      runId: run.runId,
      runFolder: run.runFolder,
      task: run.task,
      seed: settings.seed,
      pace: settings.pace,
      firstStep: stepsTaken,
      firstEpisode: nextEpisode,
      lastStep: run.steps,
      learningStarts: hyper.learningStarts,
      updateToData: hyper.updateToData,
    };
    await control.beginRollout(rollout).catch((thrown: unknown) => {
      collecting = false;
      throw thrown;
    });
    if (policy !== undefined) control.sendPolicy(policy);
    control.sendProgress(updates, alpha);
  }

  function setPaused(value: boolean): void {
    paused = value;
    keeper.post({ type: 'pause', paused });
  }

  return {
    measuresBySteps: false,
    async start() {
      const ready = new Promise<void>((resolve) => (onFirstReady = resolve));
      keeper.start();
      await ready;
      await collect();
    },
    async pause(sentence) {
      setPaused(true);
      if (collecting) await control.pauseRollout(true, sentence);
    },
    async continue() {
      setPaused(false);
      try {
        if (!collecting && stepsTaken < run.steps) await beginRollout();
        else if (restarting === undefined) await control.pauseRollout(false);
      } catch (thrown) {
        // The arm refuses: the run stays paused, also when a learner comes back meanwhile.
        setPaused(true);
        throw thrown;
      }
    },
    setTemperature(setting) {
      temperature = setting;
      keeper.post({ type: 'set-temperature', setting });
    },
    label: (outcome) => control.labelEpisode(outcome),
    checkpoint: (): Promise<CheckpointEntry> => requests.ask(),
    async stopCollecting() {
      ending = true;
      if (collecting) await control.endRollout();
      collecting = false;
    },
    async close() {
      unsubscribe();
      await keeper.close({ type: 'end' });
    },
  };
}
