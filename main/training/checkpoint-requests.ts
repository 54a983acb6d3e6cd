import type { CheckpointEntry } from './checkpoint-folders';

/** Checkpoints that were asked for and are not written yet. A worker that is restarted is asked again. */
export interface CheckpointRequests {
  readonly pending: boolean;
  /** Asks for one; resolves when one was written after this call. */
  ask(): Promise<CheckpointEntry>;
  /** The worker starts anew: what it was asked is asked again. */
  askAgain(): void;
  written(entry: CheckpointEntry): void;
  failed(failure: Error): void;
}

/** One is on its way at a time; those who ask meanwhile share the next one. */
export function createCheckpointRequests(post: () => void): CheckpointRequests {
  interface Waiter {
    resolve(entry: CheckpointEntry): void;
    reject(failure: Error): void;
  }
  let current: Waiter[] | undefined;
  let next: Waiter[] = [];

  return {
    get pending() {
      return current !== undefined;
    },
    ask() {
      return new Promise((resolve, reject) => {
        const waiter = { resolve, reject };
        if (current === undefined) {
          current = [waiter];
          post();
        } else next.push(waiter);
      });
    },
    askAgain() {
      if (current === undefined) return;
      current.push(...next);
      next = [];
      post();
    },
    written(entry) {
      const done = current ?? [];
      current = next.length === 0 ? undefined : next;
      next = [];
      if (current !== undefined) post();
      for (const waiter of done) waiter.resolve(entry);
    },
    failed(failure) {
      const waiters = [...(current ?? []), ...next];
      current = undefined;
      next = [];
      for (const waiter of waiters) waiter.reject(failure);
    },
  };
}
