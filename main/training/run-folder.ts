import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { Failure, failureReport, type FailureReport } from '../../shared/contract/failure';
import type { MetricsRow, RunEvent, RunSummary, LearnerSettings, TrainingSettings } from '../../shared/training';
import { worldFileName } from '../worlds/custom/world-file';
import { writeFileAtomic, writeFileDurable } from './atomic-file';
import { isMissing, readJsonLines } from './json-lines';
import { migrateDocument } from './migrations';
import { evaluationSchema, runMigrations, runRecordSchema, runRecordVersion, summaryOf, thisProcess, type RunRecord } from './run-record';

/** A library keeps its runs in `<library>/runs/<id>/`; docs/formats.md has the layout. */
const recordFile = 'run.json';
/** The run's own copy of the world of its task, where that is the operator's. */
const worldFolder = 'world';
export const metricsFile = 'metrics.jsonl';
export const eventsFile = 'events.jsonl';

const runName = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const numberDigits = 4;

export interface RunListing {
  /** Newest first. */
  readonly runs: readonly RunSummary[];
  /** Folders that cannot be read, each with the reason; they hide no other run. */
  readonly damaged: readonly { readonly id: string; readonly failure: FailureReport }[];
}

export interface RunHistory {
  readonly metrics: readonly MetricsRow[];
  readonly events: readonly RunEvent[];
}

export function runsFolder(library: string): string {
  return path.join(library, 'runs');
}

/** @throws Failure `bad-argument` for a name that could lead out of the library. */
export function runFolder(library: string, runId: string): string {
  if (!runName.test(runId)) throw new Failure('bad-argument', `"${runId}" is not the name of a run: names are like "0001-reach-sac".`);
  return path.join(runsFolder(library), runId);
}

/** Files of a world, by their paths from its folder, with "/". */
export type WorldFiles = ReadonlyMap<string, Uint8Array>;

/** What the workers are told of the task of a run: its name, or the path of the task file in the run's own copy of its world. */
export function taskOfRun(folder: string, taskName: string): string {
  const file = path.join(folder, worldFolder, worldFileName);
  return existsSync(file) ? file : taskName;
}

/**
 * Makes the folder of a new run, with the next free number: "0001-reach-sac". A copy of `world` goes into it, so that
 * the run can go on, and be looked at, wherever the original went.
 */
export async function createRun(library: string, settings: TrainingSettings, hyper: LearnerSettings, nowMs: number, world: WorldFiles = new Map()): Promise<RunRecord> {
  const parent = runsFolder(library);
  await mkdir(parent, { recursive: true });
  for (;;) {
    const names = await readdir(parent);
    const number = 1 + Math.max(0, ...names.map((name) => Number(/^(\d+)-/.exec(name)?.[1] ?? 0)));
    const id = `${String(number).padStart(numberDigits, '0')}-${settings.task}-${settings.algorithm}`;
    const folder = runFolder(library, id);
    try {
      await mkdir(folder);
    } catch (thrown) {
      // Another process took the number first.
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') continue;
      throw thrown;
    }
    for (const name of ['checkpoints', 'episodes']) await mkdir(path.join(folder, name));
    await writeWorld(path.join(folder, worldFolder), world);
    const record: RunRecord = {
      version: runRecordVersion,
      id,
      settings,
      hyper,
      state: 'preparing',
      createdMs: nowMs,
      savedMs: nowMs,
      owner: thisProcess(),
      step: 0,
      updates: 0,
      episodes: 0,
      elapsedS: 0,
    };
    await saveRun(folder, record);
    return record;
  }
}

async function writeWorld(folder: string, world: WorldFiles): Promise<void> {
  for (const [name, content] of world) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFileDurable(file, content);
  }
}

/** Task files of the runs of a library that have a world of their own, the newest run first. */
export async function listWorldFiles(library: string): Promise<readonly string[]> {
  const files = (await runNames(library)).map((id) => path.join(runFolder(library, id), worldFolder, worldFileName));
  return files.filter((file) => existsSync(file)).reverse();
}

/** Replaces run.json in one piece. */
export async function saveRun(folder: string, record: RunRecord): Promise<void> {
  await writeFileAtomic(path.join(folder, recordFile), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** @throws Failure `not-found` or `damaged-file`. */
export async function readRun(folder: string): Promise<RunRecord> {
  const file = path.join(folder, recordFile);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    if (!isMissing(thrown)) throw thrown;
    throw new Failure('not-found', `${folder} has no run.json, so it is not a run: choose a run of the library.`, { cause: thrown });
  }
  const document = migrateDocument(parseJson(text, file), runMigrations, file);
  const parsed = runRecordSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new Failure('damaged-file', `${file} is damaged: ${z.prettifyError(parsed.error)}. Restore it from a copy.`, { cause: parsed.error });
}

/** Every run of a library, and every folder in it that cannot be read as one. */
export async function listRuns(library: string, nowMs: number): Promise<RunListing> {
  const runs: RunSummary[] = [];
  const damaged: { readonly id: string; readonly failure: FailureReport }[] = [];
  for (const id of await runNames(library)) {
    try {
      runs.push(summaryOf(await readRun(runFolder(library, id)), nowMs));
    } catch (thrown) {
      damaged.push({ id, failure: failureReport(thrown) });
    }
  }
  return { runs: runs.reverse(), damaged };
}

/** The rows of a run, oldest first. Cut-off last lines are left out. */
export async function readHistory(folder: string): Promise<RunHistory> {
  const metrics = await readRows(path.join(folder, metricsFile), metricsRowSchema);
  const events = await readRows(path.join(folder, eventsFile), runEventSchema);
  return { metrics, events };
}

const optional = z.number().optional();
const counts = z.array(z.number()).optional();
const controlMetricsSchema = z.object({
  rateHz: z.number(),
  periodErrorP50Ms: optional,
  periodErrorP99Ms: z.number(),
  missedTicks: optional,
  roundTripP50Ms: optional,
  roundTripP99Ms: optional,
  retries: optional,
  failures: optional,
  damaged: optional,
  jointRetries: counts,
  jointFailures: counts,
});
const metricsRowSchema: z.ZodType<MetricsRow> = z.object({
  step: z.number(),
  updates: z.number(),
  elapsedS: z.number(),
  episodeReturn: optional,
  episodeSuccess: optional,
  episodeLength: optional,
  entropy: optional,
  targetEntropy: optional,
  alpha: optional,
  criticLoss: optional,
  actorLoss: optional,
  qMean: optional,
  updatesPerS: optional,
  stepsPerS: optional,
  policyLag: optional,
  policyAgeS: optional,
  control: controlMetricsSchema.optional(),
  evaluation: evaluationSchema.optional(),
});
const runEventSchema: z.ZodType<RunEvent> = z.object({
  step: z.number(),
  atMs: z.number(),
  kind: z.enum(['started', 'resumed', 'paused', 'labelled', 'temperature', 'checkpoint', 'learner-restarted', 'stopped', 'finished', 'failed']),
  sentence: z.string(),
});

async function readRows<Row>(file: string, schema: z.ZodType<Row>): Promise<readonly Row[]> {
  const rows = await readJsonLines(file);
  return rows.map((row, index) => {
    const parsed = schema.safeParse(row);
    if (parsed.success) return parsed.data;
    throw new Failure('damaged-file', `Line ${index + 1} of ${file} is damaged: ${z.prettifyError(parsed.error)}. Remove that line.`, { cause: parsed.error });
  });
}

async function runNames(library: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(runsFolder(library), { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && runName.test(entry.name)).map((entry) => entry.name).sort();
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw thrown;
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    throw new Failure('damaged-file', `${file} is damaged: it is not JSON. Restore it from a copy.`, { cause: thrown });
  }
}
