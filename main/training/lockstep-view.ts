import type { Learner } from '../learning/learner';
import type { Environment } from '../worlds/environment';
import type { ObservedState } from './episode-collector';
import { publishIntervals } from './learner-publisher';
import type { FromLockstep } from './lockstep-messages';

/** The scene moves 20 times a second, the lens less often. */
const poseMs = 50;
const stateMs = 200;

/** Shows a lock-step run to the window; it only looks. */
export interface LockstepView {
  observed(state: ObservedState): void;
  learnt(learner: Learner): void;
}

/** @param task what the other workers know it by */
export function createLockstepView(task: string, environment: Environment, post: (message: FromLockstep) => void, nowMs: () => number): LockstepView {
  let poseAtMs = -Infinity;
  let stateAtMs = -Infinity;
  let networksAtMs = nowMs();

  return {
    observed({ stepIndex, observation, configuration }) {
      const now = nowMs();
      if (now - poseAtMs >= poseMs) {
        poseAtMs = now;
        post({ type: 'pose', pose: environment.pose() });
      }
      if (now - stateAtMs >= stateMs) {
        stateAtMs = now;
        post({ type: 'state', task, stepIndex, observation, configuration, pose: environment.pose() });
      }
    },
    learnt(learner) {
      if (nowMs() - networksAtMs < publishIntervals.networksMs) return;
      networksAtMs = nowMs();
      post({ type: 'networks', snapshot: learner.networks() });
    },
  };
}
