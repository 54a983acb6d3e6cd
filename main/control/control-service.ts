import type { ArmStatus, ControlRate } from '../../shared/arm';
import { Failure, failureReport } from '../../shared/contract/failure';
import type { EpisodeTracks } from '../../shared/episodes';
import type { ActingPolicy, PolicySnapshot } from '../learning/learner';
import type { WorkerPort } from '../processes/worker';
import { SetupDesk } from '../setup/setup-desk';
import type { SetupTools } from '../setup/setup-tools';
import type { OpenRecorder } from '../recording/recorder';
import { createLoneEnvironment, taskUsesArm } from '../worlds/task-registry';
import { ArmKeeper } from './arm-keeper';
import type { ConnectedArm } from './connect-arm';
import type { ControlRequest, FromControl, RolloutSettings, SetupCommand, ToControl } from './control-messages';
import type { ControlTime } from './control-time';
import { createControlView, type ControlView } from './control-view';
import { ReplayActivity } from './replay-activity';
import { RolloutActivity } from './rollout-activity';
import { StatusPoster } from './status-poster';
import { operatorStop, stoppedMeanwhile, stopReason, workerFailed } from './stop-reasons';

export interface ControlServiceOptions {
  readonly port: WorkerPort<ToControl, FromControl>;
  readonly connect: (request: ConnectRequest) => Promise<ConnectedArm>;
  /** Opens the recorders of one run. */
  readonly createOpenRecorder: (runFolder: string) => OpenRecorder;
  readonly createPolicy: (snapshot: PolicySnapshot) => Promise<ActingPolicy>;
  readonly readEpisode: (file: string) => Promise<EpisodeTracks>;
  /** What setting an arm up needs of the world. */
  readonly setup: Omit<SetupTools, 'view' | 'time'>;
  readonly time: ControlTime;
}

type ConnectRequest = Extract<ControlRequest, { readonly type: 'connect' }>;

/**
 * What the control worker does: it keeps one arm, and moves it for one of jogging, training and replay at a time.
 * Requests are answered in order, except a stop, which is done at once: what was asked before it and would set the arm
 * in motion, clear the stop or take the torque off is not done after it.
 */
export class ControlService {
  private readonly view: ControlView;
  private readonly setup: SetupDesk;
  private keeper: ArmKeeper | undefined;
  private rollout: RolloutActivity | undefined;
  private replay: ReplayActivity | undefined;
  private queue: Promise<void> = Promise.resolve();
  /** How many stops were asked for so far. */
  private stops = 0;
  private readonly poster: StatusPoster;

  constructor(private readonly options: ControlServiceOptions) {
    const { port, time } = options;
    this.view = createControlView((message) => port.post(message), time);
    this.setup = new SetupDesk({ ...options.setup, view: this.view, time }, (state) => port.post({ type: 'setup', state }));
    this.poster = new StatusPoster(() => this.status(), (status) => port.post({ type: 'status', status }), time);
    port.onMessage((message) => this.receive(message));
  }

  status(): ArmStatus {
    if (this.keeper === undefined) return { mode: 'disconnected', owner: this.setup.busy ? 'calibration' : 'nobody', interventions: {} };
    const { connected } = this.keeper;
    const control = this.controlRate(this.keeper);
    return { ...connected.arm.status(), address: connected.address, ...(control === undefined ? {} : { control }) };
  }

  /** Holds the arm and lets go of it; what is in hand ends. */
  async close(): Promise<void> {
    this.poster.close();
    await this.setup.abandon();
    await this.keeper?.connected.arm.stop(operatorStop('Tempera is closing.'));
    await this.disconnect();
  }

  /** An error that nobody expected: stops the arm as well as it still can, and says so in a last message. */
  fail(thrown: unknown): FromControl {
    const cause = workerFailed(failureReport(thrown).message);
    const stopped = this.keeper?.connected.arm.stop(cause);
    // The process is about to end: whether the arm could still be reached makes no difference any more.
    stopped?.catch(() => undefined);
    return { type: 'status', status: { ...this.status(), stop: stopReason(cause, this.options.time.wallMs()) } };
  }

  private receive(message: ToControl): void {
    switch (message.type) {
      case 'policy':
        this.rollout?.loadPolicy(message.snapshot);
        return;
      case 'progress':
        this.rollout?.learnerProgress(message.updates, message.alpha);
        return;
      case 'request':
        if (message.request.type === 'stop') this.stops += 1;
        this.enqueue(message.id, message.request, this.stops);
    }
  }

  private enqueue(id: number, request: ControlRequest, stops: number): void {
    if (request.type === 'stop') void this.answer(id, request, stops);
    else this.queue = this.queue.then(() => this.answer(id, request, stops));
  }

  /** @param stops how many stops there had been when it was asked. */
  private async answer(id: number, request: ControlRequest, stops: number): Promise<void> {
    const { port } = this.options;
    try {
      if (yieldsToStop(request)) this.requireNoStopSince(stops);
      await this.perform(request, stops);
      port.post({ type: 'answer', id, status: this.status() });
    } catch (thrown) {
      port.post({ type: 'answer', id, failure: failureReport(thrown), status: this.status() });
    }
  }

  private requireNoStopSince(stops: number): void {
    if (this.stops !== stops) throw stoppedMeanwhile();
  }

  private async perform(request: ControlRequest, stops: number): Promise<void> {
    switch (request.type) {
      case 'connect':
        return this.connect(request, stops);
      case 'disconnect':
        return this.disconnect();
      case 'stop':
        return this.keeper?.connected.arm.stop(operatorStop(request.sentence));
      case 'engage':
        return this.requireKeeper().connected.arm.engage();
      case 'release':
        return this.release(stops);
      case 'jog':
        return this.requireKeeper().jog(request.positionRad);
      case 'begin-rollout':
        return this.beginRollout(request.rollout);
      case 'pause-rollout':
        return this.pauseRollout(request.paused, request.sentence);
      case 'label-episode':
        return this.requireRollout().label(request.outcome);
      case 'end-rollout':
        return this.endRollout();
      case 'replay':
        return this.beginReplay(request.episodeFile, request.episodeId, request.speed);
      case 'end-replay':
        return this.replay?.end();
      case 'setup':
        return this.commandSetup(request.command);
    }
  }

  private requireKeeper(): ArmKeeper {
    if (this.keeper === undefined) throw new Failure('no-arm', 'No arm is connected: connect one first.');
    return this.keeper;
  }

  private async connect(request: ConnectRequest, stops: number): Promise<void> {
    const { keeper } = this;
    const { address } = request;
    if (keeper !== undefined && !keeper.connected.arm.linkLost) {
      if (keeper.connected.address === address) return;
      throw new Failure('busy', `The arm at "${keeper.connected.address}" is connected: disconnect it first.`);
    }
    if (this.setup.busy) throw new Failure('busy', 'An arm is being set up: finish that, or give it up, before you connect one.');
    if (keeper !== undefined) await this.disconnect();
    await this.setup.portsClosed();
    const connected = await this.options.connect(request);
    this.keeper = new ArmKeeper(connected, this.view, this.options.time, () => this.otherTicks());
    this.showArm();
    if (this.stops !== stops) await connected.arm.stop(operatorStop('STOP was pressed while the arm was being connected.'));
  }

  private async disconnect(): Promise<void> {
    const { keeper } = this;
    if (keeper === undefined) return;
    if (this.rollout?.usesArm === true) await this.endRollout();
    await this.replay?.end();
    this.keeper = undefined;
    await keeper.close();
  }

  /** One owner of the arm: it is set up, or connected. */
  private async commandSetup(command: SetupCommand): Promise<void> {
    const { keeper } = this;
    switch (command.type) {
      case 'begin':
        if (keeper !== undefined && !keeper.connected.arm.linkLost) throw new Failure('busy', `The arm at "${keeper.connected.address}" is connected: disconnect it before you set an arm up.`);
        await this.disconnect();
        await this.setup.portsClosed();
        return this.setup.begin(command.request, command.calibrationFolder);
      case 'act':
        return this.setup.act({ name: command.action, ...(command.joint === undefined ? {} : { joint: command.joint }) });
      case 'abandon':
        return this.setup.abandon();
      case 'turn-by-hand':
        return this.setup.turnByHand(command.joint, command.positionRad);
    }
  }

  private async release(stops: number): Promise<void> {
    const keeper = this.requireKeeper();
    if (this.rollout?.usesArm === true) await this.rollout.pause('The torque of the arm was switched off.');
    await this.replay?.end();
    this.requireNoStopSince(stops);
    keeper.endJog();
    await keeper.connected.arm.release();
  }

  private async beginRollout(settings: RolloutSettings): Promise<void> {
    if (this.rollout?.ended === false) throw new Failure('busy', 'A run is training already: finish it first.');
    const { port, time, createPolicy, createOpenRecorder } = this.options;
    const usesArm = taskUsesArm(settings.task);
    this.rollout = new RolloutActivity({
      settings,
      connected: usesArm ? this.requireKeeper().connected : undefined,
      lone: usesArm ? undefined : await createLoneEnvironment(settings.task),
      openRecorder: createOpenRecorder(settings.runFolder),
      createPolicy,
      post: (message) => port.post(message),
      view: this.view,
      time,
      onChange: () => this.rolloutChanged(),
    });
  }

  private rolloutChanged(): void {
    this.keeper?.resume();
    this.showArm();
  }

  private requireRollout(): RolloutActivity {
    if (this.rollout === undefined || this.rollout.ended) throw new Failure('not-found', 'No run is training now: start one first.');
    return this.rollout;
  }

  private async pauseRollout(paused: boolean, sentence: string | undefined): Promise<void> {
    const rollout = this.requireRollout();
    if (paused) await rollout.pause(sentence);
    else rollout.continue();
  }

  private async endRollout(): Promise<void> {
    await this.rollout?.end();
    this.rollout = undefined;
  }

  private async beginReplay(file: string, episodeId: string, speed: number): Promise<void> {
    const { connected } = this.requireKeeper();
    if (this.replay?.ended === false) await this.replay.end();
    const tracks = await this.options.readEpisode(file);
    const { port, time } = this.options;
    this.replay = new ReplayActivity({
      connected,
      tracks,
      episodeId,
      speed,
      onStatus: (status) => port.post({ type: 'replay', status }),
      view: this.view,
      time,
    });
  }

  /** The scene is the arm's, unless a run without an arm is training. */
  private showArm(): void {
    if (this.keeper !== undefined && this.rollout?.ended !== false) this.view.show(this.keeper.connected.twin.scene);
  }

  /** Of whoever ticks the arm now. */
  private controlRate(keeper: ArmKeeper): ControlRate | undefined {
    if (this.replay?.ended === false) return this.replay.rate();
    return this.rollout?.ticks === 'none' || this.rollout === undefined ? keeper.rate() : this.rollout.rate();
  }

  private otherTicks(): 'none' | 'real-time' | 'simulated' {
    if (this.replay?.ended === false) return 'real-time';
    return this.rollout?.ticks ?? 'none';
  }
}

/** What a stop that comes after it was asked overtakes. */
function yieldsToStop(request: ControlRequest): boolean {
  switch (request.type) {
    case 'engage':
    case 'release':
    case 'jog':
    case 'begin-rollout':
    case 'replay':
      return true;
    case 'pause-rollout':
      return !request.paused;
    default:
      return false;
  }
}
