import { hostname } from 'node:os';
import { z } from 'zod';
import { learnerSettingsSchema, trainingSettingsSchema, type RunState, type RunSummary } from '../../shared/training';
import type { Migrations } from './migrations';

/** The content of run.json; docs/formats.md, "Run". */
export const runRecordVersion = 1;
export const runMigrations: Migrations = [];

const natural = z.number().int().min(0);
export const evaluationSchema = z.object({
  step: natural,
  episodes: natural,
  meanReturn: z.number(),
  returnDeviation: z.number(),
  successRate: z.number(),
  meanLength: z.number(),
});

export const runRecordSchema = z.strictObject({
  version: z.literal(runRecordVersion),
  id: z.string(),
  settings: trainingSettingsSchema,
  /** What the preset and the settings came to. */
  hyper: learnerSettingsSchema,
  state: z.enum(['preparing', 'training', 'paused', 'finishing', 'finished', 'failed', 'interrupted']),
  /** Why it failed. */
  note: z.string().optional(),
  createdMs: z.number(),
  savedMs: z.number(),
  /** The process that trains it, while it is trained. */
  owner: z.strictObject({ host: z.string(), processId: natural }).optional(),
  step: natural,
  updates: natural,
  episodes: natural,
  elapsedS: z.number(),
  lastEvaluation: evaluationSchema.optional(),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

const unfinished: readonly RunState[] = ['preparing', 'training', 'paused', 'finishing'];
/** A living owner saves its run every two seconds; this long a silence means that it is gone, milliseconds. */
const silenceMs = 30_000;

export function thisProcess(): NonNullable<RunRecord['owner']> {
  return { host: hostname(), processId: process.pid };
}

/** Whether a process is still training this run. */
export function isOwned(record: RunRecord, nowMs: number): boolean {
  if (!unfinished.includes(record.state) || record.owner === undefined) return false;
  if (nowMs - record.savedMs > silenceMs) return false;
  return record.owner.host !== hostname() || isAlive(record.owner.processId);
}

/** What the library lists: a run whose process has gone shows as interrupted. */
export function summaryOf(record: RunRecord, nowMs: number): RunSummary {
  const { id, settings, createdMs, step, updates, episodes, elapsedS, lastEvaluation } = record;
  const state = unfinished.includes(record.state) && !isOwned(record, nowMs) ? 'interrupted' : record.state;
  return { id, settings, state, createdMs, step, updates, episodes, elapsedS, ...(lastEvaluation === undefined ? {} : { lastEvaluation }) };
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (thrown) {
    // EPERM: it lives, under another user.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
