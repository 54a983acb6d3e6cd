import { Failure } from '../../../shared/contract/failure';
import type { RolloutSettings } from '../../control/control-messages';
import { createActingPolicy } from '../../learning/acting-policy';
import { createOpenRecorder } from '../../recording/open-recorder';
import type { Environment } from '../../worlds/environment';
import type { ControlAccess, RolloutMessage } from '../control-access';
import { startRollout, type Rollout } from '../rollout';

export interface InProcessControl extends ControlAccess {
  readonly rollouts: readonly RolloutSettings[];
  /** Sentences of the pauses so far. */
  readonly pauses: readonly (string | undefined)[];
}

/** The control side of a training without its process: real rollouts in the environments that it is given. */
export function createInProcessControl(createEnvironment: () => Promise<Environment>): InProcessControl {
  const listeners = new Set<(message: RolloutMessage) => void>();
  const rollouts: RolloutSettings[] = [];
  const pauses: (string | undefined)[] = [];
  let rollout: Rollout | undefined;
  let told: Promise<void> = Promise.resolve();
  const tell = (message: RolloutMessage): void => listeners.forEach((listener) => listener(message));

  return {
    status: { mode: 'disconnected', owner: 'nobody', interventions: {} },
    rollouts,
    pauses,
    async beginRollout(settings) {
      if (rollout !== undefined) throw new Failure('busy', 'A rollout is running.');
      rollouts.push(settings);
      const environment = await createEnvironment();
      const started = startRollout({
        environment,
        settings,
        openRecorder: createOpenRecorder(settings.runFolder),
        createPolicy: createActingPolicy,
        nowMs: () => 0,
        listener: {
          transitions: (batch, stepsTaken, policyVersion) => tell({ type: 'transitions', batch, stepsTaken, policyVersion }),
          episode: (summary) => tell({ type: 'episode', summary }),
        },
      });
      rollout = started;
      told = started.ended.then(async (end) => {
        rollout = undefined;
        await environment.close();
        tell({ type: 'rollout-ended', ...end });
      });
    },
    async pauseRollout(paused, sentence) {
      if (paused) pauses.push(sentence);
      if (paused) await rollout?.pause(sentence);
      else rollout?.continue();
    },
    async labelEpisode(outcome) {
      rollout?.label(outcome);
    },
    async endRollout() {
      await rollout?.stop();
      await told;
    },
    sendPolicy: (snapshot) => rollout?.loadPolicy(structuredClone(snapshot)),
    sendProgress: (updates, alpha) => rollout?.learnerProgress(updates, alpha),
    onMessage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
