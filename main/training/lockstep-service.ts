import { setImmediate as nextTurn } from 'node:timers/promises';
import { Failure } from '../../shared/contract/failure';
import { createRandom } from '../../shared/maths/random';
import type { ActingPolicy, Learner, LearnerOptions, PolicySnapshot, UpdateMetrics } from '../learning/learner';
import type { WorkerPort } from '../processes/worker';
import type { OpenRecorder } from '../recording/recorder';
import type { Environment } from '../worlds/environment';
import { writeCheckpoint } from './checkpoint';
import { checkpointFolder } from './checkpoint-folders';
import { createEpisodeCollector, type CollectorState, type EpisodeCollector } from './episode-collector';
import { openInbox, openLearner } from './learning-work';
import { createLockstepView, type LockstepView } from './lockstep-view';
import type { FromLockstep, ToLockstep } from './lockstep-messages';
import { problemSizeOf } from './task-size';
import { createTransitionCollector, type TransitionCollector } from './transition-batch';
import { updatesDue } from './update-budget';

/** Control steps between two rows of metrics. */
const measureEverySteps = 100;

export interface LockstepServiceOptions {
  readonly createEnvironment: (task: string) => Promise<Environment>;
  readonly createLearner: (options: LearnerOptions) => Promise<Learner>;
  readonly createPolicy: (snapshot: PolicySnapshot) => Promise<ActingPolicy>;
  readonly openRecorder: (runFolder: string) => OpenRecorder;
  /** Milliseconds on a monotonic clock, and since the epoch. Neither has a part in what is learnt. */
  readonly nowMs: () => number;
  readonly wallClockMs: () => number;
}

interface Work {
  readonly begin: Extract<ToLockstep, { readonly type: 'begin' }>;
  readonly environment: Environment;
  readonly learner: Learner;
  readonly collector: EpisodeCollector;
  readonly gathered: TransitionCollector;
  readonly view: LockstepView;
  readonly rate: { updates: number; atMs: number };
  /** Updates that the policy that acts has had; undefined before it was loaded. */
  actingUpdates?: number;
  metrics?: UpdateMetrics;
  /** Where collecting stood before the episode in hand was closed: what a checkpoint at the end stores. */
  endState?: CollectorState;
}

/**
 * Control and learner in strict turns: one control step, then the updates that it earned. One seed gives one run,
 * bit for bit on one machine, and a run that goes on from a checkpoint gives the same as one that was never cut.
 * It runs as fast as it can. Resolves after `end`, or after `failed` for an expected failure; anything else rejects.
 */
export async function runLockstepService(port: WorkerPort<ToLockstep, FromLockstep>, options: LockstepServiceOptions): Promise<void> {
  const inbox = openInbox(port);
  let work: Work | undefined;
  let paused = false;
  let evaluating = false;
  let collecting = false;

  async function begin(message: Work['begin']): Promise<Work> {
    const { settings, seed, executor, threads, rollout, resumeFrom } = message;
    const environment = await options.createEnvironment(rollout.task);
    const size = problemSizeOf(environment.task);
    const { learner, stored } = await openLearner({ size, settings, seed, executor, threads, ...(resumeFrom === undefined ? {} : { resumeFrom }) }, options.createLearner);
    const view = createLockstepView(rollout.task, environment, port.post, options.nowMs);
    const collector = createEpisodeCollector({
      environment,
      settings: rollout,
      openRecorder: options.openRecorder(rollout.runFolder),
      createPolicy: options.createPolicy,
      random: createRandom(seed).fork('rollout'),
      nowMs: options.wallClockMs,
      onObserved: view.observed,
      resume: stored?.collector,
    });
    port.post({ type: 'ready', executor: learner.executor, updates: learner.updates });
    port.post({ type: 'scene', scene: environment.scene });
    port.post({ type: 'networks', snapshot: learner.networks() });
    return { begin: message, environment, learner, collector, view, gathered: createTransitionCollector(size, 1), rate: { updates: learner.updates, atMs: options.nowMs() } };
  }

  async function checkpoint({ begin: { rollout }, collector, learner, endState }: Work): Promise<void> {
    const step = collector.stepsTaken;
    const folder = checkpointFolder(rollout.runFolder, step);
    await writeCheckpoint(folder, step, learner, endState ?? collector.state());
    port.post({ type: 'checkpointed', folder, step });
  }

  async function endRollout(active: Work, reason: 'complete' | 'asked'): Promise<void> {
    collecting = false;
    active.endState = active.collector.state();
    const summary = await active.collector.interrupt(reason === 'complete' ? 'The run took its last step.' : 'The run was ended.');
    if (summary !== undefined) port.post({ type: 'episode', summary });
    measure(active);
    port.post({ type: 'rollout-ended', reason, stepsTaken: active.collector.stepsTaken });
  }

  async function handle(message: ToLockstep): Promise<void> {
    if (message.type === 'begin') {
      work = await begin(message);
      collecting = true;
      return;
    }
    if (message.type === 'end') return;
    if (work === undefined) throw new Error(`the lock-step worker was sent "${message.type}" before "begin"`);
    switch (message.type) {
      case 'set-temperature':
        return work.learner.setTemperature(message.setting);
      case 'pause':
        paused = message.paused;
        return;
      case 'evaluated':
        evaluating = false;
        return;
      case 'checkpoint':
        return checkpoint(work);
      case 'end-rollout':
        if (collecting) await endRollout(work, 'asked');
    }
  }

  /** One control step and the updates that it earned, then what is due at this step. */
  async function turn(active: Work): Promise<void> {
    const { begin: { settings, rollout, evaluateEvery, checkpointEvery }, collector, learner, gathered, view } = active;
    // What normalises observations changes with every step, the rest of a policy with updates alone.
    const isNew = active.actingUpdates !== learner.updates || settings.normaliseObservations;
    if (collector.stepsTaken >= settings.learningStarts && isNew) {
      collector.loadPolicy(learner.policy());
      active.actingUpdates = learner.updates;
    }
    collector.alpha = learner.alpha;
    const { transition, summary } = await collector.step();
    gathered.add(transition);
    learner.add(gathered.take());
    if (summary !== undefined) port.post({ type: 'episode', summary });
    while (learner.updates < updatesDue(collector.stepsTaken, settings)) active.metrics = await learner.update();

    const step = collector.stepsTaken;
    const last = step === rollout.lastStep;
    view.learnt(learner);
    if (step % measureEverySteps === 0 && !last) measure(active);
    if (evaluateEvery > 0 && step % evaluateEvery === 0 && !last) {
      evaluating = true;
      port.post({ type: 'evaluation-due', step, policy: learner.policy() });
    }
    if (step % checkpointEvery === 0 && !last) await checkpoint(active);
    if (last) await endRollout(active, 'complete');
  }

  function measure({ collector, learner, rate, metrics }: Work): void {
    const elapsedS = (options.nowMs() - rate.atMs) / 1000;
    if (metrics !== undefined) {
      const updatesPerS = elapsedS > 0 ? (learner.updates - rate.updates) / elapsedS : 0;
      port.post({ type: 'progress', updates: learner.updates, updatesPerS, metrics, temperature: learner.temperature });
    }
    rate.updates = learner.updates;
    rate.atMs = options.nowMs();
    port.post({ type: 'measured', stepsTaken: collector.stepsTaken, policyVersion: collector.policyVersion });
  }

  async function run(): Promise<void> {
    for (;;) {
      const message = inbox.next();
      if (message !== undefined) {
        await handle(message);
        if (message.type === 'end') return;
      } else if (work !== undefined && collecting && !paused && !evaluating) {
        await turn(work);
        await nextTurn();
      } else {
        await inbox.wait();
      }
    }
  }

  try {
    await run();
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    port.post({ type: 'failed', failure: thrown.report() });
  }
  await work?.collector.close();
  await work?.environment.close();
  await work?.learner.close();
}
