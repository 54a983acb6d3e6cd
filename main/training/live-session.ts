import { Failure, failureReport } from '../../shared/contract/failure';
import type { RunEvent, RunSummary, TemperatureSetting } from '../../shared/training';
import { checkTemperature } from '../learning/temperature';
import { createAsynchronousEngine } from './asynchronous-engine';
import { loadNetworks } from './checkpoint';
import { controlMetrics } from './control-metrics';
import type { CheckpointEntry } from './checkpoint-folders';
import { labelSentences } from './episode-label';
import { evaluationSeed } from './evaluation';
import { createEvaluationQueue } from './evaluation-queue';
import { createLockstepEngine } from './lockstep-engine';
import { createMetricsWindow } from './metrics-window';
import { openRunFiles } from './run-files';
import { taskOfRun } from './run-folder';
import { RunProgress } from './run-progress';
import type { RunRecord } from './run-record';
import { problemSizeOf } from './task-size';
import type { EngineListener, TrainingEngine } from './training-engine';
import type { TrainingSession, TrainingSessionOptions } from './training-session';

/** How often a window is told, and how often a row of metrics is written, milliseconds. */
const statusEveryMs = 250;
const rowEveryMs = 500;

export interface SessionStart {
  readonly temperature: TemperatureSetting;
  readonly firstEpisode: number;
  readonly resumeFrom?: CheckpointEntry;
}

/** Trains the run of a record until its last step, or until it is told to finish. Keeps its files, its clock and its status. */
export async function openLiveSession(options: TrainingSessionOptions, stored: RunRecord, folder: string, start: SessionStart): Promise<TrainingSession> {
  const { listener, task, nowMs } = options;
  const { id, settings, hyper } = stored;
  const taskToFind = taskOfRun(folder, settings.task);
  const progress = new RunProgress(stored, start.temperature, nowMs);
  const { clock } = progress;
  const window = createMetricsWindow(stored.step, stored.elapsedS);
  const files = await openRunFiles(folder, nowMs, (thrown) => void fail(thrown));
  let rowAtMs = nowMs();
  let statusAtMs = -Infinity;
  let ending: Promise<void> | undefined;
  let settle: (summary: RunSummary) => void;
  const ended = new Promise<RunSummary>((resolve) => (settle = resolve));

  const evaluations = createEvaluationQueue({
    evaluate: (due) => options.evaluate({ task: taskToFind, seed: evaluationSeed, ...due }),
    onResult(result, due) {
      progress.lastEvaluation = result;
      const row = { step: result.step, updates: due.policy.version, elapsedS: clock.elapsedS, evaluation: result };
      files.metrics(row);
      listener.metrics(row);
      tell();
    },
    onFailure(sentence) {
      progress.note = sentence;
      tell();
    },
  });

  const engineListener: EngineListener = {
    ready(name, learnerUpdates) {
      progress.executor = name;
      progress.updates = learnerUpdates;
      if (progress.state === 'preparing') progress.enter('training');
      tell();
    },
    steps(taken, version) {
      progress.acted(taken, version);
      passTime();
    },
    learnt(learnt) {
      progress.learnt(learnt);
      window.learnt(learnt);
      passTime();
    },
    measured: writeRow,
    episode(summary) {
      progress.episodes += 1;
      window.episode(summary);
      listener.episode(summary);
    },
    networks(snapshot) {
      clock.heard();
      listener.networks(taskToFind, snapshot);
    },
    evaluationDue: (at, policy) => evaluations.add({ step: at, policy, episodes: settings.evaluationEpisodes }),
    checkpointed: (entry) => tellEvent('checkpoint', `Checkpoint at step ${entry.step}.`),
    heldUp(sentence) {
      progress.hold(sentence);
      tell();
    },
    learnerRestarted: (sentence) => tellEvent('learner-restarted', sentence),
    complete: () => void end(true),
    stopped(failure) {
      if (ending !== undefined) return;
      progress.enter('paused', failure.message);
      tellEvent('stopped', failure.message);
    },
    failed: (failure) => void fail(failure),
    view: (message) => listener.view(message),
  };
  const engine = createEngine();

  function createEngine(): TrainingEngine {
    const { launcher, control } = options;
    const { steps, evaluateEvery, checkpointEvery } = settings;
    const { firstEpisode, resumeFrom } = start;
    const run = { runId: id, runFolder: folder, task: taskToFind, steps, evaluateEvery, checkpointEvery, firstEpisode, ...(resumeFrom === undefined ? {} : { resumeFrom }) };
    if (settings.lockstep) return createLockstepEngine({ run, settings, hyper, launcher, listener: engineListener });
    return createAsynchronousEngine({ run, settings, hyper, size: problemSizeOf(task), launcher, control, listener: engineListener });
  }

  function tell(): void {
    statusAtMs = nowMs();
    listener.status(progress.status());
  }

  function passTime(): void {
    files.save(progress.record());
    if (!engine.measuresBySteps && nowMs() - rowAtMs >= rowEveryMs) writeRow();
    if (nowMs() - statusAtMs >= statusEveryMs) tell();
  }

  function writeRow(): void {
    rowAtMs = nowMs();
    const control = settings.lockstep ? undefined : controlMetrics(options.control.status);
    const { step, updates, policyVersion } = progress;
    const row = window.row({ step, updates, elapsedS: clock.elapsedS, policyVersion, policyAgeS: progress.policyAgeS(), ...(control === undefined ? {} : { control }) });
    files.metrics(row);
    listener.metrics(row);
  }

  function tellEvent(kind: RunEvent['kind'], sentence: string): void {
    const event = { step: progress.step, atMs: nowMs(), kind, sentence };
    files.event(event);
    listener.event(event);
    tell();
  }

  /** Checkpoint, last evaluation, and the end of workers and files. */
  async function finishRun(evaluate: boolean): Promise<void> {
    progress.enter('finishing');
    tell();
    await engine.stopCollecting();
    if (!engine.measuresBySteps) writeRow();
    const checkpoint = await engine.checkpoint();
    const count = options.finalEvaluationEpisodes ?? settings.evaluationEpisodes;
    const { step } = progress;
    if (evaluate) await evaluations.add({ step, policy: await loadNetworks(checkpoint.folder), episodes: count });
    await engine.close();
    progress.enter('finished', progress.note);
    tellEvent('finished', step < settings.steps ? `The run was ended at step ${step} of ${settings.steps}.` : `The run took its ${step} steps.`);
    await files.close(progress.record());
  }

  function end(evaluate: boolean): Promise<void> {
    ending ??= finishRun(evaluate).then(
      () => settle(progress.summary()),
      (thrown: unknown) => endFailed(thrown),
    );
    return ending;
  }

  function fail(thrown: unknown): Promise<void> {
    // While the run finishes, its own steps meet the same failure.
    ending ??= endFailed(thrown);
    return ending;
  }

  async function endFailed(thrown: unknown): Promise<void> {
    const { message } = failureReport(thrown);
    progress.enter('failed', message);
    tellEvent('failed', message);
    for (const close of [() => engine.stopCollecting(), () => engine.close(), () => files.close(progress.record())]) {
      try {
        await close();
      } catch (alsoThrown) {
        progress.note = `${progress.note} Then, while ending: ${failureReport(alsoThrown).message}`;
        tell();
      }
    }
    settle(progress.summary());
  }

  function requireOpen(): void {
    if (ending !== undefined) throw new Failure('busy', `The run ${id} is ${progress.state}: start or resume a run first.`);
  }

  const from = start.resumeFrom;
  if (stored.step > 0 || from !== undefined) tellEvent('resumed', `The run goes on from step ${progress.step}.`);
  else tellEvent('started', `${task.title} with ${settings.algorithm}, seed ${settings.seed}.`);
  engine.start().catch(fail);

  return {
    runId: id,
    runFolder: folder,
    status: () => progress.status(),
    ended,
    async pause(sentence) {
      requireOpen();
      if (progress.state === 'paused') return;
      progress.enter('paused', sentence);
      tellEvent('paused', sentence ?? 'The run was paused.');
      await engine.pause(sentence ?? 'The run is paused.');
      await files.flush(progress.record());
    },
    async continue() {
      requireOpen();
      if (progress.state !== 'paused') return;
      // An arm that is still stopped refuses, and the run stays paused.
      await engine.continue();
      progress.enter('training');
      clock.newPace();
      tellEvent('resumed', 'The run goes on.');
    },
    async finish(finishOptions = {}) {
      await end(finishOptions.evaluate ?? true);
      return ended;
    },
    async label(outcome) {
      requireOpen();
      await engine.label(outcome);
      tellEvent('labelled', labelSentences[outcome]);
    },
    async setTemperature(setting) {
      requireOpen();
      checkTemperature(setting, task.actionNames.length, settings.algorithm);
      engine.setTemperature(setting);
      progress.temperature = setting;
      tellEvent('temperature', sentenceOf(setting));
    },
  };
}

function sentenceOf(setting: TemperatureSetting): string {
  return setting.mode === 'fixed' ? `The temperature is held at ${setting.alpha}.` : `The temperature follows a target entropy of ${setting.targetEntropy} nats.`;
}

