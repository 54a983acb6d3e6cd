import { Failure, failureReport } from '../../shared/contract/failure';
import type { RunEvent, RunState, RunSummary, TemperatureSetting, TrainingStatus } from '../../shared/training';
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
import { summaryOf, type RunRecord } from './run-record';
import { problemSizeOf } from './task-size';
import { createTrainingClock } from './training-clock';
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
  const clock = createTrainingClock(nowMs, stored.elapsedS);
  const window = createMetricsWindow(stored.step, stored.elapsedS);
  const files = await openRunFiles(folder, nowMs, (thrown) => void fail(thrown));
  let { step, updates, episodes, lastEvaluation } = stored;
  let state: RunState = 'preparing';
  let note: string | undefined;
  let executor: string = settings.executor;
  let temperature = start.temperature;
  let alpha = temperature.mode === 'fixed' ? temperature.alpha : hyper.initialAlpha;
  let updatesPerS = 0;
  let policyVersion = 0;
  let policySinceMs = 0;
  let rowAtMs = nowMs();
  let statusAtMs = -Infinity;
  let ending: Promise<void> | undefined;
  let settle: (summary: RunSummary) => void;
  const ended = new Promise<RunSummary>((resolve) => (settle = resolve));

  const evaluations = createEvaluationQueue({
    evaluate: (due) => options.evaluate({ task: taskToFind, seed: evaluationSeed, ...due }),
    onResult(result, due) {
      lastEvaluation = result;
      const row = { step: result.step, updates: due.policy.version, elapsedS: clock.elapsedS, evaluation: result };
      files.metrics(row);
      listener.metrics(row);
      tell();
    },
    onFailure(sentence) {
      note = sentence;
      tell();
    },
  });

  const engineListener: EngineListener = {
    ready(name, learnerUpdates) {
      executor = name;
      updates = learnerUpdates;
      if (state === 'preparing') {
        state = 'training';
        clock.run();
      }
      tell();
    },
    steps(taken, version) {
      if (step < hyper.learningStarts && taken >= hyper.learningStarts) clock.newPace();
      step = taken;
      if (version !== policyVersion) policySinceMs = nowMs();
      policyVersion = version;
      clock.at(step);
      passTime();
    },
    learnt(progress) {
      ({ updates, updatesPerS, temperature } = progress);
      alpha = progress.metrics.alpha;
      window.learnt(progress);
      passTime();
    },
    measured: writeRow,
    episode(summary) {
      episodes += 1;
      window.episode(summary);
      listener.episode(summary);
    },
    networks: (snapshot) => listener.networks(taskToFind, snapshot),
    evaluationDue: (at, policy) => evaluations.add({ step: at, policy, episodes: settings.evaluationEpisodes }),
    checkpointed: (entry) => tellEvent('checkpoint', `Checkpoint at step ${entry.step}.`),
    heldUp(sentence) {
      note = sentence;
      tell();
    },
    learnerRestarted: (sentence) => tellEvent('learner-restarted', sentence),
    complete: () => void end(true),
    stopped(failure) {
      if (ending !== undefined) return;
      rest(failure.message);
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

  function record(): RunRecord {
    const over = state === 'finished' || state === 'failed';
    return {
      ...stored,
      state,
      ...(state === 'failed' ? { note } : {}),
      ...(over ? { owner: undefined } : {}),
      savedMs: nowMs(),
      step,
      updates,
      episodes,
      elapsedS: clock.elapsedS,
      lastEvaluation,
    };
  }

  function summary(): RunSummary {
    return summaryOf(record(), nowMs());
  }

  function status(): TrainingStatus {
    const { stepsPerS } = clock;
    const learning = state === 'training' && step >= hyper.learningStarts && stepsPerS > 0;
    return {
      ...summary(),
      executor,
      temperature,
      alpha,
      updatesPerS,
      stepsPerS,
      ...(policyVersion === 0 ? {} : { policyLag: Math.max(0, updates - policyVersion), policyAgeS: policyAgeS() }),
      ...(learning ? { timeLeftS: (settings.steps - step) / stepsPerS } : {}),
      ...(note === undefined ? {} : { note }),
    };
  }

  /** A policy that is not replaced while training rests does not age. */
  function policyAgeS(): number | undefined {
    // A lock-step run repeats its rows to the last digit, whatever the clock says.
    return settings.lockstep || policyVersion === 0 || state !== 'training' ? undefined : (nowMs() - policySinceMs) / 1000;
  }

  function tell(): void {
    statusAtMs = nowMs();
    listener.status(status());
  }

  function passTime(): void {
    files.save(record());
    if (!engine.measuresBySteps && nowMs() - rowAtMs >= rowEveryMs) writeRow();
    if (nowMs() - statusAtMs >= statusEveryMs) tell();
  }

  function writeRow(): void {
    rowAtMs = nowMs();
    const control = settings.lockstep ? undefined : controlMetrics(options.control.status);
    const row = window.row({ step, updates, elapsedS: clock.elapsedS, policyVersion, policyAgeS: policyAgeS(), ...(control === undefined ? {} : { control }) });
    files.metrics(row);
    listener.metrics(row);
  }

  function tellEvent(kind: RunEvent['kind'], sentence: string): void {
    const event = { step, atMs: nowMs(), kind, sentence };
    files.event(event);
    listener.event(event);
    tell();
  }

  function rest(sentence: string | undefined): void {
    state = 'paused';
    note = sentence;
    clock.rest();
  }

  /** Checkpoint, last evaluation, and the end of workers and files. */
  async function finishRun(evaluate: boolean): Promise<void> {
    state = 'finishing';
    note = undefined;
    tell();
    await engine.stopCollecting();
    clock.rest();
    if (!engine.measuresBySteps) writeRow();
    const checkpoint = await engine.checkpoint();
    const count = options.finalEvaluationEpisodes ?? settings.evaluationEpisodes;
    if (evaluate) await evaluations.add({ step, policy: await loadNetworks(checkpoint.folder), episodes: count });
    await engine.close();
    state = 'finished';
    tellEvent('finished', step < settings.steps ? `The run was ended at step ${step} of ${settings.steps}.` : `The run took its ${step} steps.`);
    await files.close(record());
  }

  function end(evaluate: boolean): Promise<void> {
    ending ??= finishRun(evaluate).then(
      () => settle(summary()),
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
    state = 'failed';
    note = failureReport(thrown).message;
    clock.rest();
    tellEvent('failed', note);
    for (const close of [() => engine.stopCollecting(), () => engine.close(), () => files.close(record())]) {
      try {
        await close();
      } catch (alsoThrown) {
        note = `${note} Then, while ending: ${failureReport(alsoThrown).message}`;
        tell();
      }
    }
    settle(summary());
  }

  function requireOpen(): void {
    if (ending !== undefined) throw new Failure('busy', `The run ${id} is ${state}: start or resume a run first.`);
  }

  const from = start.resumeFrom;
  if (stored.step > 0 || from !== undefined) tellEvent('resumed', `The run goes on from step ${step}.`);
  else tellEvent('started', `${task.title} with ${settings.algorithm}, seed ${settings.seed}.`);
  engine.start().catch(fail);

  return {
    runId: id,
    runFolder: folder,
    status,
    ended,
    async pause(sentence) {
      requireOpen();
      if (state === 'paused') return;
      rest(sentence);
      tellEvent('paused', sentence ?? 'The run was paused.');
      await engine.pause(sentence ?? 'The run is paused.');
      await files.flush(record());
    },
    async continue() {
      requireOpen();
      if (state !== 'paused') return;
      // An arm that is still stopped refuses, and the run stays paused.
      await engine.continue();
      state = 'training';
      note = undefined;
      clock.run();
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
      temperature = setting;
      tellEvent('temperature', sentenceOf(setting));
    },
  };
}

function sentenceOf(setting: TemperatureSetting): string {
  return setting.mode === 'fixed' ? `The temperature is held at ${setting.alpha}.` : `The temperature follows a target entropy of ${setting.targetEntropy} nats.`;
}

