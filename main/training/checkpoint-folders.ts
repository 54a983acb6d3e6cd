import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from './json-lines';

/** The files that a checkpoint must have for a run to go on from it; docs/formats.md, "Checkpoint". */
export const description = 'checkpoint.json';
export const learnerFile = 'learner.safetensors';
export const replayFile = 'replay.safetensors';

const partialSuffix = '.partial';
const stepDigits = 9;

export interface CheckpointEntry {
  readonly folder: string;
  readonly step: number;
}

/** The name of a checkpoint's folder: its control step, so that names sort as steps do. */
export function checkpointFolder(runFolder: string, step: number): string {
  return path.join(runFolder, 'checkpoints', String(step).padStart(stepDigits, '0'));
}

/** All whole checkpoints of a run, oldest first. What a crash left half-written is not among them. */
export async function listCheckpoints(runFolder: string): Promise<readonly CheckpointEntry[]> {
  const parent = path.join(runFolder, 'checkpoints');
  let names: readonly string[];
  try {
    names = await readdir(parent);
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw thrown;
  }
  return names
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ folder: path.join(parent, name), step: Number(name) }))
    .sort((one, other) => one.step - other.step);
}

/** The newest checkpoint that a run can go on from, or undefined. */
export async function latestCheckpoint(runFolder: string): Promise<CheckpointEntry | undefined> {
  const entries = await listCheckpoints(runFolder);
  for (const entry of [...entries].reverse()) {
    const names = await readdir(entry.folder);
    if ([description, learnerFile, replayFile].every((name) => names.includes(name))) return entry;
  }
  return undefined;
}

/** The checkpoint whose networks were nearest to those that acted at a control step: the newest not after it, else the first. */
export async function nearestCheckpoint(runFolder: string, step: number): Promise<CheckpointEntry | undefined> {
  const entries = await listCheckpoints(runFolder);
  return [...entries].reverse().find((entry) => entry.step <= step) ?? entries[0];
}

/** Removes what belongs to steps after `step`: a run that goes on from there takes another course. */
export async function removeCheckpointsAfter(runFolder: string, step: number): Promise<void> {
  for (const entry of await listCheckpoints(runFolder)) {
    if (entry.step > step) await rm(entry.folder, { recursive: true });
  }
}

/** Takes what only resuming needs out of the checkpoints before `newestStep`, and removes what a crash left half-written. */
export async function thinOlderCheckpoints(parent: string, newestStep: number): Promise<void> {
  for (const name of await readdir(parent)) {
    const folder = path.join(parent, name);
    if (name.endsWith(partialSuffix)) await rm(folder, { recursive: true, force: true });
    else if (/^\d+$/.test(name) && Number(name) < newestStep) {
      for (const heavy of [replayFile, learnerFile]) await rm(path.join(folder, heavy), { force: true });
    }
  }
}
