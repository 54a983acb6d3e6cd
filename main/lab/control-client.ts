import type { ArmStatus } from '../../shared/arm';
import type { SetupState } from '../../shared/arm-setup';
import { Failure } from '../../shared/contract/failure';
import type { EpisodeOutcome } from '../../shared/episodes';
import type { ControlRequest, FromControl, RolloutSettings, SetupCommand, ToControl } from '../control/control-messages';
import type { PolicySnapshot } from '../learning/learner';
import type { Unsubscribe, WorkerLauncher } from '../processes/worker';
import type { ControlAccess, RolloutMessage } from '../training/control-access';
import type { Clock } from './clock';
import { SupervisedWorker } from './supervised-worker';

/** How long the control worker may take to answer. It reads serial ports and, at first, compiles MuJoCo. */
const answerTimeoutMs: Readonly<Record<ControlRequest['type'], number>> = {
  connect: 45_000,
  disconnect: 10_000,
  stop: 3_000,
  engage: 10_000,
  release: 10_000,
  jog: 10_000,
  'begin-rollout': 90_000,
  'pause-rollout': 30_000,
  'label-episode': 10_000,
  'end-rollout': 60_000,
  replay: 30_000,
  'end-replay': 10_000,
  setup: 20_000,
};

const disconnected: ArmStatus = { mode: 'disconnected', owner: 'nobody', interventions: {} };

/** What the control worker shows of the arm, for the window and the lens. */
export type ControlView = Extract<FromControl, { readonly type: 'scene' | 'pose' | 'state' | 'replay' }>;

export interface ControlListener {
  status(status: ArmStatus): void;
  view(message: ControlView): void;
  setup(state: SetupState): void;
  /** The control worker ended unasked; it starts again with the next request. */
  lost(sentence: string): void;
}

export interface ControlClientOptions {
  readonly launcher: WorkerLauncher;
  readonly clock: Clock;
  readonly listener: ControlListener;
}

interface OpenRequest {
  readonly cancelTimeout: () => void;
  resolve(status: ArmStatus): void;
  reject(failure: Failure): void;
}

/** The lab's end of the control worker: requests and their answers, the arm's status, and the rollout for training. */
export class ControlClient implements ControlAccess {
  private readonly worker: SupervisedWorker<ToControl, FromControl>;
  private readonly openRequests = new Map<number, OpenRequest>();
  private readonly rolloutListeners = new Set<(message: RolloutMessage) => void>();
  private nextId = 1;
  private armStatus: ArmStatus = disconnected;
  private setupState: SetupState = { type: 'idle' };

  constructor(private readonly options: ControlClientOptions) {
    this.worker = new SupervisedWorker(options.launcher, 'control', {
      message: (message) => this.take(message),
      lost: (sentence) => this.takeLoss(sentence),
    });
  }

  get status(): ArmStatus {
    return this.armStatus;
  }

  get setup(): SetupState {
    return this.setupState;
  }

  /** Starts the control worker beside other work, for a request that comes soon. */
  prepare(): void {
    this.worker.prepare();
  }

  /** A command to the procedures of setting up, and their state after it. */
  async commandSetup(command: SetupCommand): Promise<SetupState> {
    if (command.type === 'begin') await this.request({ type: 'setup', command });
    else await this.requestIfRunning({ type: 'setup', command });
    return this.setupState;
  }

  /** Rejects with the worker's `Failure`, or with `link-lost` when it ends or does not answer in time. */
  request(request: ControlRequest): Promise<ArmStatus> {
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((resolve, reject) => {
      const timeoutMs = answerTimeoutMs[request.type];
      const cancelTimeout = this.options.clock.after(timeoutMs, () => this.takeSilence(id, request.type, timeoutMs));
      this.openRequests.set(id, { cancelTimeout, resolve, reject });
      try {
        this.worker.post({ type: 'request', id, request });
      } catch (error) {
        this.closeRequest(id);
        reject(error);
      }
    });
  }

  /** As `request`, but where no control worker runs there is nothing to do, and none is started for it. */
  async requestIfRunning(request: ControlRequest): Promise<ArmStatus> {
    return this.worker.running ? this.request(request) : this.armStatus;
  }

  async beginRollout(settings: RolloutSettings): Promise<void> {
    await this.request({ type: 'begin-rollout', rollout: settings });
  }

  async pauseRollout(paused: boolean, sentence?: string): Promise<void> {
    await this.request({ type: 'pause-rollout', paused, ...(sentence === undefined ? {} : { sentence }) });
  }

  async labelEpisode(outcome: EpisodeOutcome): Promise<void> {
    await this.request({ type: 'label-episode', outcome });
  }

  async endRollout(): Promise<void> {
    await this.requestIfRunning({ type: 'end-rollout' });
  }

  sendPolicy(snapshot: PolicySnapshot): void {
    if (this.worker.running) this.worker.post({ type: 'policy', snapshot });
  }

  sendProgress(updates: number, alpha: number): void {
    if (this.worker.running) this.worker.post({ type: 'progress', updates, alpha });
  }

  onMessage(listener: (message: RolloutMessage) => void): Unsubscribe {
    this.rolloutListeners.add(listener);
    return () => {
      this.rolloutListeners.delete(listener);
    };
  }

  /** Lets go of the arm, which holds its position, and ends the worker. */
  async close(): Promise<void> {
    try {
      await this.requestIfRunning({ type: 'disconnect' });
    } finally {
      this.worker.close();
    }
  }

  private take(message: FromControl): void {
    switch (message.type) {
      case 'answer': {
        this.takeStatus(message.status);
        const open = this.closeRequest(message.id);
        if (message.failure === undefined) open?.resolve(message.status);
        else open?.reject(new Failure(message.failure.code, message.failure.message));
        return;
      }
      case 'status':
        return this.takeStatus(message.status);
      case 'scene':
      case 'pose':
      case 'state':
      case 'replay':
        return this.options.listener.view(message);
      case 'setup':
        return this.takeSetup(message.state);
      case 'transitions':
      case 'episode':
      case 'rollout-ended':
        return this.tellRollout(message);
    }
  }

  private takeStatus(status: ArmStatus): void {
    this.armStatus = status;
    this.options.listener.status(status);
  }

  private takeSetup(state: SetupState): void {
    this.setupState = state;
    this.options.listener.setup(state);
  }

  private takeLoss(sentence: string): void {
    if (this.setupState.type !== 'idle') this.takeSetup(cutOff(this.setupState, sentence));
    const hadArm = this.armStatus.mode !== 'disconnected';
    this.takeStatus({
      ...disconnected,
      stop: {
        code: 'control-process-ended',
        sentence,
        remedy: hadArm ? 'The servos hold their last goal. Look at the arm, then connect it again.' : 'Try again; the process starts anew.',
        atMs: this.options.clock.now(),
      },
    });
    const failure = new Failure('link-lost', `${sentence} Connect the arm again.`);
    for (const id of [...this.openRequests.keys()]) this.closeRequest(id)?.reject(failure);
    this.tellRollout({ type: 'control-lost', sentence });
    this.options.listener.lost(sentence);
  }

  private takeSilence(id: number, type: ControlRequest['type'], timeoutMs: number): void {
    const sentence = `The control process did not answer "${type}" within ${timeoutMs / 1000} s.`;
    this.closeRequest(id)?.reject(new Failure('link-lost', `${sentence} Look at the arm, then connect it again.`));
    // A worker that cannot even stop must not go on moving: without it the servos hold their last goal.
    if (type === 'stop') this.worker.abandon(sentence);
  }

  private closeRequest(id: number): OpenRequest | undefined {
    const open = this.openRequests.get(id);
    open?.cancelTimeout();
    this.openRequests.delete(id);
    return open;
  }

  private tellRollout(message: RolloutMessage): void {
    for (const listener of this.rolloutListeners) listener(message);
  }
}

/** What is left of a procedure whose process ended: it can only be cleared away, and begun again where it was. */
function cutOff(state: Exclude<SetupState, { readonly type: 'idle' }>, sentence: string): SetupState {
  if (state.phase !== 'running') return state;
  return { ...state, phase: 'failed', instruction: 'Begin again; it goes on where it was.', problems: [sentence], actions: [{ name: 'close', label: 'Close' }] };
}
