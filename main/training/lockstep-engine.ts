import { Failure } from '../../shared/contract/failure';
import type { LearnerSettings, TemperatureSetting, TrainingSettings } from '../../shared/training';
import type { PolicySnapshot } from '../learning/learner';
import type { WorkerLauncher } from '../processes/worker';
import { latestCheckpoint } from './checkpoint-folders';
import { createCheckpointRequests } from './checkpoint-requests';
import type { FromLockstep, ToLockstep } from './lockstep-messages';
import type { EngineListener, EngineRun, TrainingEngine } from './training-engine';
import { createWorkerKeeper } from './worker-keeper';

export interface LockstepEngineOptions {
  readonly run: EngineRun;
  readonly settings: TrainingSettings;
  readonly hyper: LearnerSettings;
  readonly launcher: WorkerLauncher;
  readonly listener: EngineListener;
}

/** Collecting and learning in strict turns, in the lock-step worker. */
export function createLockstepEngine({ run, settings, hyper, launcher, listener }: LockstepEngineOptions): TrainingEngine {
  let newestCheckpoint = run.resumeFrom;
  let nextEpisode = run.firstEpisode;
  let temperature: TemperatureSetting | undefined;
  let paused = false;
  let restarting: string | undefined;
  let onEnded: (() => void) | undefined;
  let collecting = false;

  const keeper = createWorkerKeeper<ToLockstep, FromLockstep>({
    launcher,
    name: 'lockstep',
    beforeRestart: findNewestCheckpoint,
    onStarted: begin,
    onMessage: fromWorker,
    onLost(sentence) {
      restarting = `${sentence} It starts again from ${newestCheckpoint === undefined ? 'the beginning' : `step ${newestCheckpoint.step}`}.`;
      listener.heldUp(restarting);
    },
    onGivenUp(failure) {
      collecting = false;
      requests.failed(failure);
      onEnded?.();
      listener.failed(failure);
    },
  });
  const requests = createCheckpointRequests(() => keeper.post({ type: 'checkpoint' }));

  /** The worker may have written one, and thinned those before it, just before it could tell. */
  async function findNewestCheckpoint(): Promise<void> {
    newestCheckpoint = (await latestCheckpoint(run.runFolder)) ?? newestCheckpoint;
  }

  function begin(post: (message: ToLockstep) => void): void {
    const firstStep = newestCheckpoint?.step ?? 0;
    post({
      type: 'begin',
      settings: hyper,
      seed: settings.seed,
      // A measured choice could differ from run to run, and with it the last bits of every sum.
      executor: settings.executor === 'auto' ? 'onnx-cpu' : settings.executor,
      threads: settings.threads,
      rollout: {
        runId: run.runId,
        runFolder: run.runFolder,
        task: run.task,
        seed: settings.seed,
        pace: 'fast',
        firstStep,
        firstEpisode: nextEpisode,
        lastStep: run.steps,
        learningStarts: hyper.learningStarts,
        updateToData: hyper.updateToData,
      },
      evaluateEvery: run.evaluateEvery,
      checkpointEvery: run.checkpointEvery,
      ...(newestCheckpoint === undefined ? {} : { resumeFrom: newestCheckpoint.folder }),
    });
    collecting = true;
    if (temperature !== undefined) post({ type: 'set-temperature', setting: temperature });
    if (paused) post({ type: 'pause', paused });
    requests.askAgain();
    if (onEnded !== undefined) post({ type: 'end-rollout' });
  }

  async function evaluate(step: number, policy: PolicySnapshot): Promise<void> {
    try {
      await listener.evaluationDue(step, policy);
    } finally {
      keeper.post({ type: 'evaluated' });
    }
  }

  function fromWorker(message: FromLockstep): void {
    switch (message.type) {
      case 'ready':
        listener.ready(message.executor, message.updates);
        if (restarting === undefined) return;
        listener.learnerRestarted(restarting);
        restarting = undefined;
        return listener.heldUp(undefined);
      case 'progress':
        return listener.learnt(message);
      case 'measured':
        listener.steps(message.stepsTaken, message.policyVersion);
        return listener.measured();
      case 'networks':
        return listener.networks(message.snapshot);
      case 'episode':
        nextEpisode = Math.max(nextEpisode, message.summary.number + 1);
        return listener.episode(message.summary);
      case 'evaluation-due':
        evaluate(message.step, message.policy).catch((thrown: unknown) => listener.failed(new Failure('internal', String(thrown), { cause: thrown })));
        return;
      case 'checkpointed':
        newestCheckpoint = { folder: message.folder, step: message.step };
        keeper.steady();
        requests.written(newestCheckpoint);
        return listener.checkpointed(newestCheckpoint);
      case 'rollout-ended':
        collecting = false;
        onEnded?.();
        if (message.reason === 'complete') listener.complete();
        return;
      case 'scene':
      case 'pose':
      case 'state':
        return listener.view(message);
      case 'failed':
        return;
    }
  }

  return {
    measuresBySteps: true,
    start() {
      keeper.start();
      return Promise.resolve();
    },
    pause() {
      paused = true;
      keeper.post({ type: 'pause', paused });
      return Promise.resolve();
    },
    continue() {
      paused = false;
      keeper.post({ type: 'pause', paused });
      return Promise.resolve();
    },
    setTemperature(setting) {
      temperature = setting;
      keeper.post({ type: 'set-temperature', setting });
    },
    label: () => Promise.reject(new Failure('unavailable', 'A lock-step run is repeated from its seed alone: its episodes cannot be labelled.')),
    checkpoint: () => requests.ask(),
    stopCollecting() {
      if (!collecting) return Promise.resolve();
      return new Promise((resolve) => {
        onEnded = resolve;
        keeper.post({ type: 'end-rollout' });
      });
    },
    close: () => keeper.close({ type: 'end' }),
  };
}
