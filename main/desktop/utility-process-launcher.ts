import path from 'node:path';
import type { WorkerExit, WorkerHandle, WorkerLauncher, WorkerName } from '../processes/worker';

/** The part of Electron's UtilityProcess that is used. */
export interface UtilityChild {
  readonly pid: number | undefined;
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  off(event: 'message', listener: (message: unknown) => void): unknown;
  off(event: 'exit', listener: (code: number) => void): unknown;
  kill(): boolean;
}

export type ForkUtility = (modulePath: string, options: { readonly serviceName: string }) => UtilityChild;

/** Starts workers as Electron utility processes. `entryFolder` holds the built workers, `<name>-worker.cjs`. */
export function createUtilityProcessLauncher(entryFolder: string, fork: ForkUtility): WorkerLauncher {
  // A utility process that nobody refers to may be collected, and ends then.
  const running = new Set<UtilityChild>();
  return {
    launch<ToWorker, FromWorker>(name: WorkerName): WorkerHandle<ToWorker, FromWorker> {
      const child = fork(path.join(entryFolder, `${name}-worker.cjs`), { serviceName: `Tempera ${name}` });
      let alive = true;
      running.add(child);
      child.on('exit', () => {
        alive = false;
        running.delete(child);
      });
      return {
        get processId() {
          return child.pid;
        },
        post: (message) => {
          if (alive) child.postMessage(message);
        },
        onMessage: (listener) => {
          const receive = (message: unknown): void => listener(message as FromWorker);
          child.on('message', receive);
          return () => void child.off('message', receive);
        },
        onExit: (listener) => {
          const receive = (code: number): void => listener(exitOf(code));
          child.on('exit', receive);
          return () => void child.off('exit', receive);
        },
        kill: () => void child.kill(),
      };
    },
  };
}

function exitOf(code: unknown): WorkerExit {
  return typeof code === 'number' ? { code } : {};
}
