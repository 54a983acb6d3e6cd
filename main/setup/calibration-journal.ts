import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { armNamePattern, servoKinds } from '../../shared/arm-setup';
import { Failure } from '../../shared/contract/failure';
import { writeFileAtomic } from '../training/atomic-file';

/**
 * How far a calibration has come, in `arms/unfinished/NAME.json` of the library. It is written after each step, so
 * that a calibration goes on after a fault or a restart, and holds what the servos held before, so that a write that
 * was cut off can be finished or taken back.
 */
const joint = z.strictObject({ id: z.number().int(), driveMode: z.union([z.literal(0), z.literal(1)]), homingOffset: z.number().int(), rangeMin: z.number().int(), rangeMax: z.number().int() });
const calibration = z.record(z.string(), joint);
const journalSchema = z.strictObject({
  version: z.literal(1),
  armName: z.string().regex(armNamePattern),
  kind: z.enum(servoKinds),
  /** What the servos held when it began. */
  before: calibration,
  /** Encoder position of each joint in the middle posture. */
  middle: z.record(z.string(), z.number().int()),
  /** Least and greatest encoder travel from the middle, in ticks. */
  swept: z.record(z.string(), z.strictObject({ least: z.number().int(), greatest: z.number().int() })),
  driveModes: z.record(z.string(), z.union([z.literal(0), z.literal(1)])),
  checked: z.array(z.string()),
  /** Set once writing to the servos has begun. */
  wanted: calibration.optional(),
});
export type CalibrationJournal = z.infer<typeof journalSchema>;

const unfinishedFolder = 'unfinished';

/** The journal of an arm's calibration, or undefined where there is none. @throws Failure when it is damaged. */
export async function readJournal(calibrationFolder: string, armName: string): Promise<CalibrationJournal | undefined> {
  const file = journalFile(calibrationFolder, armName);
  try {
    return journalSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error;
    throw new Failure('damaged-file', `${file} cannot be read: the calibration that was left unfinished cannot go on. Delete the file to begin anew.`, { cause: error });
  }
}

export async function writeJournal(calibrationFolder: string, journal: CalibrationJournal): Promise<void> {
  const file = journalFile(calibrationFolder, journal.armName);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFileAtomic(file, JSON.stringify(journal, null, 2));
}

export async function removeJournal(calibrationFolder: string, armName: string): Promise<void> {
  await rm(journalFile(calibrationFolder, armName), { force: true });
}

function journalFile(calibrationFolder: string, armName: string): string {
  return path.join(calibrationFolder, unfinishedFolder, `${armName}.json`);
}
