import type { WorkerExit, WorkerHandle, WorkerLauncher, WorkerName, WorkerPort } from '../../processes/worker';

export type WorkerService = (port: WorkerPort<never, unknown>) => Promise<void>;

export interface InProcessLauncher extends WorkerLauncher {
  /** How many workers of a name were launched. */
  launched(name: WorkerName): number;
  /** Ends the newest worker of a name as `kill -9` does: at once, without a word. */
  kill(name: WorkerName): void;
}

/** Runs the services of workers in this process, with messages that are copied and late as those of processes are. */
export function createInProcessLauncher(services: Partial<Record<WorkerName, WorkerService>>): InProcessLauncher {
  const counts = new Map<WorkerName, number>();
  const newest = new Map<WorkerName, WorkerHandle<unknown, unknown>>();

  function launch(name: WorkerName): WorkerHandle<unknown, unknown> {
    const service = services[name];
    if (service === undefined) throw new Error(`this test has no ${name} worker`);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    const messageListeners = new Set<(message: unknown) => void>();
    const exitListeners = new Set<(exit: WorkerExit) => void>();
    let toWorker: ((message: unknown) => void) | undefined;
    let alive = true;

    function exit(how: WorkerExit): void {
      setImmediate(() => {
        if (!alive) return;
        alive = false;
        for (const listener of exitListeners) listener(how);
      });
    }

    const deliver = (to: (message: unknown) => void, message: unknown): void => {
      const copy: unknown = structuredClone(message);
      setImmediate(() => {
        if (alive) to(copy);
      });
    };
    const handle: WorkerHandle<unknown, unknown> = {
      processId: undefined,
      post: (message) => deliver((copy) => toWorker?.(copy), message),
      onMessage(listener) {
        messageListeners.add(listener);
        return () => messageListeners.delete(listener);
      },
      onExit(listener) {
        exitListeners.add(listener);
        return () => exitListeners.delete(listener);
      },
      kill: () => exit({ signal: 'SIGKILL' }),
    };
    service({
      post: (message) => deliver((copy) => messageListeners.forEach((listener) => listener(copy)), message),
      onMessage: (listener) => (toWorker = listener as (message: unknown) => void),
    }).then(
      () => exit({ code: 0 }),
      () => exit({ code: 1 }),
    );
    newest.set(name, handle);
    return handle;
  }

  return {
    launch: launch as WorkerLauncher['launch'],
    launched: (name) => counts.get(name) ?? 0,
    kill: (name) => newest.get(name)?.kill(),
  };
}
