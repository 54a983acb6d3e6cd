import { z } from 'zod';
import { Failure } from '../../shared/contract/failure';
import type { EpisodeSummary } from '../../shared/episodes';
import type { EpisodeHeader } from './recorder';

/**
 * What the files of episodes agree on; docs/formats-episodes.md describes them for other programs.
 * The version is raised whenever an older reader would misread a newer file.
 */
export const episodeFormatVersion = 1;
export const episodeLibrary = `tempera episode ${String(episodeFormatVersion)}`;

/** Names of the two metadata records: the first thing in the file, and the last. */
export const headerMetadata = 'tempera.episode';
export const summaryMetadata = 'tempera.summary';

/** The frame that every body's pose is given in. */
export const rootFrame = 'tempera';

const three = z.tuple([z.number(), z.number(), z.number()]);
const four = z.tuple([z.number(), z.number(), z.number(), z.number()]);

const sceneSchema = z.object({
  id: z.string(),
  title: z.string(),
  bodies: z.array(
    z.object({
      name: z.string(),
      geometries: z.array(
        z.object({
          shape: z.enum(['box', 'sphere', 'capsule', 'cylinder', 'plane', 'ellipsoid']),
          size: z.array(z.number()),
          position: three,
          quaternion: four,
          colour: four,
        }),
      ),
    }),
  ),
  focus: three,
  distance: z.number(),
});

const headerSchema = z.object({
  runId: z.string(),
  number: z.number().int().min(0),
  task: z.string(),
  startedMs: z.number(),
  startStep: z.number().int().min(0),
  controlPeriodS: z.number().positive(),
  jointNames: z.array(z.string()),
  actionNames: z.array(z.string()),
  observationSize: z.number().int().min(0),
  scene: sceneSchema,
});

const summarySchema = z.object({
  id: z.string(),
  runId: z.string(),
  number: z.number().int().min(0),
  task: z.string(),
  startedMs: z.number(),
  startStep: z.number(),
  length: z.number().int().min(0),
  durationS: z.number(),
  episodeReturn: z.number(),
  entropySum: z.number(),
  alpha: z.number(),
  success: z.boolean(),
  end: z.enum(['terminated', 'truncated', 'stopped', 'cut-off']),
});

export function episodeId(runId: string, number: number): string {
  return `${runId}/${numberText(number)}`;
}

/** The name of an episode's file in the folder `episodes` of its run. */
export function episodeFileName(number: number): string {
  return `${numberText(number)}.mcap`;
}

/** Undefined for a name that is not an episode's. */
export function episodeNumberOf(fileName: string): number | undefined {
  const digits = /^(\d{6,9})\.mcap$/.exec(fileName)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function numberText(number: number): string {
  return String(number).padStart(6, '0');
}

/** Entries of the metadata record, each value as JSON. */
export function headerEntries(header: EpisodeHeader): Record<string, string> {
  const entries = Object.entries({ version: episodeFormatVersion, ...headerSchema.parse(header) });
  return Object.fromEntries(entries.map(([key, value]) => [key, JSON.stringify(value)]));
}

/** Throws a `Failure` that names `file` when the entries are not of a known episode. */
export function parseHeader(entries: ReadonlyMap<string, string>, file: string): EpisodeHeader {
  const values: Record<string, unknown> = {};
  for (const [key, text] of entries) values[key] = parseJson(text);
  if (typeof values.version === 'number' && values.version > episodeFormatVersion) {
    throw new Failure(
      'unavailable',
      `${file} has format ${String(values.version)}, and this Tempera reads up to ${String(episodeFormatVersion)}: open it with a newer Tempera.`,
    );
  }
  const header = headerSchema.safeParse(values);
  if (values.version === episodeFormatVersion && header.success) return header.data;
  throw new Failure('damaged-file', `The description at the beginning of ${file} is damaged: restore the file from a copy, or delete it.`);
}

export function summaryEntries(summary: EpisodeSummary): Record<string, string> {
  return { summary: summaryText(summary) };
}

/** One line of JSON. A sum that is not finite has no JSON: it is written as 0. */
export function summaryText(summary: EpisodeSummary): string {
  return JSON.stringify(summary, (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? 0 : value));
}

/** Undefined when the text is not a summary. */
export function parseSummary(text: string | undefined): EpisodeSummary | undefined {
  if (text === undefined) return undefined;
  return summarySchema.safeParse(parseJson(text)).data;
}

/** Undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
