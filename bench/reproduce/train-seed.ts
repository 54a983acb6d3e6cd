import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../shared/contract/failure';
import { learnerSettingsSchema, trainingSettingsSchema, type RunSummary, type LearnerSettings, type TrainingSettings } from '../../shared/training';
import type { Unsubscribe, WorkerLauncher } from '../../main/processes/worker';
import { loadNetworks } from '../../main/training/checkpoint';
import { latestCheckpoint } from '../../main/training/checkpoint-folders';
import type { ControlAccess } from '../../main/training/control-access';
import { resolveHyperParameters } from '../../main/training/hyper-parameters';
import { isMissing } from '../../main/training/json-lines';
import { readHistory, readRun, runFolder, runsFolder } from '../../main/training/run-folder';
import { resumeTraining, startTraining } from '../../main/training/session';
import type { TrainingListener, TrainingSession, TrainingSessionOptions } from '../../main/training/training-session';
import { findTask } from '../../main/worlds/task-registry';
import { measureFourGoals } from './four-goals';
import type { StoredSeed } from './results-file';
import { curveEpisodes, scoredEvaluations, type ScoreRow } from './rows';

export interface SeedContext {
  readonly folder: string;
  readonly launcher: WorkerLauncher;
  readonly evaluate: TrainingSessionOptions['evaluate'];
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
  readonly machine: string;
  /** Says how far it is, in one line. */
  readonly say: (sentence: string) => void;
  readonly onInterrupt: (listener: () => void) => Unsubscribe;
}

/** What a seed of a row is trained with. */
export function settingsOf(row: ScoreRow, seed: number): { readonly settings: TrainingSettings; readonly hyper: LearnerSettings } {
  const settings = trainingSettingsSchema.parse({
    task: row.task,
    algorithm: row.algorithm,
    preset: row.preset,
    steps: row.steps,
    seed,
    executor: 'onnx-cpu',
    lockstep: true,
    evaluateEvery: row.evaluateEvery,
    evaluationEpisodes: row.episodes,
    checkpointEvery: Math.ceil(row.steps / 10),
  });
  // Parsed, so that what is stored and read again is the same text.
  return { settings, hyper: learnerSettingsSchema.parse(resolveHyperParameters(settings, findTask(row.task))) };
}

/**
 * Trains one seed of a row in lock-step, in worker processes, or goes on with it where an interruption left it.
 * Undefined when it was interrupted; what was trained is kept. Rejects with a `Failure` when the training failed.
 */
export async function trainSeed(row: ScoreRow, seed: number, context: SeedContext): Promise<StoredSeed | undefined> {
  const { settings, hyper } = settingsOf(row, seed);
  const library = path.join(context.folder, row.name, `seed-${seed}`);
  const options: TrainingSessionOptions = {
    library,
    launcher: context.launcher,
    control: noControl,
    task: findTask(row.task),
    evaluate: (request) => context.evaluate({ ...request, episodes: isScored(row, request.step) ? row.episodes : curveEpisodes }),
    listener: listenerOf(row, seed, context),
    nowMs: context.nowMs,
  };
  let session: TrainingSession | undefined;
  let interrupted = false;
  const stopListening = context.onInterrupt(() => {
    interrupted = true;
    void session?.finish({ evaluate: false });
  });
  try {
    const runId = await findRun(library, settings, hyper);
    if (runId === undefined || !(await isTrained(library, runId))) {
      session = runId === undefined ? await startTraining(options, settings) : await resumeTraining(options, runId);
      const summary = interrupted ? await session.finish({ evaluate: false }) : await session.ended;
      if (summary.state === 'failed') throw new Failure('internal', `${row.name}, seed ${seed}, failed: ${session.status().note ?? 'no reason was given'}`);
      if (summary.step < row.steps) return undefined;
      return await resultOf(row, summary, runFolder(library, summary.id), hyper, context);
    }
    const folder = runFolder(library, runId);
    return await resultOf(row, await readRun(folder), folder, hyper, context);
  } finally {
    stopListening();
  }
}

/** The run of this seed that an earlier call left, if it had these settings; one that had others is removed. */
async function findRun(library: string, settings: TrainingSettings, hyper: LearnerSettings): Promise<string | undefined> {
  for (const id of await foldersIn(runsFolder(library))) {
    const stored = await readRun(runFolder(library, id));
    if (sameContent({ settings: stored.settings, hyper: stored.hyper }, { settings, hyper })) return id;
    await rm(runFolder(library, id), { recursive: true });
  }
  return undefined;
}

async function isTrained(library: string, runId: string): Promise<boolean> {
  const folder = runFolder(library, runId);
  const { settings, lastEvaluation } = await readRun(folder);
  const checkpoint = await latestCheckpoint(folder);
  return checkpoint?.step === settings.steps && lastEvaluation?.step === settings.steps;
}

async function resultOf(row: ScoreRow, { settings, updates, elapsedS }: Pick<RunSummary, 'settings' | 'updates' | 'elapsedS'>, folder: string, hyper: LearnerSettings, context: SeedContext): Promise<StoredSeed> {
  const { metrics } = await readHistory(folder);
  const evaluations = metrics.flatMap(({ evaluation }) => evaluation ?? []).slice(-scoredEvaluations);
  const checkpoint = await latestCheckpoint(folder);
  if (checkpoint === undefined) throw new Failure('not-found', `${folder} has no checkpoint; remove it and run again.`);
  const fourGoals = row.goal.type === 'four-goals' ? await measureFourGoals(row.task, await loadNetworks(checkpoint.folder), row.goal.bounds.between) : undefined;
  // Some tens of megabytes that nobody will look at.
  await rm(path.join(folder, 'episodes'), { recursive: true, force: true });
  return {
    seed: settings.seed,
    run: path.relative(context.folder, folder),
    steps: settings.steps,
    hyper,
    evaluations,
    ...(fourGoals === undefined ? {} : { fourGoals }),
    updates,
    trainingS: elapsedS,
    machine: context.machine,
    date: new Date(context.nowMs()).toISOString().slice(0, 10),
  };
}

function isScored({ steps, evaluateEvery }: ScoreRow, step: number): boolean {
  return step > steps - scoredEvaluations * evaluateEvery;
}

export function sameContent(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

async function foldersIn(parent: string): Promise<readonly string[]> {
  try {
    return await readdir(parent);
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw thrown;
  }
}

function listenerOf(row: ScoreRow, seed: number, { say }: SeedContext): TrainingListener {
  return {
    status: () => undefined,
    metrics({ step, elapsedS, evaluation }) {
      if (evaluation === undefined) return;
      const { meanReturn, successRate, episodes } = evaluation;
      say(`${row.name}, seed ${seed}: step ${step} of ${row.steps}, ${Math.round(elapsedS)} s, return ${meanReturn.toFixed(2)}, success ${successRate.toFixed(2)} over ${episodes}.`);
    },
    event(event) {
      if (event.kind === 'learner-restarted' || event.kind === 'failed') say(`${row.name}, seed ${seed}: ${event.sentence}`);
    },
    episode: () => undefined,
    networks: () => undefined,
    view: () => undefined,
  };
}

/** Lock-step runs have their own simulation. */
const noControl: ControlAccess = {
  status: { mode: 'disconnected', owner: 'nobody', interventions: {} },
  beginRollout: refuse,
  pauseRollout: refuse,
  labelEpisode: refuse,
  endRollout: refuse,
  sendPolicy: () => undefined,
  sendProgress: () => undefined,
  onMessage: () => () => undefined,
};

function refuse(): Promise<never> {
  return Promise.reject(new Failure('unavailable', 'A lock-step run uses no control worker.'));
}
