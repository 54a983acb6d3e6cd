import { existsSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../../shared/contract/failure';
import { libraryFolder } from '../lab/library-folder';
import { episodeId, episodeNumberOf } from '../recording/episode-format';
import { runFolder } from '../training/run-folder';
import type { ProgramHost } from './program-host';

export interface LocatedRun {
  readonly library: string;
  readonly runId: string;
  readonly folder: string;
}

/** The library that a command works in. */
export function chosenLibrary(option: string | undefined, host: ProgramHost): string {
  return libraryFolder({ environment: host.environment, homeFolder: host.homeFolder, ...(option === undefined ? {} : { option }) });
}

/** A run given by its name in the library, or by its folder, which then says what the library is. */
export function locateRun(text: string, libraryOption: string | undefined, host: ProgramHost): LocatedRun {
  const given = path.resolve(text);
  if (existsSync(path.join(given, 'run.json'))) {
    const parent = path.dirname(given);
    if (path.basename(parent) !== 'runs') {
      throw new Failure('bad-argument', `The run ${given} is not in the folder "runs" of a library; move it to LIBRARY/runs/${path.basename(given)} and name that.`);
    }
    return { library: path.dirname(parent), runId: path.basename(given), folder: given };
  }
  const library = chosenLibrary(libraryOption, host);
  const folder = runFolder(library, text);
  if (!existsSync(path.join(folder, 'run.json'))) {
    throw new Failure('bad-argument', `There is no run "${text}" in the library ${library}; give the name of one of its runs, or the folder of a run.`);
  }
  return { library, runId: text, folder };
}

/** An episode given by its name in the library, or by its file, which then says what the library is. */
export function locateEpisode(text: string, libraryOption: string | undefined, host: ProgramHost): { readonly library: string; readonly episodeId: string } {
  const file = path.resolve(text);
  const number = episodeNumberOf(path.basename(file));
  if (number !== undefined && existsSync(file)) {
    const run = locateRun(path.dirname(path.dirname(file)), libraryOption, host);
    return { library: run.library, episodeId: episodeId(run.runId, number) };
  }
  const [runId, numberText, ...rest] = text.split('/');
  if (runId === undefined || numberText === undefined || rest.length > 0 || !/^\d{1,9}$/.test(numberText)) {
    throw new Failure('bad-argument', `"${text}" is no episode; give a name like 0001-reach-sac/000012, or the path of an .mcap file of a run.`);
  }
  const run = locateRun(runId, libraryOption, host);
  return { library: run.library, episodeId: episodeId(runId, Number(numberText)) };
}
