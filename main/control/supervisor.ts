import type { ArmDescription, ArmMode, ArmOwner, ArmState, StopReason } from '../../shared/arm';
import { Failure } from '../../shared/contract/failure';
import { EaseIn } from './ease-in';
import { Interventions } from './interventions';
import { MotionLimiter } from './motion-limiter';
import type { PostureGuard } from './posture-guard';
import { ReadingWatch } from './reading-watch';
import { badRequest, stopReason, type StopCause } from './stop-reasons';
import type { SupervisorLimits } from './supervisor-limits';

/**
 * What an owner asks of the arm for the coming tick.
 * - `hold`: come to a rest and stay.
 * - `follow`: joint targets of a sequence, as a policy or a recording gives them tick by tick.
 * - `travel`: joint angles to move to and rest at.
 */
export type MotionRequest =
  | { readonly type: 'hold' }
  | { readonly type: 'follow' | 'travel'; readonly owner: ArmOwner; readonly targetRad: Float64Array };

export interface SupervisorOptions {
  readonly description: ArmDescription;
  readonly limits: SupervisorLimits;
  readonly guard: PostureGuard;
  /** Milliseconds since the epoch, for the time of a stop. */
  readonly nowMs: () => number;
}

/**
 * The gate between anything and an arm: a state machine without time or hardware of its own. Each tick it is shown the
 * newest reading (`observe`, or `missed`) and asked for the goal to send (`nextGoal`). A stop holds: the goal becomes
 * the position that was read last, at once, with the torque on, and nothing moves the arm until `engage`.
 */
export class Supervisor {
  readonly interventions = new Interventions();
  private readonly limiter: MotionLimiter;
  private readonly watch: ReadingWatch;
  private readonly easeIn: EaseIn;
  private readonly positionRad: Float64Array;
  private currentMode: ArmMode = 'disconnected';
  private currentOwner: ArmOwner = 'nobody';
  private reason: StopReason | undefined;
  private freshReading = false;
  private holdDue = false;

  constructor(private readonly options: SupervisorOptions) {
    const { description, limits, guard } = options;
    this.limiter = new MotionLimiter(limits.motion, guard, this.interventions);
    this.watch = new ReadingWatch(description, limits.readings);
    this.easeIn = new EaseIn(limits.motion.easeInS);
    this.positionRad = new Float64Array(description.joints.length);
  }

  get mode(): ArmMode {
    return this.currentMode;
  }

  get owner(): ArmOwner {
    return this.currentOwner;
  }

  get stopReason(): StopReason | undefined {
    return this.reason;
  }

  get warnings(): readonly string[] {
    return this.watch.warnings;
  }

  /** Whether the arm should have its torque on. */
  get torque(): boolean {
    return this.currentMode !== 'released' && this.currentMode !== 'disconnected';
  }

  /** A stop has been latched and the goal that holds the arm has not been asked for yet. */
  get holdPending(): boolean {
    return this.holdDue;
  }

  /** The last reading was usable. */
  get readingIsFresh(): boolean {
    return this.freshReading;
  }

  /** The speed limit has reached its full value since the motion began. */
  get easedIn(): boolean {
    return this.currentMode === 'moving' && this.easeIn.finished;
  }

  /** The goal sent last; do not write to it. */
  get goalRad(): Float64Array {
    return this.limiter.goalRad;
  }

  get atRest(): boolean {
    return this.limiter.atRest;
  }

  /** The arm is connected and was read: it is held where it is. */
  attach(state: ArmState): void {
    this.interventions.clear();
    this.watch.restart();
    this.reason = undefined;
    this.currentOwner = 'nobody';
    this.currentMode = 'holding';
    this.takeReading(state);
    this.limiter.holdAt(this.positionRad);
    this.react(this.watch.unusable(state));
  }

  detach(): void {
    this.currentMode = 'disconnected';
    this.currentOwner = 'nobody';
    this.reason = undefined;
    this.holdDue = false;
  }

  /** Makes `owner` the one who may move the arm. Throws a `Failure` while it is stopped, released or taken. */
  take(owner: Exclude<ArmOwner, 'nobody'>): void {
    if (this.currentMode === 'disconnected') throw new Failure('no-arm', 'No arm is connected: connect one first.');
    if (this.reason !== undefined) throw new Failure('stopped', `${this.reason.sentence} ${this.reason.remedy}`);
    if (this.currentMode === 'released') throw new Failure('stopped', 'The torque of the arm is off: press Engage first.');
    if (this.currentOwner === owner) return;
    if (this.currentOwner !== 'nobody') throw new Failure('busy', `The arm is in use by ${this.currentOwner}: end that first.`);
    this.currentOwner = owner;
    this.easeIn.restart();
  }

  /** Gives the arm up; it comes to a rest and holds. Does nothing for anyone but the owner. */
  yield(owner: ArmOwner): void {
    if (this.currentOwner === owner) this.currentOwner = 'nobody';
  }

  /** Latches. The first reason stays until `engage`. A released arm is caught: its torque comes on again. */
  stop(cause: StopCause): void {
    if (this.currentMode === 'disconnected' || this.currentMode === 'stopped') return;
    this.reason = stopReason(cause, this.options.nowMs());
    this.currentMode = 'stopped';
    this.holdDue = true;
  }

  /** Clears a stop, or takes up torque after a release: whoever moved the arm has to take it anew. Throws a `Failure` while the cause still stands. */
  engage(state: ArmState): void {
    if (this.currentMode === 'disconnected') throw new Failure('no-arm', 'No arm is connected: connect one first.');
    if (this.currentMode !== 'stopped' && this.currentMode !== 'released') return;
    const standing = this.watch.unusable(state) ?? this.watch.standing(state);
    if (standing !== undefined) throw new Failure('stopped', `${standing.sentence} ${standing.remedy}`);
    this.takeReading(state);
    if (this.currentMode === 'released') this.limiter.holdAt(this.positionRad);
    this.watch.restart();
    this.reason = undefined;
    this.holdDue = false;
    this.currentOwner = 'nobody';
    this.currentMode = 'holding';
  }

  /** Torque off: the arm may fall. A latched stop is given up by it, for `engage` has to follow anyway. */
  release(): void {
    if (this.currentMode === 'disconnected') throw new Failure('no-arm', 'No arm is connected: connect one first.');
    this.reason = undefined;
    this.holdDue = false;
    this.currentOwner = 'nobody';
    this.currentMode = 'released';
  }

  /** A simulated arm was put into a posture: its goal is there, at rest. */
  placed(state: ArmState): void {
    this.takeReading(state);
    this.watch.restart();
    this.limiter.holdAt(this.positionRad);
  }

  /** Takes the reading of this tick. One that calls for a stop latches it. */
  observe(state: ArmState, periodS: number): void {
    const unusable = this.watch.unusable(state);
    if (unusable !== undefined) {
      this.freshReading = false;
      this.react(unusable);
      return;
    }
    if (!this.watch.isFresh(state)) {
      // Within a tick, a simulated arm may be read twice at one instant.
      if (periodS > 0) this.missed(periodS, 'its readings do not change their time.');
      return;
    }
    this.takeReading(state);
    if (this.currentMode === 'released') this.limiter.holdAt(this.positionRad);
    this.react(this.watch.observe(state, this.limiter.goalRad, periodS));
  }

  /** This tick has no usable reading; `detail` is a sentence. The arm slows down, and is stopped if it lasts. */
  missed(periodS: number, detail: string): void {
    this.freshReading = false;
    this.interventions.count('missing-reading');
    this.react(this.watch.missed(periodS, detail));
  }

  /** The goal to send for the coming tick. The array is the supervisor's own. Throws for anyone but the owner. */
  nextGoal(request: MotionRequest, periodS: number): Float64Array {
    if (request.type !== 'hold' && request.owner !== this.currentOwner) {
      throw new Failure('busy', `${request.owner} does not have the arm; it is in use by ${this.currentOwner}.`);
    }
    if (this.currentMode === 'stopped') return this.hold();
    if (this.currentMode === 'released' || this.currentMode === 'disconnected') return this.limiter.goalRad;
    if (request.type === 'hold' || !this.freshReading) return this.slow(periodS);
    const faulty = this.faultOf(request.targetRad);
    if (faulty !== undefined) {
      this.interventions.count('bad-request');
      this.stop(faulty);
      return this.hold();
    }
    if (this.currentMode === 'holding') {
      this.easeIn.restart();
      this.currentMode = 'moving';
    }
    this.limiter.advance(request.type, request.targetRad, this.positionRad, periodS, this.easeIn.advance(periodS));
    return this.limiter.goalRad;
  }

  /** Holds at the position that was read last; without a fresh one, at the last goal, which is at most a step away. */
  private hold(): Float64Array {
    if (this.holdDue) {
      this.limiter.holdAt(this.freshReading ? this.positionRad : this.limiter.goalRad);
      this.holdDue = false;
    }
    return this.limiter.goalRad;
  }

  private slow(periodS: number): Float64Array {
    if (!this.limiter.atRest) this.limiter.slow(periodS);
    if (this.limiter.atRest) this.currentMode = 'holding';
    return this.limiter.goalRad;
  }

  private faultOf(targetRad: Float64Array): StopCause | undefined {
    for (const [joint, { name }] of this.options.description.joints.entries()) {
      const target = targetRad[joint] ?? Number.NaN;
      if (!Number.isFinite(target)) return badRequest(name, target);
    }
    return undefined;
  }

  private takeReading(state: ArmState): void {
    this.positionRad.set(state.positionRad);
    this.freshReading = true;
  }

  /** A released arm has no torque to lose; what it reports is looked at again by `engage`. */
  private react(cause: StopCause | undefined): void {
    if (cause !== undefined && this.currentMode !== 'released') this.stop(cause);
  }
}
