import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { Failure } from '../../../shared/contract/failure';
import type { BindingOptions } from '../bind-stages';
import type { CompiledStage } from '../compile-step';
import type { Shapes } from '../trace';
import { createSharedMemory, LaneLink, type LaneLinkLayout } from './lane-link';

/** What the thread of the second lane is started with. */
export interface SecondLaneOrder {
  readonly shared: SharedArrayBuffer;
  readonly layout: LaneLinkLayout;
  /** All arrays of its memory. */
  readonly arrays: Shapes;
  /** What to run in a step, by the argument of the command. */
  readonly steps: readonly (readonly CompiledStage[])[];
  /** Arrays that it takes in before each step, through one channel. */
  readonly inputs: { readonly arrays: readonly string[]; readonly channel: number };
  /** Arrays of state, by the argument of the command, the channel that each comes through, and from where on this lane alone has it. */
  readonly state: readonly { readonly array: string; readonly channel: number; readonly heldFrom?: number }[];
  readonly binding: BindingOptions;
}

/** The built file of `lane-worker.ts` in a folder of built entries. */
export function laneEntryIn(folder: string): string {
  return path.join(folder, 'lane-worker.cjs');
}

export interface SecondLane {
  readonly link: LaneLink;
  close(): Promise<void>;
}

/** A lane computes for milliseconds; this long without a word and something has gone wrong. */
const patienceMs = 30_000;

/** Starts the second lane in a thread. `entry`: the built file of `lane-worker.ts`. Rejects with a `Failure` when it cannot start. */
export async function startSecondLane(entry: string, order: Omit<SecondLaneOrder, 'shared'>): Promise<SecondLane> {
  const shared = createSharedMemory(order.layout);
  const worker = await begun(entry, { ...order, shared }).catch((cause: unknown) => {
    throw new Failure('unavailable', `The second thread of the updates did not start (${cause instanceof Error ? cause.message : String(cause)}); use one thread.`, { cause });
  });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.unref();
  const link = new LaneLink(shared, order.layout, 0, patienceMs);
  return {
    link,
    async close() {
      worker.ref();
      link.fail('The executor was closed.');
      await ended;
    },
  };
}

/** The thread, when it is ready. From then on it says through the link what goes wrong, to the first lane that waits for it. */
async function begun(entry: string, order: SecondLaneOrder): Promise<Worker> {
  const worker = new Worker(entry, { workerData: order });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.on('error', reject);
    worker.once('exit', (code) => reject(new Error(`it ended with code ${code}`)));
  });
  return worker;
}
