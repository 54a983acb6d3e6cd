import type { ArmDescription } from '../shared/arm';
import type { EmulatedArm } from '../main/control/serial/emulated-arm';

/** A part of the arm that falls, is caught, or springs free pushes the others about for a while, seconds. */
const restlessS = 0.5;
/** Slower than this, a joint counts as held, radians a second. */
const heldRadS = 0.15;
/** After a stop the arm is given this long until it must stand still, seconds. */
const stoppingS = 1.5;

/** What MuJoCo says an arm did. */
export interface ObservedMotion {
  readonly simulatedS: number;
  /** The farthest that a joint with torque was beyond its limits, radians. */
  readonly beyondRad: number;
  readonly topSpeedRadS: number;
  /** Of all joints together. */
  readonly travelledRad: number;
  /** The farthest that a joint moved while a stop had long been latched, radians. */
  readonly strayedRad: number;
}

/**
 * Watches the joints of an emulated arm in MuJoCo, in each slice of its physics: not what its servos say, nor the
 * supervisor. A joint that falls without torque, or is held fast, counts again half a second after it was caught or let
 * go. Speeds do not count while any part of the arm falls, is held fast or springs free, nor for half a second after it.
 */
export class SoakWatch {
  private simulatedS = 0;
  private beyondRad = 0;
  private topSpeedRadS = 0;
  private travelledRad = 0;
  private strayedRad = 0;
  private restlessUntilS = 0;
  private readonly thrownUntilS: Float64Array;
  private stop: { readonly sinceS: number; heldAfterS: number; from: Float64Array | undefined } | undefined;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly arm: EmulatedArm,
    private readonly joints: ArmDescription['joints'],
  ) {
    this.thrownUntilS = new Float64Array(joints.length);
    this.unsubscribe = arm.onAdvanced((seconds) => this.look(seconds));
  }

  get motion(): ObservedMotion {
    const { simulatedS, beyondRad, topSpeedRadS, travelledRad, strayedRad } = this;
    return { simulatedS, beyondRad, topSpeedRadS, travelledRad, strayedRad };
  }

  /** A stop was latched: from now on the arm comes to rest, and stays. */
  stopped(): void {
    this.stop ??= { sinceS: this.simulatedS, heldAfterS: 0, from: undefined };
  }

  /** The arm may move again. Returns the seconds from the stop until every joint with torque was held. */
  freed(): number | undefined {
    const heldAfterS = this.stop?.heldAfterS;
    this.stop = undefined;
    return heldAfterS;
  }

  close(): void {
    this.unsubscribe();
  }

  private look(seconds: number): void {
    this.simulatedS += seconds;
    const { positionRad, velocityRadS } = this.arm.world.read();
    if (this.arm.joints.some((joint) => !joint.torque || joint.held)) this.restlessUntilS = this.simulatedS + restlessS;
    const calm = this.simulatedS >= this.restlessUntilS;
    let fastest = 0;
    for (const [index, joint] of this.arm.joints.entries()) {
      const speed = Math.abs(velocityRadS[index] ?? 0);
      if (joint.torque) fastest = Math.max(fastest, speed);
      if (!joint.torque || joint.held) this.thrownUntilS[index] = this.simulatedS + restlessS;
      if (calm) {
        this.topSpeedRadS = Math.max(this.topSpeedRadS, speed);
        this.travelledRad += speed * seconds;
      }
      this.lookAtLimits(index, positionRad[index] ?? 0);
    }
    this.lookAtStop(positionRad, fastest, calm);
  }

  private lookAtLimits(index: number, position: number): void {
    const limits = this.joints[index];
    // A joint that fell, or springs free, may be in MuJoCo's soft end stop for a moment.
    if (limits === undefined || this.simulatedS < (this.thrownUntilS[index] ?? 0)) return;
    this.beyondRad = Math.max(this.beyondRad, limits.minRad - position, position - limits.maxRad);
  }

  private lookAtStop(positionRad: Float64Array, fastest: number, calm: boolean): void {
    const { stop } = this;
    if (stop === undefined) return;
    if (fastest > heldRadS) stop.heldAfterS = this.simulatedS - stop.sinceS;
    if (!calm) stop.from = undefined;
    else if (this.simulatedS - stop.sinceS > stoppingS) {
      const from = (stop.from ??= positionRad);
      for (const [index, begin] of from.entries()) this.strayedRad = Math.max(this.strayedRad, Math.abs((positionRad[index] ?? 0) - begin));
    }
  }
}
