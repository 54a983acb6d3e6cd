import path from 'node:path';
import { Failure, failureReport, type FailureReport } from '../../shared/contract/failure';
import type { TelemetryBatch } from '../../shared/contract/frames';
import type { EpisodeOutcome } from '../../shared/episodes';
import type { RunSummary, TrainingSettings } from '../../shared/training';
import type { Lab } from '../lab/lab';
import { requireFreeName } from '../lab/task-shelf';
import { readRun, taskOfRun } from '../training/run-folder';
import { isWorldFile } from '../worlds/custom/world-file';
import { describeTask, taskDescriptions } from '../worlds/task-registry';
import { goOn } from './go-on';
import { chosenLibrary, locateRun } from './locate';
import { exitCodes, type TrainOptions } from './program';
import type { ProgramHost } from './program-host';
import { duration, ProgressDisplay, rounded } from './progress';
import { checkResumeOptions, finalEpisodes, trainingRequest } from './training-request';

/** What `train` is to do, once everything that the command line says has been found good. */
interface TrainingPlan {
  readonly library: string;
  readonly finalEvaluationEpisodes: number;
  begin(lab: Lab): Promise<RunSummary>;
}

/** `tempera train`: trains in this process's workers until the run ends or the operator interrupts it. */
export async function train(taskName: string | undefined, options: TrainOptions, host: ProgramHost): Promise<number> {
  const plan = options.resume === undefined ? await planNewRun(taskName, options, host) : await planResumedRun(options.resume, taskName, options, host);
  const lab = await host.openLab({ library: plan.library, finalEvaluationEpisodes: plan.finalEvaluationEpisodes });
  const report = options.json === true ? jsonReport(host) : terminalReport(host);
  const subscription = lab.subscribe({ wantsLens: false, ready: () => true, send: (batch) => report.take(batch) });
  let interrupted = false;
  let begun = false;
  const stopListening = host.onInterrupt(() => {
    if (interrupted) {
      host.exitNow(exitCodes.failure);
      return;
    }
    interrupted = true;
    report.interrupted();
    if (begun) lab.interruptTraining().catch((error: unknown) => report.warn(error instanceof Error ? error.message : String(error)));
  });

  const stopKeys = host.onKey((key) => {
    const deed = begun ? keyDeeds[key] : undefined;
    deed?.(lab, options.arm).then(
      (sentence) => report.warn(sentence),
      (error: unknown) => report.warn(failureReport(error).message),
    );
  });

  let summary: RunSummary | undefined;
  try {
    if (options.arm !== undefined) await lab.call('arm.connect', { address: options.arm });
    if (!interrupted) {
      begun = true;
      if (host.takesKeys) host.errors.write(`${keyHelp}\n`);
      report.started(await plan.begin(lab), plan.library);
      summary = await lab.trainingEnded();
    }
  } catch (error) {
    report.refused(failureReport(error));
    throw error;
  } finally {
    stopKeys();
    stopListening();
    await lab.close();
    subscription.close();
  }
  if (summary === undefined) return exitCodes.success;
  report.ended(summary, plan.library);
  return summary.state === 'failed' ? exitCodes.failure : exitCodes.success;
}

async function planNewRun(named: string | undefined, options: TrainOptions, host: ProgramHost): Promise<TrainingPlan> {
  const world = named !== undefined && isWorldFile(named) ? { file: named, task: await describeTask(named) } : undefined;
  if (world !== undefined) requireFreeName(world.file, world.task.name);
  const { settings, task } = trainingRequest(world?.task.name ?? named, options, world === undefined ? taskDescriptions : [world.task]);
  return {
    library: chosenLibrary(options.out, host),
    finalEvaluationEpisodes: finalEpisodes(options.evaluationEpisodes, task),
    async begin(lab) {
      if (world !== undefined) await lab.call('tasks.open', { path: path.resolve(world.file) });
      return lab.call('training.start', { settings });
    },
  };
}

async function planResumedRun(run: string, taskName: string | undefined, options: TrainOptions, host: ProgramHost): Promise<TrainingPlan> {
  checkResumeOptions(taskName, options);
  const { library, runId, folder } = locateRun(run, undefined, host);
  const { settings, step } = await readRun(folder);
  const steps = options.steps ?? settings.steps;
  if (step >= steps) throw new Failure('bad-argument', `The run ${runId} has taken its ${step} steps; give more with --steps to go on.`);
  return {
    library,
    finalEvaluationEpisodes: finalEpisodes(options.evaluationEpisodes, await describeTask(taskOfRun(folder, settings.task))),
    begin: (lab) => lab.call('training.resumeRun', { runId, steps }),
  };
}

interface TrainingReport {
  started(run: RunSummary, library: string): void;
  take(batch: TelemetryBatch): void;
  interrupted(): void;
  warn(sentence: string): void;
  /** The training could not begin; the sentence itself goes to the error output. */
  refused(failure: FailureReport): void;
  ended(run: RunSummary, library: string): void;
}

/** One JSON object a line; the last one is of type "finished", "interrupted" or "failed". */
function jsonReport(host: ProgramHost): TrainingReport {
  const line = (value: Readonly<Record<string, unknown>>): void => host.output.write(`${JSON.stringify(value)}\n`);
  let note: string | undefined;
  return {
    started: (run, library) => line({ type: 'started', run: run.id, library, step: run.step, settings: run.settings }),
    take: (batch) => {
      for (const row of batch.metrics ?? []) line({ type: 'metrics', ...row });
      for (const event of batch.events ?? []) line({ type: 'event', ...event });
      note = batch.lab?.training?.note ?? note;
    },
    interrupted: () => host.errors.write(`${interruptSentence}\n`),
    warn: (sentence) => host.errors.write(`tempera: ${sentence}\n`),
    refused: ({ code, message }) => line({ type: 'failed', code, message }),
    ended: (run, library) => {
      const { id, state, step, updates, episodes, elapsedS, lastEvaluation } = run;
      const type = endType(run);
      line({
        type,
        run: id,
        library,
        state,
        step,
        updates,
        episodes,
        elapsedS,
        ...(type === 'finished' && lastEvaluation !== undefined ? { success: lastEvaluation.successRate, return: lastEvaluation.meanReturn } : {}),
        ...(lastEvaluation === undefined ? {} : { evaluation: lastEvaluation }),
        ...(type === 'failed' && note !== undefined ? { message: note } : {}),
      });
    },
  };
}

function terminalReport(host: ProgramHost): TrainingReport {
  const display = new ProgressDisplay(host.errors);
  let note: string | undefined;
  return {
    started: (run, library) => display.say(`Run ${run.id} in ${library}: ${settingsWords(run.settings)}.`),
    take: (batch) => {
      for (const row of batch.metrics ?? []) {
        display.takeRow(row);
        if (row.evaluation !== undefined) {
          const { step, episodes, meanReturn, successRate } = row.evaluation;
          display.say(`Step ${step}: return ${rounded(meanReturn)}, success ${Math.round(successRate * 100)} % over ${episodes} episodes.`);
        }
      }
      for (const event of batch.events ?? []) {
        if (event.kind === 'learner-restarted' || event.kind === 'failed') display.say(event.sentence);
      }
      const status = batch.lab?.training;
      if (status === undefined) return;
      note = status.note ?? note;
      display.show(status);
    },
    interrupted: () => display.say(interruptSentence),
    warn: (sentence) => display.say(`tempera: ${sentence}`),
    refused: () => display.clear(),
    ended: (run, library) => {
      display.clear();
      const type = endType(run);
      if (type === 'failed') {
        host.errors.write(`tempera: The run ${run.id} failed at step ${run.step}: ${note ?? 'see its events'}\n`);
        return;
      }
      const evaluation = run.lastEvaluation;
      const result = evaluation === undefined ? '' : ` Return ${rounded(evaluation.meanReturn)}, success ${Math.round(evaluation.successRate * 100)} % over ${evaluation.episodes} episodes at step ${evaluation.step}.`;
      const words = type === 'finished' ? 'finished' : 'was interrupted';
      host.output.write(`Run ${run.id} in ${library} ${words} at step ${run.step} after ${duration(run.elapsedS)}.${result}\n`);
      if (type === 'interrupted') host.output.write(`Go on with: tempera train --resume ${run.id}\n`);
    },
  };
}

/** What a key does on a terminal. */
const keyDeeds: Readonly<Record<string, (lab: Lab, address: string | undefined) => Promise<string>>> = {
  s: (lab) => label(lab, 'success'),
  f: (lab) => label(lab, 'failure'),
  p: async (lab) => {
    await lab.call('training.pause');
    return 'The run is paused and the arm holds; c goes on.';
  },
  c: async (lab, address) => {
    await goOn(lab, address);
    return 'The run goes on.';
  },
  ' ': async (lab) => {
    await lab.call('arm.stop');
    return 'STOP: the arm holds; c engages it and goes on.';
  },
};
const keyHelp = 'Keys: space stops the arm, p pauses, c goes on, s and f end the episode as a success or a failure.';

async function label(lab: Lab, outcome: EpisodeOutcome): Promise<string> {
  await lab.call('training.label', { outcome });
  return `The episode is labelled a ${outcome}.`;
}

const interruptSentence = 'Ending with a checkpoint; Ctrl-C again ends at once.';

function endType(run: RunSummary): 'finished' | 'interrupted' | 'failed' {
  if (run.state === 'failed') return 'failed';
  return run.step >= run.settings.steps ? 'finished' : 'interrupted';
}

function settingsWords({ task, algorithm, preset, steps, seed, lockstep }: TrainingSettings): string {
  return `${algorithm} learns ${task} (${preset}) for ${steps} steps, seed ${seed}${lockstep ? ', lock-step' : ''}`;
}
