import { setImmediate as nextTurn } from 'node:timers/promises';
import { failureReport, type FailureReport } from '../../shared/contract/failure';
import type { EpisodeOutcome, EpisodeSummary } from '../../shared/episodes';
import { createRandom } from '../../shared/maths/random';
import type { RolloutSettings } from '../control/control-messages';
import type { ActingPolicy, PolicySnapshot, TransitionBatch } from '../learning/learner';
import type { OpenRecorder } from '../recording/recorder';
import type { Environment } from '../worlds/environment';
import { createEpisodeCollector, type ObservedState } from './episode-collector';
import { createSignal } from './signal';
import { createTransitionCollector } from './transition-batch';

/** Transitions that a fast simulation gathers before it sends them. In real time each tick is sent at once. */
const fastBatchSteps = 8;
/** Control steps by which a fast simulation may run ahead of the learner: enough that the learner never waits. */
export const fastSlackSteps = 32;

export interface RolloutOptions {
  /** Stays the caller's: the rollout does not close it. */
  readonly environment: Environment;
  readonly settings: RolloutSettings;
  readonly openRecorder: OpenRecorder;
  /** Makes the acting policy from the first weights that arrive; the rollout closes it. */
  readonly createPolicy: (snapshot: PolicySnapshot) => Promise<ActingPolicy>;
  readonly listener: RolloutListener;
  readonly nowMs: () => number;
  /**
   * Awaited after every step: in real time, the next control tick of an environment whose `step` does not last
   * a control period by itself. Left out, the rollout only lets the process handle its messages.
   */
  readonly tick?: () => Promise<void>;
}

export interface RolloutListener {
  /** In the order in which they happened; `stepsTaken` counts the run's control steps up to the last of them. */
  transitions(batch: TransitionBatch, stepsTaken: number, policyVersion: number): void;
  episode(summary: EpisodeSummary): void;
  /** After every reset and step, for the lens and the scene. The arrays belong to the environment: copy what you keep. */
  observed?(state: ObservedState): void;
}

export interface RolloutEnd {
  /** `complete`: `lastStep` was reached. `asked`: `stop` was called. `stopped`: the environment refused, see `failure`. */
  readonly reason: 'complete' | 'asked' | 'stopped';
  readonly stepsTaken: number;
  readonly failure?: FailureReport;
}

export interface Rollout {
  readonly stepsTaken: number;
  /** Resolves once, after the last episode was closed; never rejects. */
  readonly ended: Promise<RolloutEnd>;
  /** Newer weights, used from the next step on. Needed before the first step after `learningStarts`. */
  loadPolicy(snapshot: PolicySnapshot): void;
  /** How far the learner is: lets a fast simulation go on. `alpha` goes into the recorded steps. */
  learnerProgress(updates: number, alpha: number): void;
  /** Ends the episode in hand with the current step, as the operator says. Throws a `Failure` when none is under way. */
  label(outcome: EpisodeOutcome): void;
  /** Ends the episode in hand after the current step and takes no further one; resolves when the arm is left alone. */
  pause(sentence?: string): Promise<void>;
  continue(): void;
  /** Ends the rollout after the current step; resolves as `ended` does. */
  stop(): Promise<RolloutEnd>;
}

/**
 * Collects episodes in an environment, on the control side: uniformly random actions for `learningStarts` steps, then
 * the policy with seeded noise. Each step is recorded, and leaves as a transition to learn from. It begins at once.
 */
export function startRollout(options: RolloutOptions): Rollout {
  const { settings, listener } = options;
  const { environment } = options;
  const collector = createEpisodeCollector({
    environment,
    settings,
    openRecorder: options.openRecorder,
    createPolicy: options.createPolicy,
    random: createRandom(settings.seed).fork(`rollout from step ${settings.firstStep}`),
    nowMs: options.nowMs,
    onObserved: listener.observed?.bind(listener),
  });
  const gathered = createTransitionCollector(collector.size, settings.pace === 'fast' ? fastBatchSteps : 1);
  const attention = createSignal();
  const pauses: (() => void)[] = [];
  let paused: { readonly sentence: string } | undefined;
  let stopping = false;
  let updates = 0;

  function flush(): void {
    if (gathered.count > 0) listener.transitions(gathered.take(), collector.stepsTaken, collector.policyVersion);
  }

  function waitsForLearner(): boolean {
    if (collector.needsPolicy) return true;
    if (settings.pace !== 'fast') return false;
    return (collector.stepsTaken - settings.learningStarts - fastSlackSteps) * settings.updateToData > updates;
  }

  async function closeEpisode(sentence: string): Promise<void> {
    flush();
    const summary = await collector.interrupt(sentence);
    if (summary !== undefined) listener.episode(summary);
  }

  async function holdWhilePaused(): Promise<void> {
    while (paused !== undefined && !stopping) {
      await closeEpisode(paused.sentence);
      for (const settle of pauses.splice(0)) settle();
      await attention.wait();
    }
  }

  async function run(): Promise<RolloutEnd['reason']> {
    while (collector.stepsTaken < settings.lastStep) {
      await holdWhilePaused();
      if (stopping) return 'asked';
      if (waitsForLearner()) {
        flush();
        await attention.wait();
        continue;
      }
      const { transition, summary } = await collector.step();
      gathered.add(transition);
      if (gathered.full) flush();
      if (summary !== undefined) listener.episode(summary);
      await (options.tick ?? nextTurn)();
    }
    return 'complete';
  }

  async function runToEnd(): Promise<RolloutEnd> {
    let reason: RolloutEnd['reason'] = 'stopped';
    let failure: FailureReport | undefined;
    try {
      reason = await run();
      await closeEpisode(reason === 'complete' ? 'The run took its last step.' : 'The rollout was ended.');
    } catch (thrown) {
      reason = 'stopped';
      failure = failureReport(thrown);
      failure = (await closeAfterFailure(failure.message)) ?? failure;
    }
    await collector.close();
    for (const settle of pauses.splice(0)) settle();
    return { reason, stepsTaken: collector.stepsTaken, ...(failure === undefined ? {} : { failure }) };
  }

  /** The recorder may be what failed; then its own failure is told instead. */
  async function closeAfterFailure(sentence: string): Promise<FailureReport | undefined> {
    try {
      await closeEpisode(sentence);
      return undefined;
    } catch (thrown) {
      return failureReport(thrown);
    }
  }

  const ended = runToEnd();
  let over = false;
  void ended.then(() => (over = true));

  return {
    get stepsTaken() {
      return collector.stepsTaken;
    },
    ended,
    loadPolicy(snapshot) {
      collector.loadPolicy(snapshot);
      attention.raise();
    },
    learnerProgress(newUpdates, alpha) {
      updates = newUpdates;
      collector.alpha = alpha;
      attention.raise();
    },
    label: (outcome) => collector.label(outcome),
    pause(sentence = 'The run was paused.') {
      paused = { sentence };
      attention.raise();
      return over ? Promise.resolve() : new Promise((resolve) => pauses.push(resolve));
    },
    continue() {
      paused = undefined;
      for (const settle of pauses.splice(0)) settle();
      attention.raise();
    },
    stop() {
      stopping = true;
      attention.raise();
      return ended;
    },
  };
}
