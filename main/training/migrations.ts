import { z } from 'zod';
import { Failure } from '../../shared/contract/failure';

/** The migration at index n turns a document of version n + 1 into one of version n + 2. */
export type Migrations = readonly ((document: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>)[];

const versionedSchema = z.looseObject({ version: z.number().int().min(1) });

/**
 * Brings a stored document up to the newest version, which is one more than there are migrations.
 * @throws Failure `damaged-file` when it has no version, or one that is newer than this program.
 */
export function migrateDocument(document: unknown, migrations: Migrations, file: string): Readonly<Record<string, unknown>> {
  const parsed = versionedSchema.safeParse(document);
  if (!parsed.success) throw new Failure('damaged-file', `${file} has no version: restore it from a copy.`);
  const { version } = parsed.data;
  const newest = migrations.length + 1;
  if (version > newest) throw new Failure('damaged-file', `${file} is of version ${version}, but this Tempera reads up to ${newest}: open it with a newer Tempera.`);
  return migrations.slice(version - 1).reduce<Readonly<Record<string, unknown>>>((current, migrate, index) => ({ ...migrate(current), version: version + index + 1 }), parsed.data);
}
