import { existsSync } from 'node:fs';
import path from 'node:path';
import { Failure, type FailureReport } from '../shared/contract/failure';
import { createChildProcessLauncher } from '../main/processes/child-process-launcher';
import type { WorkerHandle, WorkerLauncher } from '../main/processes/worker';

/** Launches the app's own workers. */
export function createBenchLauncher(): WorkerLauncher {
  return createChildProcessLauncher(builtFolder());
}

/** Where they lie: beside the command line, or one folder above this bundle's chunk. */
export function builtFolder(): string {
  const folder = [__dirname, path.join(__dirname, '..')].find((candidate) => existsSync(path.join(candidate, 'control-worker.cjs')));
  if (folder === undefined) throw new Failure('unavailable', `The workers are missing near ${__dirname}: build the app with "npm run build".`);
  return folder;
}

/** What every worker may say beside its own messages. */
type Ending = { readonly type: 'failed'; readonly failure: FailureReport } | { readonly type: 'rollout-ended'; readonly reason: string; readonly failure?: FailureReport };

/** The first message that `pick` takes; rejects when the worker ends, says that it failed, or its rollout ends. */
export function nextMessage<Message extends { readonly type: string }, Picked>(worker: WorkerHandle<never, Message | Ending>, pick: (message: Message | Ending) => Picked | undefined): Promise<Picked> {
  return new Promise((resolve, reject) => {
    const stopListening = worker.onMessage((message) => {
      const picked = pick(message);
      if (picked !== undefined) {
        stopListening();
        resolve(picked);
      } else if (isEnding(message)) reject(endedEarly(message));
    });
    worker.onExit(() => reject(new Failure('internal', 'A worker of the benchmark ended before its time; its own output says why.')));
  });
}

function isEnding(message: { readonly type: string }): message is Ending {
  return message.type === 'failed' || message.type === 'rollout-ended';
}

function endedEarly(ending: Ending): Failure {
  if (ending.type === 'failed') return new Failure(ending.failure.code, ending.failure.message);
  return new Failure('internal', `The rollout ended: ${ending.failure?.message ?? ending.reason}.`);
}
