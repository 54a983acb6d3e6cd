import { setImmediate as nextTurn } from 'node:timers/promises';
import { Failure } from '../../shared/contract/failure';
import type { LearnerSettings } from '../../shared/training';
import type { Learner, LearnerOptions } from '../learning/learner';
import type { WorkerPort } from '../processes/worker';
import { writeCheckpoint } from './checkpoint';
import type { FromLearner, ToLearner } from './learner-messages';
import { createLearnerPublisher, type LearnerPublisher } from './learner-publisher';
import { openInbox, openLearner } from './learning-work';
import { updatesDue } from './update-budget';

export interface LearnerServiceOptions {
  readonly createLearner: (options: LearnerOptions) => Promise<Learner>;
  /** Milliseconds on a monotonic clock. */
  readonly nowMs: () => number;
}

/** Messages are let in so often, whether or not the executor does so while it computes. */
const turnEveryMs = 2;

interface Work {
  readonly learner: Learner;
  readonly settings: LearnerSettings;
  readonly publisher: LearnerPublisher;
}

/**
 * The learner's side of a training: takes transitions, updates as often as the update-to-data ratio asks, and
 * publishes what it learnt. Messages are handled in order, between updates. Resolves after `end`, or after `failed`
 * for an expected failure; anything else rejects.
 */
export async function runLearnerService(port: WorkerPort<ToLearner, FromLearner>, options: LearnerServiceOptions): Promise<void> {
  const inbox = openInbox(port);
  let work: Work | undefined;
  let stepsTaken = 0;
  let paused = false;
  let turnedAtMs = -Infinity;

  async function begin(message: Extract<ToLearner, { type: 'begin' }>): Promise<Work> {
    const { size, settings, seed, executor, threads, resumeFrom } = message;
    const { learner, stored } = await openLearner({ size, settings, seed, executor, threads, ...(resumeFrom === undefined ? {} : { resumeFrom }) }, options.createLearner);
    stepsTaken = stored?.step ?? 0;
    const publisher = createLearnerPublisher(learner, settings.updateToData, port.post, options.nowMs);
    port.post({ type: 'ready', executor: learner.executor, updates: learner.updates });
    publisher.begin();
    return { learner, settings, publisher };
  }

  async function handle(message: ToLearner): Promise<void> {
    if (message.type === 'begin') {
      work = await begin(message);
      return;
    }
    if (message.type === 'end') return;
    if (work === undefined) throw new Error(`the learner was sent "${message.type}" before "begin"`);
    switch (message.type) {
      case 'transitions':
        work.learner.add(message.batch);
        stepsTaken = message.stepsTaken;
        return;
      case 'set-temperature':
        work.learner.setTemperature(message.setting);
        return;
      case 'checkpoint':
        await writeCheckpoint(message.folder, message.step, work.learner);
        port.post({ type: 'checkpointed', folder: message.folder, step: message.step });
        return;
      case 'pause':
        paused = message.paused;
        return;
    }
  }

  async function learn({ learner, publisher }: Work): Promise<void> {
    const metrics = await learner.update();
    publisher.updated(metrics);
    if (options.nowMs() - turnedAtMs < turnEveryMs) return;
    await nextTurn();
    turnedAtMs = options.nowMs();
  }

  async function run(): Promise<void> {
    for (;;) {
      const message = inbox.next();
      if (message !== undefined) {
        await handle(message);
        if (message.type === 'end') return;
      } else if (work !== undefined && !paused && work.learner.updates < updatesDue(stepsTaken, work.settings)) {
        await learn(work);
      } else {
        await inbox.wait(work?.publisher.idle());
      }
    }
  }

  try {
    await run();
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    port.post({ type: 'failed', failure: thrown.report() });
  }
  await work?.learner.close();
}
