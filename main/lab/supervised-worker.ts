import type { WorkerExit, WorkerHandle, WorkerLauncher, WorkerName } from '../processes/worker';

export interface WorkerEvents<FromWorker> {
  message(message: FromWorker): void;
  /** The process ended unasked; called once for each process. */
  lost(sentence: string): void;
}

/** One worker process that is started when it is first needed, and again when it is needed after it was lost. */
export class SupervisedWorker<ToWorker, FromWorker> {
  private handle: WorkerHandle<ToWorker, FromWorker> | undefined;

  constructor(
    private readonly launcher: WorkerLauncher,
    private readonly name: WorkerName,
    private readonly events: WorkerEvents<FromWorker>,
  ) {}

  get running(): boolean {
    return this.handle !== undefined;
  }

  /** Starts the process if there is none: it is loaded by the time that it is needed. */
  prepare(): void {
    this.handle ??= this.start();
  }

  /** Sends a message, starting the process if there is none. */
  post(message: ToWorker): void {
    this.handle ??= this.start();
    this.handle.post(message);
  }

  /** Ends the process at once, as if it had ended by itself. */
  abandon(sentence: string): void {
    const handle = this.handle;
    if (handle === undefined) return;
    this.handle = undefined;
    handle.kill();
    this.events.lost(sentence);
  }

  /** Ends the process at once, silently. */
  close(): void {
    const handle = this.handle;
    this.handle = undefined;
    handle?.kill();
  }

  private start(): WorkerHandle<ToWorker, FromWorker> {
    const handle = this.launcher.launch<ToWorker, FromWorker>(this.name);
    // What an earlier process still says after it was given up is of no interest.
    handle.onMessage((message) => {
      if (this.handle === handle) this.events.message(message);
    });
    handle.onExit((exit) => {
      if (this.handle !== handle) return;
      this.handle = undefined;
      this.events.lost(`The ${this.name} process ended unexpectedly (${exitWords(exit)}).`);
    });
    return handle;
  }
}

function exitWords(exit: WorkerExit): string {
  if (exit.signal !== undefined) return `signal ${exit.signal}`;
  return exit.code === undefined ? 'no exit code' : `exit code ${exit.code}`;
}
