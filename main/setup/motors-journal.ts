import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { servoKinds, type ServoKind } from '../../shared/arm-setup';
import { writeFileAtomic } from '../training/atomic-file';

/** Which motors of an arm have their ids, in `arms/unfinished/_motors-KIND.json` of the library: a name that no arm has. */
const journalSchema = z.strictObject({ version: z.literal(1), kind: z.enum(servoKinds), done: z.array(z.string()) });

/** The joints that are done; none where nothing was begun. What cannot be read is as if it had not been begun. */
export async function readDoneMotors(calibrationFolder: string, kind: ServoKind): Promise<readonly string[]> {
  try {
    const parsed = journalSchema.safeParse(JSON.parse(await readFile(journalFile(calibrationFolder, kind), 'utf8')));
    return parsed.success ? parsed.data.done : [];
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT')) return [];
    throw error;
  }
}

export async function writeDoneMotors(calibrationFolder: string, kind: ServoKind, done: readonly string[]): Promise<void> {
  const file = journalFile(calibrationFolder, kind);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFileAtomic(file, JSON.stringify({ version: 1, kind, done }, null, 2));
}

export async function forgetMotors(calibrationFolder: string, kind: ServoKind): Promise<void> {
  await rm(journalFile(calibrationFolder, kind), { force: true });
}

function journalFile(calibrationFolder: string, kind: ServoKind): string {
  return path.join(calibrationFolder, 'unfinished', `_motors-${kind}.json`);
}
