import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../shared/contract/failure';
import { writeFileAtomic } from '../training/atomic-file';

export interface ExportedFile {
  /** May begin with a folder: "0001-reach-sac/events". */
  readonly name: string;
  readonly content: string | Uint8Array;
}

/**
 * Writes files into a folder, each whole or not at all, and returns their paths. Nothing is written when one of them
 * is there already, unless `force` is set. @throws Failure
 */
export async function writeExport(folder: string, files: readonly ExportedFile[], force: boolean): Promise<readonly string[]> {
  const places = files.map(({ name }) => path.join(folder, name));
  const taken = places.find((place) => existsSync(place));
  if (taken !== undefined && !force) throw new Failure('bad-argument', `${taken} exists already; choose another folder, or replace it with --force.`);
  try {
    for (const { name, content } of files) {
      const place = path.join(folder, name);
      await mkdir(path.dirname(place), { recursive: true });
      await writeFileAtomic(place, content);
    }
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    throw new Failure('unavailable', `The export cannot be written into ${folder} (${cause.message}); choose another folder.`, { cause });
  }
  return places;
}
