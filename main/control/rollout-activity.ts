import type { ControlRate } from '../../shared/arm';
import { Failure } from '../../shared/contract/failure';
import type { EpisodeOutcome } from '../../shared/episodes';
import type { ActingPolicy, PolicySnapshot } from '../learning/learner';
import type { OpenRecorder } from '../recording/recorder';
import { startRollout, type Rollout, type RolloutEnd } from '../training/rollout';
import type { Environment } from '../worlds/environment';
import { createArmTask, findTask } from '../worlds/task-registry';
import { ArmEnvironment } from './arm-environment';
import type { ConnectedArm } from './connect-arm';
import { createFastClock, createRealTimeClock, type ControlClock } from './control-clock';
import type { FromControl, RolloutSettings } from './control-messages';
import type { ControlTime } from './control-time';
import type { ControlView } from './control-view';

export interface RolloutActivityOptions {
  readonly settings: RolloutSettings;
  /** Absent for a task that uses no arm. */
  readonly connected: ConnectedArm | undefined;
  /** The environment of such a task; the activity closes it. */
  readonly lone: Environment | undefined;
  readonly openRecorder: OpenRecorder;
  readonly createPolicy: (snapshot: PolicySnapshot) => Promise<ActingPolicy>;
  readonly post: (message: FromControl) => void;
  readonly view: ControlView;
  readonly time: ControlTime;
  /** Called when others may move the arm, or may not any more. */
  readonly onChange: () => void;
}

type Phase = 'running' | 'paused' | 'stopped' | 'ended';

/**
 * A training run's rollout on the control side. A stop of the arm ends the episode in hand, not the run: it waits,
 * `stopped`, until it is told to go on. While it does not run, the arm is free for others.
 */
export class RolloutActivity {
  private readonly environment: Environment;
  private readonly clock: ControlClock;
  private readonly fast: boolean;
  private rollout: Rollout;
  private phase: Phase = 'running';
  private firstStep: number;
  private nextEpisode: number;
  private newest: PolicySnapshot | undefined;
  private progress = { updates: 0, alpha: 0 };
  private settled: Promise<void>;

  /** Begins at once. Throws a `Failure` when the task is unknown, or the arm is missing, stopped or in use. */
  constructor(private readonly options: RolloutActivityOptions) {
    const { settings, connected, lone, time, view } = options;
    const description = lone?.task ?? findTask(settings.task);
    this.fast = settings.pace === 'fast' && connected?.arm.simulated !== false;
    this.firstStep = settings.firstStep;
    this.nextEpisode = settings.firstEpisode;
    this.clock = this.fast ? createFastClock(description.controlPeriodS) : createRealTimeClock(description.controlPeriodS, time);
    if (lone !== undefined) this.environment = lone;
    else {
      if (connected === undefined) throw new Failure('no-arm', `The task "${settings.task}" needs an arm: connect one first.`);
      const task = createArmTask(settings.task, connected.twin);
      connected.arm.take('training');
      this.environment = new ArmEnvironment({ task, arm: connected.arm, twin: connected.twin, clock: this.clock });
    }
    view.show(this.environment.scene);
    this.rollout = this.start();
    this.settled = this.follow(this.rollout);
  }

  /** Whether the rollout ticks the arm now, and in which time. */
  get ticks(): 'none' | 'real-time' | 'simulated' {
    if (this.phase !== 'running' || this.options.connected === undefined) return 'none';
    return this.fast ? 'simulated' : 'real-time';
  }

  get usesArm(): boolean {
    return this.options.connected !== undefined;
  }

  get ended(): boolean {
    return this.phase === 'ended';
  }

  rate(): ControlRate | undefined {
    return this.phase === 'running' ? this.clock.rate() : undefined;
  }

  loadPolicy(snapshot: PolicySnapshot): void {
    this.newest = snapshot;
    this.rollout.loadPolicy(snapshot);
  }

  learnerProgress(updates: number, alpha: number): void {
    this.progress = { updates, alpha };
    this.rollout.learnerProgress(updates, alpha);
  }

  /** Ends the episode in hand and lets the arm be; resolves when the rollout has let go of it. */
  async pause(sentence: string | undefined): Promise<void> {
    if (this.phase !== 'running') return;
    await this.rollout.pause(sentence);
    if (this.phase === 'running') this.rest('paused');
  }

  /** Goes on after a pause or a stop. Throws a `Failure` while the arm is stopped, released or in use. */
  continue(): void {
    const { phase } = this;
    if (phase !== 'paused' && phase !== 'stopped') return;
    this.options.connected?.arm.take('training');
    this.phase = 'running';
    this.clock.restart();
    // Meanwhile a replay may have shown a scene of its own.
    this.options.view.show(this.environment.scene);
    this.options.onChange();
    if (phase === 'paused') {
      this.rollout.continue();
      return;
    }
    this.rollout = this.start();
    if (this.newest !== undefined) this.rollout.loadPolicy(this.newest);
    this.rollout.learnerProgress(this.progress.updates, this.progress.alpha);
    this.settled = this.follow(this.rollout);
  }

  /** Ends the episode in hand with the operator's verdict. Throws a `Failure` when none is under way. */
  label(outcome: EpisodeOutcome): void {
    if (this.phase !== 'running') throw new Failure('unavailable', 'No episode is under way while the run is paused: continue it first.');
    this.rollout.label(outcome);
  }

  /** Ends the rollout after the current step; resolves when its end has been posted. */
  async end(): Promise<void> {
    void this.rollout.stop();
    await this.settled;
    // After a stop of the arm the rollout is over, but the run was not.
    if (!this.ended) await this.finish({ reason: 'asked', stepsTaken: this.firstStep });
  }

  private start(): Rollout {
    const { settings, post, view, createPolicy, openRecorder, time, connected } = this.options;
    const { environment, clock } = this;
    const lone = connected === undefined && !this.fast;
    return startRollout({
      environment,
      settings: { ...settings, pace: this.fast ? 'fast' : 'real-time', firstStep: this.firstStep, firstEpisode: this.nextEpisode },
      createPolicy,
      openRecorder: (header) => {
        this.nextEpisode = header.number + 1;
        return openRecorder(header);
      },
      nowMs: () => time.wallMs(),
      ...(lone ? { tick: () => clock.next() } : {}),
      listener: {
        transitions: (batch, stepsTaken, policyVersion) => post({ type: 'transitions', batch, stepsTaken, policyVersion }),
        episode: (summary) => post({ type: 'episode', summary }),
        observed(state) {
          const pose = () => environment.pose();
          view.offerPose(environment.scene.id, pose);
          view.offerState(settings.task, state, pose);
        },
      },
    });
  }

  private async follow(rollout: Rollout): Promise<void> {
    const end = await rollout.ended;
    this.firstStep = end.stepsTaken;
    const arm = this.options.connected?.arm;
    if (end.failure !== undefined && arm !== undefined && (arm.mode === 'stopped' || arm.owner !== 'training')) this.rest('stopped');
    else await this.finish(end);
  }

  private rest(phase: 'paused' | 'stopped'): void {
    this.phase = phase;
    this.letGo();
  }

  private async finish(end: RolloutEnd): Promise<void> {
    await this.environment.close();
    this.phase = 'ended';
    this.letGo();
    const { reason, stepsTaken, failure } = end;
    this.options.post({ type: 'rollout-ended', reason, stepsTaken, ...(failure === undefined ? {} : { failure }) });
  }

  private letGo(): void {
    this.options.connected?.arm.yield('training');
    this.options.onChange();
  }
}
