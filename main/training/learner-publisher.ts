import type { Learner, UpdateMetrics } from '../learning/learner';
import type { FromLearner } from './learner-messages';

/** How often the learner tells what it has learnt, milliseconds. */
export const publishIntervals = {
  /** While updates run without a rest. */
  policyBusyMs: 50,
  /** When the learner has caught up: the newest policy should act soon. */
  policyIdleMs: 20,
  networksMs: 250,
  progressMs: 250,
} as const;
/** Control steps' worth of updates after which a fast simulation is told that it may go on. */
const progressSteps = 8;

export interface LearnerPublisher {
  /** The first policy and networks of a learner. */
  begin(): void;
  /** After an update. */
  updated(metrics: UpdateMetrics): void;
  /** Nothing is left to do: tells what was held back. Returns the milliseconds after which to call again, if any. */
  idle(): number | undefined;
}

/** Sends policies, networks and progress, each no more often than its readers need. */
export function createLearnerPublisher(learner: Learner, updateToData: number, post: (message: FromLearner) => void, nowMs: () => number): LearnerPublisher {
  const startMs = nowMs();
  const startUpdates = learner.updates;
  let metrics: UpdateMetrics | undefined;
  let policy = { updates: -1, atMs: -Infinity };
  let networks = { updates: -1, atMs: -Infinity };
  let progress = { updates: startUpdates, atMs: startMs };
  let rate = { updates: startUpdates, atMs: startMs, perS: 0 };

  function postPolicy(): void {
    policy = { updates: learner.updates, atMs: nowMs() };
    post({ type: 'policy', snapshot: learner.policy() });
  }

  function postNetworks(): void {
    networks = { updates: learner.updates, atMs: nowMs() };
    post({ type: 'networks', snapshot: learner.networks() });
  }

  /** Measured over at least a second, so that a burst of updates after a rest does not count as speed. */
  function updatesPerS(): number {
    const elapsedMs = nowMs() - rate.atMs;
    if (elapsedMs >= 1000) rate = { updates: learner.updates, atMs: nowMs(), perS: (1000 * (learner.updates - rate.updates)) / elapsedMs };
    return rate.perS;
  }

  function postProgress(): void {
    if (metrics === undefined) return;
    progress = { updates: learner.updates, atMs: nowMs() };
    post({ type: 'progress', updates: learner.updates, updatesPerS: updatesPerS(), metrics, temperature: learner.temperature });
  }

  return {
    begin() {
      postPolicy();
      postNetworks();
    },
    updated(newMetrics) {
      metrics = newMetrics;
      const now = nowMs();
      if (now - policy.atMs >= publishIntervals.policyBusyMs) postPolicy();
      if (now - networks.atMs >= publishIntervals.networksMs) postNetworks();
      if (learner.updates - progress.updates >= progressSteps * updateToData || now - progress.atMs >= publishIntervals.progressMs) postProgress();
    },
    idle() {
      if (progress.updates < learner.updates) postProgress();
      const waits: number[] = [];
      const policyWaitMs = policy.atMs + publishIntervals.policyIdleMs - nowMs();
      if (policy.updates < learner.updates) {
        if (policyWaitMs <= 0) postPolicy();
        else waits.push(policyWaitMs);
      }
      const networksWaitMs = networks.atMs + publishIntervals.networksMs - nowMs();
      if (networks.updates < learner.updates) {
        if (networksWaitMs <= 0) postNetworks();
        else waits.push(networksWaitMs);
      }
      return waits.length === 0 ? undefined : Math.ceil(Math.min(...waits));
    },
  };
}
