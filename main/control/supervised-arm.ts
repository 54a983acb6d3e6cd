import type { ArmDescription, ArmOwner, ArmState, ArmStatus } from '../../shared/arm';
import { Failure } from '../../shared/contract/failure';
import type { ArmDriver } from '../../shared/arm-driver';
import type { WorldObject } from '../../shared/world-object';
import type { ControlClock } from './control-clock';
import type { ControlTime } from './control-time';
import { DriverCalls } from './driver-calls';
import { LinkMeter } from './link-meter';
import type { PostureGuard } from './posture-guard';
import { driverFailed, linkLost, stoppedMeanwhile, type StopCause } from './stop-reasons';
import { Supervisor, type MotionRequest } from './supervisor';
import type { SupervisorLimits } from './supervisor-limits';

export interface SupervisedArmOptions {
  readonly driver: ArmDriver;
  readonly limits: SupervisorLimits;
  readonly guard: PostureGuard;
  readonly time: ControlTime;
}

/** How long a driver may take over one call, milliseconds. */
const callDeadlineMs = 200;
/** Torque is not switched while an arm moves, and takes a dozen exchanges, each up to 16 ms with a slow USB adapter. */
const torqueDeadlineMs = 1500;
const hold: MotionRequest = { type: 'hold' };

/**
 * The only holder of a driver: whatever moves an arm does it here, one tick at a time, through the supervisor.
 * Calls may overlap; they take their turns.
 */
export class SupervisedArm {
  readonly description: ArmDescription;
  /** The arm can be put into a posture at once: it is simulated, and so is its time. */
  readonly simulated: boolean;
  private readonly supervisor: Supervisor;
  private readonly calls: DriverCalls;
  private readonly meter: LinkMeter;
  private readonly unsubscribe: () => void;
  private turn: Promise<unknown> = Promise.resolve();
  private waitingClock: ControlClock | undefined;
  private latest: ArmState;
  /** Undefined after switching it failed: some servos may have it and others not. */
  private torqueOn: boolean | undefined = false;
  /** How often the arm was stopped from outside: what was asked before a stop is not done after it. */
  private stops = 0;
  private lost: StopCause | undefined;
  private furnished: readonly WorldObject[] = [];
  private tickedMs = Number.NEGATIVE_INFINITY;

  private constructor(
    private readonly options: SupervisedArmOptions,
    first: ArmState,
    calls: DriverCalls,
  ) {
    const { driver, limits, guard, time } = options;
    this.description = driver.description;
    this.simulated = driver.place !== undefined;
    this.calls = calls;
    this.meter = new LinkMeter(time);
    this.latest = first;
    this.supervisor = new Supervisor({ description: driver.description, limits, guard, nowMs: () => time.wallMs() });
    this.supervisor.attach(first);
    this.unsubscribe = driver.onLost((sentence) => this.loseLink(sentence));
  }

  /**
   * Takes over a driver: reads the position, sets the goal to it, then turns the torque on. The arm does not move.
   * Rejects with the driver's `Failure`, and closes the driver then.
   */
  static async connect(options: SupervisedArmOptions): Promise<SupervisedArm> {
    const { driver } = options;
    const calls = new DriverCalls(options.time, callDeadlineMs);
    try {
      const first = await calls.run('read', () => driver.read());
      const arm = new SupervisedArm(options, first, calls);
      await calls.run('command', () => driver.command(arm.supervisor.goalRad));
      await arm.applyTorque();
      return arm;
    } catch (thrown) {
      await driver.close();
      throw thrown;
    }
  }

  /** The newest reading; a missing one leaves the one before. */
  get state(): ArmState {
    return this.latest;
  }

  get stopReason() {
    return this.supervisor.stopReason;
  }

  get mode() {
    return this.supervisor.mode;
  }

  get owner() {
    return this.supervisor.owner;
  }

  get easedIn(): boolean {
    return this.supervisor.easedIn;
  }

  get atRest(): boolean {
    return this.supervisor.atRest;
  }

  /** The goal that the supervisor sent last; do not write to it. */
  get goalRad(): Float64Array {
    return this.supervisor.goalRad;
  }

  /** When the last tick ended, on the monotonic clock. */
  get lastTickMs(): number {
    return this.tickedMs;
  }

  /** The link is gone for good: only a new connection helps. */
  get linkLost(): boolean {
    return this.lost !== undefined;
  }

  status(): Pick<ArmStatus, 'mode' | 'owner' | 'description' | 'stop' | 'interventions' | 'warnings' | 'workspace' | 'link'> {
    const { supervisor } = this;
    const { linkCounts } = this.options.driver;
    const warnings = [...supervisor.warnings, ...(this.options.driver.warnings ?? [])];
    return {
      mode: supervisor.mode,
      owner: supervisor.owner,
      description: this.description,
      workspace: this.options.limits.motion.workspace,
      interventions: supervisor.interventions.record(),
      ...(supervisor.stopReason === undefined ? {} : { stop: { ...supervisor.stopReason, ...this.lost } }),
      ...(warnings.length === 0 ? {} : { warnings }),
      ...(linkCounts === undefined ? {} : { link: this.meter.quality(linkCounts) }),
    };
  }

  /** Throws a `Failure` while the arm is stopped, released or in another owner's hands. */
  take(owner: Exclude<ArmOwner, 'nobody'>): void {
    this.supervisor.take(owner);
  }

  yield(owner: ArmOwner): void {
    this.supervisor.yield(owner);
  }

  /**
   * One control period: the supervised goal goes out, the period passes, the arm is read. Without a clock the period
   * is one that the caller has waited for. Returns the newest reading. A stop that is latched meanwhile holds the arm
   * before this returns. Rejects with a `Failure` for anyone but the owner.
   */
  tick(request: MotionRequest, periodS: number, clock?: ControlClock): Promise<ArmState> {
    return this.inTurn(async () => {
      const goal = this.supervisor.nextGoal(request, periodS);
      if (this.lost !== undefined) return this.latest;
      const sentMs = await this.meter.timed(() => this.send(goal));
      await this.attempt(0, () => this.calls.run('advance', () => this.options.driver.advance(periodS)));
      if (clock !== undefined && !this.supervisor.holdPending) {
        this.waitingClock = clock;
        await clock.next();
        this.waitingClock = undefined;
      }
      const readMs = await this.meter.timed(() => this.read(periodS));
      if (this.supervisor.readingIsFresh) this.meter.add(sentMs + readMs);
      await this.holdIfPending(periodS);
      this.tickedMs = this.options.time.monotonicMs();
      return this.latest;
    });
  }

  /** Holds the arm where it is, torque on, and latches. A tick in hand is cut short. */
  stop(cause: StopCause): Promise<void> {
    this.stops += 1;
    this.supervisor.stop(cause);
    this.waitingClock?.wake();
    return this.inTurn(async () => {
      if (!this.supervisor.holdPending || this.lost !== undefined) return;
      await this.read(0);
      await this.holdIfPending(0);
    });
  }

  /**
   * Clears a stop, or takes up torque after a release, at the present position. Rejects while the cause stands, and when
   * the arm was stopped after this was asked for.
   */
  engage(): Promise<void> {
    const asked = this.stops;
    return this.inTurn(async () => {
      this.requireLink();
      const state = await this.calls.run('read', () => this.options.driver.read());
      this.requireLink();
      this.requireNoStopSince(asked);
      this.supervisor.engage(state);
      this.latest = state;
      await this.calls.run('command', () => this.options.driver.command(this.supervisor.goalRad));
      await this.applyTorque();
    });
  }

  /** Torque off: the arm may fall. Rejects when the arm was stopped after this was asked for. */
  release(): Promise<void> {
    const asked = this.stops;
    return this.inTurn(async () => {
      this.requireLink();
      this.requireNoStopSince(asked);
      this.supervisor.release();
      await this.applyTorque();
    });
  }

  /**
   * Lays these loose things into the world of a simulated arm, in place of all that were there. The arm stays as it is,
   * so it takes no owner. Rejects with a `Failure` of code `unavailable` for things around a real arm.
   */
  furnish(objects: readonly WorldObject[]): Promise<void> {
    return this.inTurn(async () => {
      const { driver } = this.options;
      if (objects === this.furnished || (objects.length === 0 && this.furnished.length === 0)) return;
      if (driver.furnish === undefined) throw new Failure('unavailable', `${this.description.title} is a real arm: nothing can be laid before it from here.`);
      await driver.furnish(objects);
      this.furnished = objects;
    });
  }

  /**
   * Puts a simulated arm into a posture at once, and the things of its world to these poses. Rejects for a real arm, a
   * stopped one, and anyone but the owner.
   */
  place(owner: ArmOwner, positionRad: Float64Array, objectPoses?: Float64Array): Promise<ArmState> {
    return this.inTurn(async () => {
      const { driver } = this.options;
      if (driver.place === undefined) throw new Failure('unavailable', `${this.description.title} is a real arm: it can be moved, not placed.`);
      if (this.owner !== owner) throw new Failure('busy', `${owner} does not have the arm; it is in use by ${this.owner}.`);
      if (this.stopReason !== undefined) return this.latest;
      await driver.place(positionRad, objectPoses);
      this.latest = await this.calls.run('read', () => driver.read());
      this.supervisor.placed(this.latest);
      return this.latest;
    });
  }

  /** Leaves the arm holding its position, torque on, and closes the driver. */
  close(): Promise<void> {
    return this.inTurn(async () => {
      this.unsubscribe();
      if (this.supervisor.mode === 'moving' && this.lost === undefined) {
        await this.read(0);
        await this.attempt(0, () => this.calls.run('command', () => this.options.driver.command(this.latest.positionRad)));
      }
      this.supervisor.detach();
      await this.closeDriver();
    });
  }

  private requireLink(): void {
    if (this.lost !== undefined) throw new Failure('link-lost', `${this.lost.sentence} ${this.lost.remedy}`);
  }

  private requireNoStopSince(asked: number): void {
    if (this.stops !== asked) throw stoppedMeanwhile();
  }

  private async closeDriver(): Promise<void> {
    try {
      await this.calls.run('close', () => this.options.driver.close());
    } catch (thrown) {
      // A lost link cannot be closed in order, and need not be.
      if (this.lost === undefined) throw thrown;
    }
  }

  private inTurn<Result>(action: () => Promise<Result>): Promise<Result> {
    const result = this.turn.then(action);
    // Who asked for the action learns of its failure; the next in turn goes on either way.
    this.turn = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  private async read(periodS: number): Promise<void> {
    await this.attempt(periodS, async () => {
      const state = await this.calls.run('read', () => this.options.driver.read());
      this.supervisor.observe(state, periodS);
      if (this.supervisor.readingIsFresh) this.latest = state;
    });
  }

  /** A command that fails is no missing reading: the reading of the same tick tells whether the link is there. */
  private async send(goalRad: Float64Array): Promise<void> {
    await this.attempt(0, async () => {
      await this.applyTorque();
      if (this.torqueOn === true) await this.calls.run('command', () => this.options.driver.command(goalRad));
    });
  }

  private async holdIfPending(periodS: number): Promise<void> {
    if (this.supervisor.holdPending && this.lost === undefined) await this.send(this.supervisor.nextGoal(hold, periodS));
  }

  private async applyTorque(): Promise<void> {
    const wanted = this.supervisor.torque;
    if (wanted === this.torqueOn) return;
    this.torqueOn = undefined;
    await this.calls.run('setTorque', () => this.options.driver.setTorque(wanted), torqueDeadlineMs);
    this.torqueOn = wanted;
  }

  /** A link that fails is a missing reading, which is borne for a while; any other error of a driver stops the arm. */
  private async attempt(periodS: number, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (thrown) {
      const detail = thrown instanceof Error ? thrown.message : String(thrown);
      if (thrown instanceof Failure && thrown.code === 'link-lost') {
        // Time goes on while a silent driver is waited for.
        const missedS = this.calls.silent && periodS > 0 ? Math.max(periodS, callDeadlineMs / 1000) : periodS;
        this.supervisor.missed(missedS, detail);
        // A driver that has not even failed is past helping; what it was told last must not come back to life.
        if (this.calls.silent && this.supervisor.mode === 'stopped') this.lost ??= linkLost(detail);
      } else this.supervisor.stop(driverFailed(detail));
    }
  }

  private loseLink(sentence: string): void {
    this.lost = linkLost(sentence);
    this.supervisor.missed(0, sentence);
    this.supervisor.stop(this.lost);
    this.waitingClock?.wake();
  }
}
