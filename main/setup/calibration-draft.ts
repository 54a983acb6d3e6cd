import type { CalibratedJoint, RegisterDifference } from '../../shared/arm-setup';
import { compareCalibrations, halfTurnTicks, type ArmCalibration, type JointCalibration } from '../../firmware-bridge/calibration';
import { RangeSweep } from '../../firmware-bridge/range-sweep';
import type { ServoArmProfile, ServoJoint } from '../control/serial/servo-arm-profile';
import type { CalibrationJournal } from './calibration-journal';
import { angleOf, encoderOfReading, homedTicks, homingOffsetOf, withinTurn } from './homing';

/** A swept range may be this part shorter or longer than the model's before it is pointed out. */
const oddWidth = 0.2;
/** How far the middle of a sweep may be from the homed middle before it is pointed out: about five degrees. */
const oddMiddleRad = 0.09;
const degreesPerRad = 180 / Math.PI;

type Check = CalibratedJoint['check'];

/**
 * A calibration in the making: pure bookkeeping over what the servos read. Ticks that are swept are counted in the
 * encoder's own direction, half a turn being the middle posture; the drive mode comes in where angles are made.
 */
export class CalibrationDraft {
  private middle: Readonly<Record<string, number>> | undefined;
  private sweep: RangeSweep;
  private readonly encoders = new Map<string, number>();
  private readonly readings = new Map<string, number>();
  private readonly driveModes = new Map<string, 0 | 1>();
  private readonly checks = new Map<string, Check>();

  /**
   * @param before what the servos hold, which stays in force meanwhile.
   * @param file the arm's calibration by its file, which may know drive modes that the servos do not.
   */
  constructor(
    readonly profile: ServoArmProfile,
    readonly before: ArmCalibration,
    file: ArmCalibration = {},
  ) {
    if (profile.family.appliesDriveMode) for (const [name, { driveMode }] of Object.entries(file)) this.driveModes.set(name, driveMode);
    this.sweep = new RangeSweep(profile.joints.map(({ name }) => name));
  }

  static resume(profile: ServoArmProfile, journal: CalibrationJournal): CalibrationDraft {
    const draft = new CalibrationDraft(profile, journal.before);
    for (const [name, mode] of Object.entries(journal.driveModes)) draft.driveModes.set(name, mode);
    for (const name of journal.checked) draft.checks.set(name, 'agrees');
    if (Object.keys(journal.middle).length > 0) draft.middle = journal.middle;
    for (const [name, { least, greatest }] of Object.entries(journal.swept)) draft.sweep.restore(name, halfTurnTicks + least, halfTurnTicks + greatest);
    return draft;
  }

  get homed(): boolean {
    return this.middle !== undefined;
  }

  get swept(): boolean {
    return this.homed && this.sweep.faults.length === 0;
  }

  /** Takes what the servos read, in joint order. `sweeping` widens the ranges. */
  observe(readings: readonly number[], sweeping: boolean): void {
    const { family, joints } = this.profile;
    joints.forEach(({ name }, index) => {
      const reading = readings[index] ?? Number.NaN;
      this.readings.set(name, reading);
      this.encoders.set(name, encoderOfReading(reading, this.oldOf(name), family));
    });
    if (sweeping && this.homed) this.sweep.observe(joints.map(({ name }) => this.plainTicks(name) ?? Number.NaN));
  }

  /** The posture that was observed last is the middle; a sweep begins anew. */
  home(): void {
    this.middle = Object.fromEntries(this.profile.joints.map(({ name }) => [name, this.encoders.get(name) ?? 0]));
    this.restartSweep();
  }

  restartSweep(): void {
    this.sweep = new RangeSweep(this.profile.joints.map(({ name }) => name));
    this.checks.clear();
  }

  /** Puts the middle of each joint whose sweep is as wide as the model's range into the middle of its sweep. */
  centre(): void {
    const { middle } = this;
    if (middle === undefined) return;
    const moved: Record<string, number> = { ...middle };
    const sweep = new RangeSweep(this.profile.joints.map(({ name }) => name));
    for (const joint of this.profile.joints) {
      const range = this.sweep.ranges.get(joint.name);
      if (range === undefined) continue;
      const shift = this.hasOddWidth(joint) ? 0 : Math.round((range.min + range.max) / 2) - halfTurnTicks;
      moved[joint.name] = withinTurn((middle[joint.name] ?? 0) + shift);
      sweep.restore(joint.name, range.min - shift, range.max - shift);
    }
    this.middle = moved;
    this.sweep = sweep;
  }

  /** What keeps the sweep from being used, one sentence each. */
  get sweepFaults(): readonly string[] {
    return this.sweep.faults;
  }

  /** What is odd about the sweep and may still be right, one sentence each. */
  get sweepAdvice(): readonly string[] {
    return this.profile.joints.flatMap((joint) => this.adviceOf(joint) ?? []);
  }

  get canCentre(): boolean {
    return this.profile.joints.some((joint) => !this.hasOddWidth(joint) && Math.abs(this.middleErrorRad(joint)) > oddMiddleRad);
  }

  /** The angle that the model shows; 0 before homing. */
  angleRad(name: string): number {
    const joint = this.jointOf(name);
    const ticks = this.ticksOf(name);
    return joint === undefined || ticks === undefined ? 0 : angleOf(ticks, joint, this.driveModeOf(name), this.profile.family);
  }

  flip(name: string): void {
    this.driveModes.set(name, this.driveModeOf(name) === 0 ? 1 : 0);
  }

  mark(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  checkOf(name: string): Check {
    return this.checks.get(name) ?? 'waiting';
  }

  /** The calibration that comes of it. */
  wanted(): ArmCalibration {
    return Object.fromEntries(this.profile.joints.map((joint) => [joint.name, this.wantedJoint(joint)]));
  }

  /** What is to change in the servos. */
  changes(): readonly RegisterDifference[] {
    return differencesOf(this.wanted(), this.before, !this.profile.family.appliesDriveMode);
  }

  /** What the servos should read in the posture that was observed last, once the new calibration is written. */
  expectedReadings(): readonly number[] {
    return this.profile.joints.map(({ name }) => this.ticksOf(name) ?? Number.NaN);
  }

  journal(armName: string): CalibrationJournal {
    const { joints, family } = this.profile;
    const swept = joints.flatMap(({ name }) => {
      const range = this.sweep.faultOf(name) === undefined ? this.sweep.ranges.get(name) : undefined;
      return range === undefined ? [] : [[name, { least: range.min - halfTurnTicks, greatest: range.max - halfTurnTicks }] as const];
    });
    return {
      version: 1,
      armName,
      kind: family.name,
      before: { ...this.before },
      middle: { ...this.middle },
      swept: Object.fromEntries(swept),
      driveModes: Object.fromEntries(joints.map(({ name }) => [name, this.driveModeOf(name)])),
      checked: joints.filter(({ name }) => this.checkOf(name) === 'agrees').map(({ name }) => name),
    };
  }

  /** For the operator's table. */
  joints(): readonly CalibratedJoint[] {
    return this.profile.joints.map((joint) => {
      const { name, id, minRad, maxRad } = joint;
      const problem = this.homed ? this.problemOf(joint) : undefined;
      const positionTicks = this.ticksOf(name) ?? this.readings.get(name);
      const range = this.sweep.ranges.get(name) === undefined ? undefined : this.rangeOf(joint);
      return {
        name,
        id,
        modelMinRad: minRad,
        modelMaxRad: maxRad,
        driveMode: this.driveModeOf(name),
        check: this.checkOf(name),
        ...(positionTicks === undefined || Number.isNaN(positionTicks) ? {} : { positionTicks }),
        ...(this.homed && this.encoders.has(name) ? { positionRad: this.angleRad(name) } : {}),
        ...(range ?? {}),
        ...(problem === undefined ? {} : { problem }),
      };
    });
  }

  private problemOf(joint: ServoJoint): string | undefined {
    const swept = this.sweep.ranges.get(joint.name);
    if (swept === undefined) return undefined;
    return this.sweep.faultOf(joint.name) ?? this.adviceOf(joint);
  }

  private adviceOf(joint: ServoJoint): string | undefined {
    if (this.sweep.faultOf(joint.name) !== undefined) return undefined;
    const { minRad, maxRad } = this.rangeOf(joint);
    const width = Math.round((maxRad - minRad) * degreesPerRad);
    const modelWidth = Math.round((joint.maxRad - joint.minRad) * degreesPerRad);
    if (this.hasOddWidth(joint)) {
      return width < modelWidth
        ? `${joint.name} was moved over ${width}° of the ${modelWidth}° that its model has: move it to both ends, unless something is in its way.`
        : `${joint.name} was moved over ${width}°, its model has ${modelWidth}°: look whether its horn has slipped.`;
    }
    const error = this.middleErrorRad(joint);
    if (Math.abs(error) <= oddMiddleRad) return undefined;
    return `${joint.name} was not in the middle of its range when it was homed, but ${Math.round(Math.abs(error) * degreesPerRad)}° off: centre it, or home it again.`;
  }

  private hasOddWidth(joint: ServoJoint): boolean {
    const { minRad, maxRad } = this.rangeOf(joint);
    const width = (maxRad - minRad) / (joint.maxRad - joint.minRad);
    return !(width > 1 - oddWidth && width < 1 + oddWidth);
  }

  private middleErrorRad(joint: ServoJoint): number {
    const { minRad, maxRad } = this.rangeOf(joint);
    return (minRad + maxRad) / 2 - (joint.minRad + joint.maxRad) / 2;
  }

  private wantedJoint(joint: ServoJoint): JointCalibration {
    const { name, id } = joint;
    const driveMode = this.driveModeOf(name);
    const { minTicks, maxTicks } = this.rangeOf(joint);
    return { id, driveMode, homingOffset: homingOffsetOf(this.middle?.[name] ?? 0, driveMode, this.profile.family), rangeMin: minTicks, rangeMax: maxTicks };
  }

  /** The swept range as the servo will count it, and as the model has it. */
  private rangeOf(joint: ServoJoint): { readonly minTicks: number; readonly maxTicks: number; readonly minRad: number; readonly maxRad: number } {
    const range = this.sweep.ranges.get(joint.name) ?? { min: halfTurnTicks, max: halfTurnTicks };
    const { family } = this.profile;
    const driveMode = this.driveModeOf(joint.name);
    const ends = [range.min, range.max].map((ticks) => homedTicks(ticks, halfTurnTicks, driveMode, family));
    const angles = ends.map((ticks) => angleOf(ticks, joint, driveMode, family));
    return { minTicks: Math.min(...ends), maxTicks: Math.max(...ends), minRad: Math.min(...angles), maxRad: Math.max(...angles) };
  }

  /** After homing, in the encoder's own direction. */
  private plainTicks(name: string): number | undefined {
    const encoder = this.encoders.get(name);
    const middle = this.middle?.[name];
    return encoder === undefined || middle === undefined ? undefined : withinTurn(encoder - middle + halfTurnTicks);
  }

  /** After homing, as the servo will count. */
  private ticksOf(name: string): number | undefined {
    const encoder = this.encoders.get(name);
    const middle = this.middle?.[name];
    return encoder === undefined || middle === undefined ? undefined : homedTicks(encoder, middle, this.driveModeOf(name), this.profile.family);
  }

  private driveModeOf(name: string): 0 | 1 {
    return this.driveModes.get(name) ?? this.oldOf(name).driveMode;
  }

  private oldOf(name: string): JointCalibration {
    return this.before[name] ?? { id: 0, driveMode: 0, homingOffset: 0, rangeMin: 0, rangeMax: 0 };
  }

  private jointOf(name: string): ServoJoint | undefined {
    return this.profile.joints.find((joint) => joint.name === name);
  }
}

/** The words for a value of a calibration. */
const registerWords: Readonly<Record<keyof JointCalibration, string>> = {
  id: 'id',
  driveMode: 'drive mode',
  homingOffset: 'homing offset',
  rangeMin: 'lowest position',
  rangeMax: 'highest position',
};

/** Where a file (or a new calibration) and the servos differ, joints that one of them lacks included. */
export function differencesOf(file: ArmCalibration, servos: ArmCalibration, holdsDriveMode: boolean): readonly RegisterDifference[] {
  const differing = compareCalibrations(file, servos, holdsDriveMode).map(({ joint, value, file: filed, memory }) => ({
    joint,
    id: servos[joint]?.id ?? 0,
    register: registerWords[value],
    file: filed,
    servo: memory,
  }));
  const onlyFile = Object.entries(file).filter(([joint]) => servos[joint] === undefined);
  const onlyServos = Object.entries(servos).filter(([joint]) => file[joint] === undefined);
  return [
    ...differing,
    ...onlyFile.map(([joint, { id }]) => ({ joint, id, register: registerWords.id, file: id })),
    ...onlyServos.map(([joint, { id }]) => ({ joint, id, register: registerWords.id, servo: id })),
  ];
}
