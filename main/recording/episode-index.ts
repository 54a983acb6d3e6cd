import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpisodeSummary } from '../../shared/episodes';
import { parseSummary, summaryText } from './episode-format';

/** Where a run keeps its episodes. */
export function episodesFolder(runFolder: string): string {
  return join(runFolder, 'episodes');
}

const indexName = 'index.jsonl';

/**
 * One line for every episode that ended, so that thousands are listed without opening a file. The files are the
 * truth: a line that a crash lost or tore is read from its file again.
 */
export async function appendToEpisodeIndex(folder: string, summary: EpisodeSummary): Promise<void> {
  // The line feed before it parts this line from one that was torn.
  await appendFile(join(folder, indexName), `\n${summaryText(summary)}\n`);
}

/** Summaries by number; of two lines with one number the later counts. Empty without an index. */
export async function readEpisodeIndex(folder: string): Promise<Map<number, EpisodeSummary>> {
  const summaries = new Map<number, EpisodeSummary>();
  for (const line of (await readTextIfThere(join(folder, indexName))).split('\n')) {
    const summary = line === '' ? undefined : parseSummary(line);
    if (summary !== undefined) summaries.set(summary.number, summary);
  }
  return summaries;
}

async function readTextIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return '';
    throw thrown;
  }
}
