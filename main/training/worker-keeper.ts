import { Failure, failureReport, type FailureReport } from '../../shared/contract/failure';
import type { WorkerExit, WorkerHandle, WorkerLauncher, WorkerName } from '../processes/worker';

/** A worker that dies again and again is given up after so many restarts without a checkpoint between them. */
const maximumRestarts = 5;
const firstBackoffMs = 200;
const longestBackoffMs = 5000;
/** How long a worker may take to end when it is asked to. */
const endMs = 5000;

type LearningMessage = { readonly type: string } | { readonly type: 'failed'; readonly failure: FailureReport };

export interface WorkerKeeperOptions<ToWorker, FromWorker extends LearningMessage> {
  readonly launcher: WorkerLauncher;
  readonly name: WorkerName;
  /** Before a restart: finds out what the fresh process goes on from. */
  readonly beforeRestart: () => Promise<void>;
  /** A fresh process runs: tell it what to do. Called at the start and after every restart. */
  readonly onStarted: (post: (message: ToWorker) => void) => void;
  readonly onMessage: (message: FromWorker) => void;
  /** The process has ended unasked, and will be restarted. */
  readonly onLost: (sentence: string) => void;
  /** It told an expected failure, or died too often: it stays ended. */
  readonly onGivenUp: (failure: Failure) => void;
}

/** Keeps one worker running until it is closed. */
export interface WorkerKeeper<ToWorker> {
  start(): void;
  /** Dropped while no process runs: `onStarted` must tell a fresh one everything. */
  post(message: ToWorker): void;
  /** The worker has done something lasting: restarts are counted anew. */
  steady(): void;
  close(end: ToWorker): Promise<void>;
}

export function createWorkerKeeper<ToWorker, FromWorker extends LearningMessage>(options: WorkerKeeperOptions<ToWorker, FromWorker>): WorkerKeeper<ToWorker> {
  const { launcher, name } = options;
  let worker: WorkerHandle<ToWorker, FromWorker> | undefined;
  let restarts = 0;
  let closing = false;
  let backoff: NodeJS.Timeout | undefined;
  const exits: (() => void)[] = [];

  function launch(): void {
    const launched = launcher.launch<ToWorker, FromWorker>(name);
    let told: FailureReport | undefined;
    worker = launched;
    launched.onMessage((message) => {
      if (message.type === 'failed' && 'failure' in message) told = message.failure;
      else if (!closing) options.onMessage(message);
    });
    launched.onExit((exit) => {
      worker = undefined;
      for (const settle of exits.splice(0)) settle();
      if (!closing) lost(exit, told);
    });
    options.onStarted((message) => launched.post(message));
  }

  async function relaunch(): Promise<void> {
    try {
      await options.beforeRestart();
      if (!closing) launch();
    } catch (thrown) {
      const { code, message } = failureReport(thrown);
      options.onGivenUp(new Failure(code, message, { cause: thrown }));
    }
  }

  function lost(exit: WorkerExit, told: FailureReport | undefined): void {
    if (told !== undefined && exit.code === 0) {
      options.onGivenUp(new Failure(told.code, told.message));
      return;
    }
    const cause = causeOf(exit, told);
    if (restarts === maximumRestarts) {
      options.onGivenUp(new Failure('unavailable', `The ${name} ended ${restarts + 1} times in a row, the last time with ${cause}. Resume the run when the cause is mended.`));
      return;
    }
    options.onLost(`The ${name} ended unexpectedly with ${cause}.`);
    backoff = setTimeout(() => void relaunch(), Math.min(longestBackoffMs, firstBackoffMs * 2 ** restarts));
    restarts += 1;
  }

  return {
    start: launch,
    post: (message) => worker?.post(message),
    steady() {
      restarts = 0;
    },
    async close(end) {
      closing = true;
      clearTimeout(backoff);
      if (worker === undefined) return;
      const ended = new Promise<void>((resolve) => exits.push(resolve));
      worker.post(end);
      const limit = setTimeout(() => worker?.kill(), endMs);
      await ended;
      clearTimeout(limit);
    },
  };
}

function causeOf(exit: WorkerExit, told: FailureReport | undefined): string {
  if (told !== undefined) return `the error "${told.message}"`;
  if (exit.signal !== undefined) return `signal ${exit.signal}`;
  return exit.code === undefined ? 'no reason given' : `code ${exit.code}`;
}
