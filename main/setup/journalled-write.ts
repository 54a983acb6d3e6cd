import type { SetupAction } from '../../shared/arm-setup';
import { Failure } from '../../shared/contract/failure';
import type { ArmCalibration, JointCalibration } from '../../firmware-bridge/calibration';
import { readServoCalibration } from '../../firmware-bridge/servo-memory';
import { openCalibrationShelf } from '../control/serial/calibration-shelf';
import type { ArmLine } from './arm-line';
import { removeJournal, writeJournal, type CalibrationJournal } from './calibration-journal';
import { rememberAdapter } from './known-arms';
import type { ProcedureTools } from './setup-tools';
import { writeCalibration } from './write-calibration';

/** An arm whose servos are written: its bus, its port, and where its file and its journal are. */
export interface WritingSite {
  readonly line: ArmLine;
  readonly path: string;
  readonly tools: ProcedureTools;
}

/** A journal of a write that has begun, or is about to. */
export type WriteJournal = CalibrationJournal & { readonly wanted: ArmCalibration };

/** The journal of a write that no calibration has led to. */
export function journalOfWrite({ kind }: ArmLine, armName: string, before: ArmCalibration, wanted: ArmCalibration): WriteJournal {
  return { version: 1, armName, kind, before: { ...before }, middle: {}, swept: {}, driveModes: {}, checked: [], wanted: { ...wanted } };
}

export function hasBegunWriting(journal: CalibrationJournal): journal is WriteJournal {
  return journal.wanted !== undefined;
}

/**
 * Writes the servos, whose torque must be off, and then the arm's file. The journal is on the disk before the first
 * write and goes after the last: whatever comes between can be finished or taken back.
 * @param expected what the servos should read afterwards, where the arm has been held still since; in joint order.
 * @throws Failure that says what went wrong, and which calibration is in force now.
 */
export async function writeArm({ line, path, tools }: WritingSite, journal: WriteJournal, expected: readonly number[] | undefined): Promise<void> {
  const { calibrationFolder } = tools;
  const { armName, before, wanted } = journal;
  await writeJournal(calibrationFolder, journal);
  try {
    await writeCalibration(line, wanted, before, expected);
  } catch (thrown) {
    const held = await heldNow(line);
    if (held !== undefined && sameCalibration(held, before)) await forgetWrite(calibrationFolder, journal);
    throw thrown;
  }
  await openCalibrationShelf(calibrationFolder).save(armName, wanted);
  await rememberAdapter(calibrationFolder, armName, path, tools);
  await removeJournal(calibrationFolder, armName);
}

/** Puts back what the servos held before a write that was cut off. Their torque must be off. */
export async function takeBackWrite({ line, tools }: WritingSite, { armName, before }: WriteJournal): Promise<void> {
  await writeCalibration(line, before, before, undefined);
  await removeJournal(tools.calibrationFolder, armName);
}

/** What to ask where an earlier attempt left a journal, and what to do about it: `resume`, `restore`, `start-over`. */
export function unfinishedQuestion({ kind }: ArmLine, journal: CalibrationJournal, held: ArmCalibration) {
  const { armName } = journal;
  const cutOff = hasBegunWriting(journal);
  const fits = journal.kind === kind && isBetween(held, journal);
  const actions: readonly SetupAction[] = [
    ...(fits ? [{ name: 'resume', label: cutOff ? 'Finish writing' : 'Go on' } as const] : []),
    ...(fits && cutOff ? [{ name: 'restore', label: 'Put the old calibration back', caution: true } as const] : []),
    { name: 'start-over', label: 'Start over' },
  ];
  return {
    step: 'resume',
    instruction: cutOff
      ? `Writing the calibration of "${armName}" was cut off. Finish it, or put the old one back. Hold the arm: its torque goes off.`
      : `A calibration of "${armName}" was left unfinished. Go on with it, or start over.`,
    problems: fits ? [] : [`The servos do not hold what they held then: this is another arm than "${armName}", or it was calibrated since. Start over.`],
    actions,
  } as const;
}

/** The servos hold one calibration again: nothing is left to finish but the calibration that the write came of. */
async function forgetWrite(calibrationFolder: string, journal: WriteJournal): Promise<void> {
  if (Object.keys(journal.middle).length > 0) await writeJournal(calibrationFolder, { ...journal, wanted: undefined });
  else await removeJournal(calibrationFolder, journal.armName);
}

async function heldNow({ bus, profile }: ArmLine): Promise<ArmCalibration | undefined> {
  try {
    return await readServoCalibration(bus, profile.family, profile.joints);
  } catch (thrown) {
    if (thrown instanceof Failure) return undefined;
    throw thrown;
  }
}

const values: readonly (keyof JointCalibration)[] = ['id', 'driveMode', 'homingOffset', 'rangeMin', 'rangeMax'];

function sameCalibration(one: ArmCalibration, other: ArmCalibration): boolean {
  return Object.entries(one).every(([name, joint]) => values.every((value) => joint[value] === other[name]?.[value]));
}

/** Whether servos hold what a journal says that they held before, or what was being written, value by value. */
function isBetween(held: ArmCalibration, { before, wanted }: CalibrationJournal): boolean {
  return Object.entries(held).every(([name, joint]) => values.every((value) => joint[value] === before[name]?.[value] || joint[value] === wanted?.[name]?.[value]));
}
