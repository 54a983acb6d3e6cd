/**
 * Workers are processes of their own: utilityProcess in Electron, a child process elsewhere. The same entry file
 * and the same messages serve both. Messages are structured clones; typed arrays are copied.
 */

export type Unsubscribe = () => void;

export interface WorkerExit {
  /** Absent when a signal ended the process. */
  readonly code?: number;
  readonly signal?: string;
}

/** The parent's end. */
export interface WorkerHandle<ToWorker, FromWorker> {
  readonly processId: number | undefined;
  post(message: ToWorker): void;
  onMessage(listener: (message: FromWorker) => void): Unsubscribe;
  onExit(listener: (exit: WorkerExit) => void): Unsubscribe;
  /** Ends the process at once. */
  kill(): void;
}

export const workerNames = ['control', 'learner', 'lockstep', 'analysis'] as const;
export type WorkerName = (typeof workerNames)[number];

/** Starts workers; one implementation per host. */
export interface WorkerLauncher {
  launch<ToWorker, FromWorker>(name: WorkerName): WorkerHandle<ToWorker, FromWorker>;
}

/** The worker's own end. */
export interface WorkerPort<ToWorker, FromWorker> {
  post(message: FromWorker): void;
  onMessage(listener: (message: ToWorker) => void): void;
}
