import path from 'node:path';
import { Failure } from '../../shared/contract/failure';
import { trainingSettingsSchema, type TrainingSettings } from '../../shared/training';
import { nextEpisodeNumber } from '../recording/list-episodes';
import { checkpointTemperature } from './checkpoint';
import { latestCheckpoint, removeCheckpointsAfter } from './checkpoint-folders';
import { temperatureOrDefault } from '../learning/temperature';
import { resolveHyperParameters } from './hyper-parameters';
import { filterJsonLines } from './json-lines';
import { createRun, metricsFile, readHistory, readRun, runFolder, saveRun } from './run-folder';
import { isOwned, thisProcess, type RunRecord } from './run-record';
import { openLiveSession } from './live-session';
import type { TrainingSession, TrainingSessionOptions } from './training-session';

export type { EvaluationRequest, TrainingListener, TrainingSession, TrainingSessionOptions, ViewMessage } from './training-session';

/** Makes a new run folder and begins to train. Rejects with a `Failure` for settings that cannot be trained. */
export async function startTraining(options: TrainingSessionOptions, settings: TrainingSettings): Promise<TrainingSession> {
  const hyper = resolveHyperParameters(settings, options.task);
  const record = await createRun(options.library, settings, hyper, options.nowMs(), options.world);
  return openLiveSession(options, record, runFolder(options.library, record.id), { temperature: hyper.temperature, firstEpisode: 1 });
}

/** Goes on with a run from its newest checkpoint; `steps` may raise its length. */
export async function resumeTraining(options: TrainingSessionOptions, runId: string, steps?: number): Promise<TrainingSession> {
  const folder = runFolder(options.library, runId);
  const stored = await readRun(folder);
  if (isOwned(stored, options.nowMs())) throw new Failure('busy', `The run ${runId} is being trained by process ${stored.owner?.processId}: stop it there first.`);
  const settings = trainingSettingsSchema.parse({ ...stored.settings, steps: steps ?? stored.settings.steps });
  const checkpoint = await latestCheckpoint(folder);
  const step = checkpoint?.step ?? 0;
  if (step >= settings.steps) throw new Failure('bad-argument', `The run ${runId} has taken its ${step} steps: give a larger number of steps to go on.`);

  const record: RunRecord = { ...stored, settings, owner: thisProcess(), state: 'preparing', note: undefined, ...(await rewind(folder, step)) };
  await saveRun(folder, { ...record, savedMs: options.nowMs() });
  const temperature = checkpoint === undefined ? temperatureOrDefault(stored.hyper, options.task.actionNames.length) : await checkpointTemperature(checkpoint.folder);
  return openLiveSession(options, record, folder, { temperature, firstEpisode: await nextEpisodeNumber(folder), resumeFrom: checkpoint });
}

/** Takes back what a run did after the step that it goes on from: that course is left. Its episodes stay. */
async function rewind(folder: string, step: number): Promise<Pick<RunRecord, 'step' | 'updates' | 'elapsedS' | 'lastEvaluation'>> {
  await removeCheckpointsAfter(folder, step);
  await filterJsonLines(path.join(folder, metricsFile), (row) => stepOf(row) <= step);
  const { metrics } = await readHistory(folder);
  const newest = metrics.at(-1);
  const lastEvaluation = metrics.findLast((row) => row.evaluation !== undefined)?.evaluation;
  return { step, updates: newest?.updates ?? 0, elapsedS: newest?.elapsedS ?? 0, lastEvaluation };
}

function stepOf(row: unknown): number {
  return typeof row === 'object' && row !== null && 'step' in row && typeof row.step === 'number' ? row.step : 0;
}
