import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../shared/contract/failure';
import type { EpisodeSummary } from '../../shared/episodes';
import { episodeFileName, episodeNumberOf } from './episode-format';
import { episodesFolder, readEpisodeIndex } from './episode-index';
import { readEpisode } from './read-episode';

/** The file of an episode, whether or not it exists. */
export function episodeFile(runFolder: string, number: number): string {
  return join(episodesFolder(runFolder), episodeFileName(number));
}

/**
 * The episodes of a run by number; empty for a run without any. An episode that the index lacks is read from its
 * file: after a crash it ends as `cut-off`, and so does one that is being recorded now. Files that are not even
 * readable as the beginning of an episode are left out.
 */
export async function listEpisodes(runFolder: string): Promise<EpisodeSummary[]> {
  const numbers = await episodeNumbers(runFolder);
  const index = await readEpisodeIndex(episodesFolder(runFolder));
  const summaries: EpisodeSummary[] = [];
  for (const number of numbers) {
    const summary = index.get(number) ?? (await readSummary(episodeFile(runFolder, number)));
    if (summary !== undefined) summaries.push(summary);
  }
  return summaries;
}

/** The number that the next episode of a run may have: above every file that is there, readable or not. */
export async function nextEpisodeNumber(runFolder: string): Promise<number> {
  return ((await episodeNumbers(runFolder)).at(-1) ?? 0) + 1;
}

async function readSummary(file: string): Promise<EpisodeSummary | undefined> {
  try {
    return (await readEpisode(file)).tracks.summary;
  } catch (thrown) {
    if (thrown instanceof Failure) return undefined;
    throw thrown;
  }
}

/** Rising. */
async function episodeNumbers(runFolder: string): Promise<number[]> {
  const names = await namesIn(episodesFolder(runFolder));
  return names
    .map(episodeNumberOf)
    .filter((number) => number !== undefined)
    .sort((a, b) => a - b);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return [];
    throw thrown;
  }
}
