import { radOfTicks, ticksOfRad, type JointCalibration } from '../../../firmware-bridge/calibration';
import type { ServoShaft } from '../../../firmware-bridge/servo-shaft';
import { so101Gains } from '../../worlds/models/so-101-links';
import type { ServoJoint } from './servo-arm-profile';

const ticksPerRad = ticksOfRad(1, 1) - ticksOfRad(0, 1);
const roomC = 28;
/** A goal this far ahead of a moving joint leaves MuJoCo's position servo without force: its damping and its pull cancel. */
const forcelessS = so101Gains.velocityGain / so101Gains.stiffness;
/** A servo at full load warms to this, with this time constant: an assumption, there to be seen, not a measurement. */
const fullLoadC = 60;
const warmingS = 120;
/** How fast a hand turns a joint. */
const handRadS = 2;
/** A joint that something holds works against it at full load beyond this. */
const yieldsRad = 0.02;

/** The shaft of an emulated servo: one joint of a MuJoCo arm, with its temperature, its supply and its faults. */
export class EmulatedJoint implements ServoShaft {
  private positionRad = 0;
  private velocityRadS = 0;
  private simulatedLoad = 0;
  private goalRad = 0;
  private celsius = roomC;
  private heldRad: number | undefined;
  private handRad = 0;
  torque = false;
  /** Volts at the servo. */
  supplyV: number;

  constructor(
    private readonly joint: ServoJoint,
    /** Added to the calibrated ticks, it gives the encoder's. */
    private readonly encoderOffset: number,
    readonly nominalV: number,
  ) {
    this.supplyV = nominalV;
  }

  /** Takes over what MuJoCo says after a time has passed. */
  update(positionRad: number, velocityRadS: number, load: number, seconds: number): void {
    this.positionRad = positionRad;
    this.velocityRadS = velocityRadS;
    this.simulatedLoad = load;
    const warmth = roomC + (fullLoadC - roomC) * Math.abs(this.load());
    this.celsius += ((warmth - this.celsius) * seconds) / warmingS;
  }

  /** Where the motor pushes the joint to: nowhere without torque, nor where something holds it. */
  get steeredRad(): number {
    if (this.heldRad !== undefined) return this.heldRad;
    return this.torque ? this.goalRad : this.positionRad + this.velocityRadS * forcelessS;
  }

  get held(): boolean {
    return this.heldRad !== undefined;
  }

  /** Something holds the joint where it is, or lets go of it. */
  hold(held: boolean): void {
    this.heldRad = held ? this.positionRad : undefined;
    this.handRad = this.positionRad;
  }

  /** What holds the joint takes it to an angle, as fast as a careful hand. */
  turnByHand(angleRad: number): void {
    this.heldRad ??= this.positionRad;
    this.handRad = angleRad;
  }

  /** The hand goes on for a time. */
  advanceHand(seconds: number): void {
    if (this.heldRad === undefined) return;
    const step = handRadS * seconds;
    this.heldRad += Math.max(-step, Math.min(step, this.handRad - this.heldRad));
  }

  heat(celsius: number): void {
    this.celsius = celsius;
  }

  positionTicks(): number {
    return this.toTicks(this.positionRad);
  }

  velocityTicksS(): number {
    return this.velocityRadS * ticksPerRad;
  }

  load(): number {
    if (this.heldRad === undefined) return this.torque ? this.simulatedLoad : 0;
    const pull = this.goalRad - this.heldRad;
    return this.torque && Math.abs(pull) > yieldsRad ? Math.sign(pull) : 0;
  }

  temperatureC(): number {
    return this.celsius;
  }

  voltageV(): number {
    return this.supplyV;
  }

  setTorque(on: boolean): void {
    this.torque = on;
    this.goalRad = this.positionRad;
  }

  setGoalTicks(ticks: number): void {
    this.goalRad = radOfTicks(ticks - this.encoderOffset, 1, this.joint.halfTurnRad);
  }

  private toTicks(angleRad: number): number {
    return ticksOfRad(0, 1) + (angleRad - this.joint.halfTurnRad) / radPerTick + this.encoderOffset;
  }
}

const radPerTick = radOfTicks(1, 1) - radOfTicks(0, 1);

/** The calibration of an emulated joint: the whole range of the model, with a given homing offset. */
export function emulatedCalibration(joint: ServoJoint, homingOffset: number): JointCalibration {
  const ticks = (angleRad: number): number => ticksOfRad(angleRad, 1, joint.halfTurnRad);
  return { id: joint.id, driveMode: 0, homingOffset, rangeMin: ticks(joint.minRad), rangeMax: ticks(joint.maxRad) };
}
