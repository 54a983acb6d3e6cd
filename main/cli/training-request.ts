import { Failure } from '../../shared/contract/failure';
import type { TaskDescription } from '../../shared/contract/frames';
import { trainingSettingsSchema, type TrainingRequest, type TrainingSettings } from '../../shared/training';
import { parseArgument } from '../lab/parse-argument';
import { resolveHyperParameters } from '../training/hyper-parameters';
import type { TrainOptions } from './program';

/** Options that a run has for good: they are not taken with `--resume`. */
const settledOptions = ['algorithm', 'seed', 'backend', 'preset', 'lockstep', 'threads', 'out'] as const;

/** Settings of a new run from the command line. Throws a `Failure` of code `bad-argument`; nothing is written yet then. */
export function trainingRequest(taskName: string | undefined, options: TrainOptions, tasks: readonly TaskDescription[]): { readonly settings: TrainingSettings; readonly task: TaskDescription } {
  const known = tasks.map(({ name }) => name).join(', ');
  if (taskName === undefined) throw new Failure('bad-argument', `Say what to learn: one of ${known}, for example "train reach", or the path of a task file.`);
  const task = tasks.find(({ name }) => name === taskName);
  if (task === undefined) throw new Failure('bad-argument', `There is no task "${taskName}"; use one of ${known}, or give the path of a task file, which ends in ".json".`);
  const arm = options.arm ?? 'sim';
  if (arm !== 'sim' && !task.usesArm) throw new Failure('bad-argument', `The task ${taskName} uses no arm; leave --arm ${arm} out.`);
  if (arm !== 'sim' && options.lockstep === true) throw new Failure('bad-argument', `--lockstep is for the simulated arm; leave it out to train on ${arm}.`);

  const preset = task.presets.find(({ name }) => name === (options.preset ?? 'standard'));
  const request: TrainingRequest = {
    task: taskName,
    steps: options.steps ?? preset?.steps ?? 1,
    // A real arm keeps real time; a simulation runs as fast as the learner follows.
    pace: arm === 'sim' ? 'fast' : 'real-time',
    ...(options.algorithm === undefined ? {} : { algorithm: options.algorithm }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.backend === undefined ? {} : { executor: options.backend }),
    ...(options.preset === undefined ? {} : { preset: options.preset }),
    ...(options.lockstep === undefined ? {} : { lockstep: options.lockstep }),
    ...(options.threads === undefined ? {} : { threads: options.threads }),
  };
  const settings = parseArgument('train', trainingSettingsSchema, request);
  // Refuses an unknown preset and values that do not fit together.
  resolveHyperParameters(settings, task);
  return { settings, task };
}

/** Refuses what cannot be changed when a run goes on. */
export function checkResumeOptions(taskName: string | undefined, options: TrainOptions): void {
  if (taskName !== undefined) throw new Failure('bad-argument', `A resumed run keeps its task; leave "${taskName}" out, or start a new run without --resume.`);
  const given = settledOptions.filter((name) => options[name] !== undefined);
  if (given.length > 0) throw new Failure('bad-argument', `A resumed run keeps its ${given.map((name) => `--${name}`).join(', ')}; leave ${given.length === 1 ? 'it' : 'them'} out.`);
}

/** Control steps that an evaluation at the end takes at most, where no number of episodes was asked for. */
const finalSteps = 40_000;
const fewestFinalEpisodes = 10;

/** Episodes of the evaluation at the end: as many as the published figures of such tasks rest on. */
export function finalEpisodes(option: number | undefined, { usesArm, horizonSteps }: TaskDescription): number {
  if (option !== undefined) return option;
  return usesArm ? 100 : Math.max(fewestFinalEpisodes, Math.min(200, Math.floor(finalSteps / horizonSteps)));
}
