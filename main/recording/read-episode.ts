import { readFile } from 'node:fs/promises';
import { Failure } from '../../shared/contract/failure';
import type { EpisodeEvent, EpisodeStep, EpisodeSummary, EpisodeTracks } from '../../shared/episodes';
import type { SceneDescription } from '../../shared/scene';
import { headerMetadata, parseHeader, parseSummary, summaryMetadata } from './episode-format';
import { createEpisodeTally } from './episode-summary';
import { episodeTracks } from './episode-tracks';
import { readMcapRecords } from './mcap-records';
import type { EpisodeHeader } from './recorder';
import { createStepParser } from './step-parser';

/** An episode as it was recorded, up to the last whole step. */
export interface RecordedEpisode {
  readonly header: EpisodeHeader;
  readonly scene: SceneDescription;
  /** Every step with all that was recorded of it, the task's configuration too. */
  readonly steps: readonly EpisodeStep[];
  /** The same in columns, for the window. */
  readonly tracks: EpisodeTracks;
  /** One row a step: what the lens needs beside the observation. */
  readonly configuration: readonly Float64Array[];
}

/**
 * Reads the file of one episode. A file without its end, because the recorder died or still writes, reads up to its
 * last whole step with the end `cut-off`. Rejects with a `Failure`: `not-found` without a file, `damaged-file` when
 * not even the description at its beginning can be read, `unavailable` for a newer format.
 */
export async function readEpisode(file: string): Promise<RecordedEpisode> {
  return parseEpisode(await readFileOrFail(file), file);
}

/** The same for bytes in memory; `name` is for messages. */
export function parseEpisode(bytes: Uint8Array, name: string): RecordedEpisode {
  let header: EpisodeHeader | undefined;
  let parser: ReturnType<typeof createStepParser> | undefined;
  let startNs = 0n;
  let finished: EpisodeSummary | undefined;
  const topics = new Map<number, string>();
  const steps: EpisodeStep[] = [];
  const events: EpisodeEvent[] = [];

  for (const record of readMcapRecords(bytes)) {
    if (record.type === 'Metadata' && record.name === headerMetadata && header === undefined) {
      header = parseHeader(record.metadata, name);
      startNs = BigInt(Math.round(header.startedMs * 1000)) * 1000n;
      parser = createStepParser(header);
    } else if (record.type === 'Metadata' && record.name === summaryMetadata) {
      finished = parseSummary(record.metadata.get('summary'));
    } else if (record.type === 'Channel') {
      topics.set(record.id, record.topic);
    } else if (record.type === 'Message' && parser !== undefined) {
      const message = parser.take(topics.get(record.channelId) ?? '', record.data, Number(record.logTime - startNs) / 1e9);
      if (message.type === 'damaged') break;
      if (message.type === 'step') steps.push(message.step);
      if (message.type === 'event') events.push(message.event);
    }
  }
  if (header === undefined) throw new Failure('damaged-file', `${name} is not a readable episode, not even its description: restore it from a copy, or delete it.`);

  const summary = finished?.length === steps.length ? finished : cutOff(header, steps, events);
  return {
    header,
    scene: header.scene,
    steps,
    tracks: episodeTracks(header, summary, steps, events),
    configuration: steps.map(({ configuration }) => configuration),
  };
}

function cutOff(header: EpisodeHeader, steps: readonly EpisodeStep[], events: readonly EpisodeEvent[]): EpisodeSummary {
  const tally = createEpisodeTally(header);
  for (const step of steps) tally.add(step);
  return tally.summary(
    'cut-off',
    events.some(({ kind }) => kind === 'success'),
  );
}

async function readFileOrFail(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') {
      throw new Failure('not-found', `There is no episode at ${file}: it was moved or deleted.`);
    }
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Failure('unavailable', `The episode ${file} could not be read (${detail}): check its permissions and the disk.`, { cause: thrown });
  }
}
