import type { LearnerSettings } from '../../shared/training';
import type { Learner, LearnerOptions, ProblemSize } from '../learning/learner';
import { readCheckpoint } from './checkpoint';
import { createSignal } from './signal';

/** Messages to a worker, taken one by one between its other work. */
export interface Inbox<Message> {
  /** The oldest that has not been taken. */
  next(): Message | undefined;
  /** Resolves when a message comes, at once if one came since the last wait, or when the time is up. */
  wait(timeoutMs?: number): Promise<void>;
}

export function openInbox<Message>(port: { onMessage(listener: (message: Message) => void): void }): Inbox<Message> {
  const messages: Message[] = [];
  const attention = createSignal();
  port.onMessage((message) => {
    messages.push(message);
    attention.raise();
  });
  return { next: () => messages.shift(), wait: (timeoutMs) => attention.wait(timeoutMs) };
}

export interface LearningOrder {
  readonly size: ProblemSize;
  readonly settings: LearnerSettings;
  readonly seed: number;
  readonly executor: string;
  readonly threads: number;
  /** Folder of a checkpoint to go on from. */
  readonly resumeFrom?: string;
}

/** Makes a fresh learner, or the one of a checkpoint with what else is `stored` there. Rejects with a `Failure` for a damaged one. */
export async function openLearner({ resumeFrom, ...order }: LearningOrder, createLearner: (options: LearnerOptions) => Promise<Learner>) {
  const stored = resumeFrom === undefined ? undefined : await readCheckpoint(resumeFrom);
  const learner = await createLearner({ ...order, ...(stored === undefined ? {} : { resume: { state: stored.state, replay: stored.replay } }) });
  return { learner, stored };
}
