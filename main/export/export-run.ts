import path from 'node:path';
import { version } from '../../package.json';
import { Failure } from '../../shared/contract/failure';
import type { ExportFormat, ExportResult } from '../../shared/export';
import { listEpisodes } from '../recording/list-episodes';
import { loadNetworks } from '../training/checkpoint';
import { listCheckpoints, type CheckpointEntry } from '../training/checkpoint-folders';
import { readHistory, readRun, taskOfRun } from '../training/run-folder';
import type { RunRecord } from '../training/run-record';
import { describeTask } from '../worlds/task-registry';
import { checkPolicyModel } from './check-policy-model';
import { policyMetadata } from './policy-metadata';
import { policyModel } from './policy-model';
import { episodesTable, eventsTable, metricsTable } from './run-tables';
import { metricsEventFile } from './tensorboard-events';
import { writeExport, type ExportedFile } from './write-export';

export interface ExportOrder {
  readonly runFolder: string;
  readonly format: ExportFormat;
  /** Folder to write into; made if it is not there. */
  readonly out: string;
  /** Control step of the checkpoint, for `onnx`; left out, the newest. */
  readonly checkpoint?: number;
  /** Replaces files that are there. */
  readonly force: boolean;
}

interface Content {
  readonly files: readonly ExportedFile[];
  readonly step?: number;
}

/** Writes a run for other programs. Reads alone in the run's folder, so it may be trained meanwhile. @throws Failure */
export async function exportRun({ runFolder, format, out, checkpoint, force }: ExportOrder): Promise<ExportResult> {
  if (checkpoint !== undefined && format !== 'onnx') {
    throw new Failure('bad-argument', `A checkpoint is chosen for the format onnx alone; leave --checkpoint ${checkpoint} out to export ${format}.`);
  }
  const run = await readRun(runFolder);
  const { files, step } = await contentOf(format, run, runFolder, checkpoint);
  const folder = path.resolve(out);
  const written = await writeExport(folder, files, force);
  return { runId: run.id, format, folder, files: written, ...(step === undefined ? {} : { step }) };
}

async function contentOf(format: ExportFormat, run: RunRecord, runFolder: string, checkpoint: number | undefined): Promise<Content> {
  switch (format) {
    case 'onnx':
      return policyContent(run, runFolder, await chosenCheckpoint(run.id, runFolder, checkpoint));
    case 'csv': {
      const { metrics, events } = await readHistory(runFolder);
      return {
        files: [
          { name: 'metrics.csv', content: metricsTable(metrics) },
          { name: 'episodes.csv', content: episodesTable(await listEpisodes(runFolder)) },
          { name: 'events.csv', content: eventsTable(events) },
        ],
      };
    }
    case 'tensorboard': {
      const { metrics } = await readHistory(runFolder);
      return { files: [metricsEventFile(run, metrics)] };
    }
  }
}

async function policyContent(run: RunRecord, runFolder: string, { folder, step }: CheckpointEntry): Promise<Content> {
  const snapshot = await loadNetworks(folder);
  const model = policyModel(snapshot, version, policyMetadata(await describeTask(taskOfRun(runFolder, run.settings.task)), run, step, snapshot));
  await checkPolicyModel(model, snapshot);
  return { files: [{ name: 'policy.onnx', content: model }], step };
}

async function chosenCheckpoint(runId: string, runFolder: string, step: number | undefined): Promise<CheckpointEntry> {
  const entries = await listCheckpoints(runFolder);
  const newest = entries.at(-1);
  if (newest === undefined) throw new Failure('not-found', `The run ${runId} has no checkpoint yet, so there is no policy to export; train it further with: tempera train --resume ${runId}`);
  if (step === undefined) return newest;
  const chosen = entries.find((entry) => entry.step === step);
  if (chosen !== undefined) return chosen;
  throw new Failure('bad-argument', `The run ${runId} has no checkpoint at step ${step}; it has ${entries.map((entry) => entry.step).join(', ')}.`);
}
