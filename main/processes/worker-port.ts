import type { WorkerPort } from './worker';

/** What Electron's utilityProcess gives its child: `process.parentPort`. Declared here, because only hosts know Electron. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
}

export interface WorkerPortOptions<FromWorker> {
  /** The last message of a process that meets an error of its own; it exits with code 1 right after it. */
  readonly lastMessage?: (thrown: unknown) => FromWorker;
  /**
   * The parent has gone without a word, or asks by SIGTERM: put things in order, hold the arm; then the process exits
   * with code 0. Left out, it exits at once.
   */
  readonly onParentGone?: () => void | Promise<void>;
}

export interface OpenWorkerPort<ToWorker, FromWorker> extends WorkerPort<ToWorker, FromWorker> {
  /** Ends the process when every message so far has left it. */
  exit(code: number): void;
}

/** How long messages may take to leave a process that ends, and how long an orderly end may take, milliseconds. */
const drainMs = 1000;
const parentGoneMs = 5000;
/** Electron does not say when a message has left: this is what its pipe is given. */
const utilityDrainMs = 100;

/**
 * The worker's own end of its channel, in a child process or in Electron's utilityProcess. Call it once, first thing.
 * From then on, an uncaught exception or an unhandled rejection ends the process after a last message.
 */
export function openWorkerPort<ToWorker, FromWorker>(options: WorkerPortOptions<FromWorker> = {}): OpenWorkerPort<ToWorker, FromWorker> {
  const channel = findChannel();
  let ending = false;

  function endAfter(work: () => unknown, withinMs: number, code: number): void {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(code), withinMs);
    // The process ends in any case: an error of its end only changes the code.
    Promise.resolve()
      .then(work)
      .then(() => channel.drained())
      .then(
        () => process.exit(code),
        () => process.exit(1),
      );
  }

  function die(thrown: unknown): void {
    console.error(thrown);
    if (options.lastMessage !== undefined && !ending) channel.post(options.lastMessage(thrown));
    endAfter(() => undefined, drainMs, 1);
  }

  const endInOrder = (): void => endAfter(() => options.onParentGone?.(), parentGoneMs, 0);
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
  // Ctrl-C reaches the whole process group, but the parent decides how its workers end.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', endInOrder);
  channel.onGone(endInOrder);

  return {
    post: (message) => channel.post(message),
    onMessage: (listener) => channel.onMessage((message) => listener(message as ToWorker)),
    exit: (code) => endAfter(() => undefined, drainMs, code),
  };
}

interface Channel {
  post(message: unknown): void;
  /** Resolves when every message so far has left this process. */
  drained(): Promise<void>;
  onMessage(listener: (message: unknown) => void): void;
  onGone(listener: () => void): void;
}

function findChannel(): Channel {
  const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };
  if (parentPort !== undefined) return utilityProcessChannel(parentPort);
  if (process.send !== undefined) return childProcessChannel();
  throw new Error('a worker must be started by Tempera: this process has no parent to speak to');
}

function utilityProcessChannel(parentPort: ParentPort): Channel {
  return {
    post: (message) => parentPort.postMessage(message),
    drained: () => new Promise((resolve) => setTimeout(resolve, utilityDrainMs)),
    onMessage: (listener) => parentPort.on('message', (event) => listener(event.data)),
    onGone: (listener) => parentPort.on('close', listener),
  };
}

function childProcessChannel(): Channel {
  let last = Promise.resolve();
  return {
    post(message) {
      if (!process.connected) return;
      // Messages leave in order, so that the newest one's callback speaks for all.
      last = new Promise((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
    },
    drained: () => (process.connected ? last : Promise.resolve()),
    onMessage: (listener) => void process.on('message', listener),
    onGone: (listener) => void process.once('disconnect', listener),
  };
}
