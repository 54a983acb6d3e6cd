import { access, constants, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../shared/contract/failure';

export interface LibraryChoice {
  /** What the operator named on the command line. */
  readonly option?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
}

/** The folder of the library: the one named, else that of TEMPERA_HOME, else "Tempera" in the home folder. Absolute. */
export function libraryFolder({ option, environment, homeFolder }: LibraryChoice): string {
  const named = option ?? environment['TEMPERA_HOME'];
  return path.resolve(named === undefined || named === '' ? path.join(homeFolder, 'Tempera') : named);
}

/** Makes the folder if it is not there. Throws a `Failure` of code `unavailable` when nothing can be written there. */
export async function prepareLibrary(library: string): Promise<void> {
  try {
    await mkdir(library, { recursive: true });
    await access(library, constants.W_OK);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new Failure('unavailable', `The library ${library} cannot be written (${detail}); choose another folder with --library, --out or TEMPERA_HOME.`, { cause: error });
  }
}
