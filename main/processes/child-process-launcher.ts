import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../../shared/contract/failure';
import type { WorkerExit, WorkerHandle, WorkerLauncher } from './worker';

/** How long the channel of an ended process may stay open, milliseconds: its own children can hold it. */
const channelEndMs = 1000;

export interface ChildProcessLauncherOptions {
  /** Takes the worker's standard output and error, line by line; left out, they go to this process's standard error. */
  readonly onOutput?: (line: string) => void;
}

/**
 * Starts workers as child processes of Node. `entryFolder` holds the built workers, `<name>-worker.cjs`.
 * @throws Failure `unavailable` when the worker was not built.
 */
export function createChildProcessLauncher(entryFolder: string, options: ChildProcessLauncherOptions = {}): WorkerLauncher {
  return {
    launch<ToWorker, FromWorker>(name: string): WorkerHandle<ToWorker, FromWorker> {
      const entry = path.join(entryFolder, `${name}-worker.cjs`);
      if (!existsSync(entry)) throw new Failure('unavailable', `The ${name} worker is missing at ${entry}: build the app with "npm run build".`);
      const child = fork(entry, [], {
        serialization: 'advanced',
        // Node's own options stay with the parent: a debugger's port cannot be shared, and an inherited `-e` would run
        // the parent's script again in every worker, each starting workers of its own.
        execArgv: [],
        // Nothing a worker prints may mix with the JSON lines on our standard output.
        stdio: ['ignore', options.onOutput === undefined ? 2 : 'pipe', options.onOutput === undefined ? 2 : 'pipe', 'ipc'],
      });
      if (options.onOutput !== undefined) forwardLines(child, options.onOutput);
      return handleOf<ToWorker, FromWorker>(child);
    },
  };
}

function handleOf<ToWorker, FromWorker>(child: ChildProcess): WorkerHandle<ToWorker, FromWorker> {
  const exitListeners = new Set<(exit: WorkerExit) => void>();
  let exit: WorkerExit | undefined;

  function settle(newExit: WorkerExit): void {
    if (exit !== undefined) return;
    exit = newExit;
    for (const listener of exitListeners) listener(newExit);
  }

  // The last messages may still be on their way when the process has ended: the channel's own end comes after them.
  child.once('exit', (code, signal) => {
    const how = { ...(code === null ? {} : { code }), ...(signal === null ? {} : { signal }) };
    if (!child.connected) return settle(how);
    const limit = setTimeout(() => settle(how), channelEndMs);
    child.once('disconnect', () => {
      clearTimeout(limit);
      settle(how);
    });
  });
  // A child that could not be started has no exit event; one that cannot be written to has one of its own.
  child.on('error', () => {
    if (child.pid === undefined) settle({});
  });

  return {
    processId: child.pid,
    post(message) {
      // Messages to a process that has gone are dropped: its exit tells the owner. The callback keeps a broken pipe from throwing.
      if (child.connected) child.send(message as never, () => undefined);
    },
    onMessage(listener) {
      const receive = (message: unknown): void => listener(message as FromWorker);
      child.on('message', receive);
      return () => child.off('message', receive);
    },
    onExit(listener) {
      exitListeners.add(listener);
      return () => exitListeners.delete(listener);
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
}

function forwardLines(child: ChildProcess, onOutput: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onOutput(line);
    });
    stream?.on('end', () => {
      if (rest !== '') onOutput(rest);
    });
  }
}
