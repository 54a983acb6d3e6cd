import { approachSpeed, brake } from './braking';
import type { Interventions, Limit } from './interventions';
import type { PostureGuard } from './posture-guard';
import type { MotionLimits } from './supervisor-limits';

/** The fraction of the speed limit at which an arm leaves a posture that the guard does not accept. */
const escapeSpeed = 0.25;

/**
 * Turns what is asked of an arm into the next goal, within the limits of range, velocity, acceleration, step, lead,
 * workspace and collision. Goals always move so that the arm could brake to a rest within the limits: every posture on
 * the way to that rest has been judged before the first of them is sent. Allocates nothing while it runs.
 *
 * The period should stay the same during a motion; where it does not, range and step win over acceleration.
 */
export class MotionLimiter {
  /** The goal sent last. */
  readonly goalRad: Float64Array;
  readonly goalVelocityRadS: Float64Array;

  private readonly joints: number;
  private readonly lastTargetRad: Float64Array;
  private readonly wantedRadS: Float64Array;
  private readonly candidateRadS: Float64Array;
  private readonly pathRad: Float64Array;
  private readonly pathRadS: Float64Array;
  private refusal: Limit = 'workspace';
  /** Whether the goal, and the way on which it would brake to a rest, are known to be clear. */
  private clear = false;

  constructor(
    private readonly limits: MotionLimits,
    private readonly guard: PostureGuard,
    private readonly interventions: Interventions,
  ) {
    this.joints = limits.minRad.length;
    this.goalRad = new Float64Array(this.joints);
    this.goalVelocityRadS = new Float64Array(this.joints);
    this.lastTargetRad = new Float64Array(this.joints);
    this.wantedRadS = new Float64Array(this.joints);
    this.candidateRadS = new Float64Array(this.joints);
    this.pathRad = new Float64Array(this.joints);
    this.pathRadS = new Float64Array(this.joints);
  }

  /** The goal stands at this posture at once, at rest. */
  holdAt(positionRad: Float64Array): void {
    this.goalRad.set(positionRad);
    this.lastTargetRad.set(positionRad);
    this.goalVelocityRadS.fill(0);
    this.clear = this.guard.check(this.goalRad) === 'clear';
  }

  get atRest(): boolean {
    for (const velocity of this.goalVelocityRadS) if (velocity !== 0) return false;
    return true;
  }

  /** Slows down as fast as the acceleration limit allows. */
  slow(periodS: number): void {
    this.brakeAll(periodS);
    this.commit(periodS);
    this.lastTargetRad.set(this.goalRad);
  }

  /**
   * Goes on towards a target by one period.
   * `follow`: the target is one of a sequence, its speed is taken over; each limit that changed it is counted.
   * `travel`: the target is a place to come to rest at.
   */
  advance(kind: 'follow' | 'travel', targetRad: Float64Array, positionRad: Float64Array, periodS: number, speedScale: number): void {
    let counted = false;
    for (let joint = 0; joint < this.joints; joint += 1) {
      const limit = this.wantVelocity(joint, kind, at(targetRad, joint), at(positionRad, joint), periodS, speedScale);
      if (kind === 'follow' && limit !== undefined && !counted) {
        this.interventions.count(limit);
        counted = true;
      }
    }
    this.candidateRadS.set(this.wantedRadS);
    if (!this.clear) this.escape(targetRad, periodS);
    else if (!this.pathIsClear(periodS)) this.giveWay(periodS);
    this.commit(periodS);
  }

  /** Sets the wanted velocity of a joint within its own limits; returns the first limit that changed it. */
  private wantVelocity(joint: number, kind: 'follow' | 'travel', target: number, position: number, periodS: number, speedScale: number): Limit | undefined {
    const { limits } = this;
    const goal = at(this.goalRad, joint);
    const velocity = at(this.goalVelocityRadS, joint);
    const acceleration = at(limits.maxAccelerationRadS2, joint);
    // A goal that already stands outside its range may come back, and go no farther out.
    const minimum = Math.min(at(limits.minRad, joint), goal);
    const maximum = Math.max(at(limits.maxRad, joint), goal);
    const within = clamp(target, at(limits.minRad, joint), at(limits.maxRad, joint));
    let limit: Limit | undefined = within === target ? undefined : 'range';

    const fullSpeed = at(limits.maxVelocityRadS, joint);
    const asked = (within - goal) / periodS;
    const stepSpeed = limits.maxStepRad / periodS;
    const speed = Math.min(fullSpeed * speedScale, stepSpeed);
    if (Math.abs(asked) > stepSpeed) limit ??= 'step';
    else if (Math.abs(asked) > fullSpeed) limit ??= 'velocity';
    else if (Math.abs(asked) > speed) limit ??= 'ease-in';

    const targetSpeed = kind === 'follow' ? clamp((within - at(this.lastTargetRad, joint)) / periodS, -speed, speed) : 0;
    this.lastTargetRad[joint] = within;
    const remaining = within - goal - targetSpeed * periodS;
    let wanted = clamp(targetSpeed + Math.sign(remaining) * approachSpeed(Math.abs(remaining), acceleration, periodS), -speed, speed);

    const lead = goal - position;
    if (Math.abs(lead) > limits.maxLeadRad && lead * wanted > 0) {
      wanted = 0;
      limit = 'lead';
    }
    const change = acceleration * periodS;
    const reachable = clamp(wanted, velocity - change, velocity + change);
    if (Math.abs(asked - velocity) > change * (1 + 1e-9)) limit ??= 'acceleration';
    const lowest = -Math.min(approachSpeed(goal - minimum, acceleration, periodS), stepSpeed);
    const highest = Math.min(approachSpeed(maximum - goal, acceleration, periodS), stepSpeed);
    this.wantedRadS[joint] = clamp(reachable, lowest, highest);
    return limit;
  }

  /** Out of a posture that the guard refuses there is one way: slowly, to a target that it accepts. */
  private escape(targetRad: Float64Array, periodS: number): void {
    for (let joint = 0; joint < this.joints; joint += 1) {
      this.pathRad[joint] = clamp(at(targetRad, joint), at(this.limits.minRad, joint), at(this.limits.maxRad, joint));
    }
    const verdict = this.guard.check(this.pathRad);
    if (verdict !== 'clear') {
      this.interventions.count(verdict);
      this.brakeAll(periodS);
      return;
    }
    for (let joint = 0; joint < this.joints; joint += 1) {
      const slow = at(this.limits.maxVelocityRadS, joint) * escapeSpeed;
      this.candidateRadS[joint] = clamp(at(this.wantedRadS, joint), -slow, slow);
    }
  }

  /** Brakes the one joint that makes the way clear, or else all of them, along the way that was clear a tick ago. */
  private giveWay(periodS: number): void {
    this.interventions.count(this.refusal);
    for (let yielding = 0; yielding < this.joints; yielding += 1) {
      const wanted = at(this.wantedRadS, yielding);
      const braked = this.braked(yielding, periodS);
      if (wanted === braked) continue;
      this.candidateRadS[yielding] = braked;
      if (this.pathIsClear(periodS)) return;
      this.candidateRadS[yielding] = wanted;
    }
    this.brakeAll(periodS);
  }

  private brakeAll(periodS: number): void {
    for (let joint = 0; joint < this.joints; joint += 1) this.candidateRadS[joint] = this.braked(joint, periodS);
  }

  /** Judges every posture from the candidate's first tick until it has braked to a rest. */
  private pathIsClear(periodS: number): boolean {
    this.pathRad.set(this.goalRad);
    this.pathRadS.set(this.candidateRadS);
    for (;;) {
      let moving = false;
      for (let joint = 0; joint < this.joints; joint += 1) {
        const velocity = at(this.pathRadS, joint);
        if (velocity === 0) continue;
        moving = true;
        this.pathRad[joint] = at(this.pathRad, joint) + velocity * periodS;
        this.pathRadS[joint] = brake(velocity, at(this.limits.maxAccelerationRadS2, joint) * periodS);
      }
      if (!moving) return true;
      const verdict = this.guard.check(this.pathRad);
      if (verdict === 'clear') continue;
      this.refusal = verdict;
      return false;
    }
  }

  private braked(joint: number, periodS: number): number {
    return brake(at(this.goalVelocityRadS, joint), at(this.limits.maxAccelerationRadS2, joint) * periodS);
  }

  private commit(periodS: number): void {
    for (let joint = 0; joint < this.joints; joint += 1) {
      const velocity = at(this.candidateRadS, joint);
      this.goalVelocityRadS[joint] = velocity;
      this.goalRad[joint] = at(this.goalRad, joint) + velocity * periodS;
    }
    if (this.clear) return;
    this.brakeAll(periodS);
    this.clear = this.guard.check(this.goalRad) === 'clear' && this.pathIsClear(periodS);
  }
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}

function clamp(value: number, minimum: number, maximum: number): number {
  return Math.min(maximum, Math.max(minimum, value));
}
