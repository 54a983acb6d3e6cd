import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ArmStatus } from '../shared/arm';
import { Failure, failureReport } from '../shared/contract/failure';
import type { EpisodeSummary } from '../shared/episodes';
import type { EvaluationResult } from '../shared/training';
import { systemTime } from '../main/control/control-time';
import { openPort } from '../main/control/open-arm';
import { openEmulatedPort } from '../main/control/serial/emulated-port';
import { goOn as continueRun } from '../main/cli/go-on';
import type { Lab } from '../main/lab/lab';
import { raisePriority } from '../main/processes/process-priority';
import type { BenchOptions } from './bench';
import { openSimavrArm } from './simavr-arm';

export const trainingArms = ['feetech', 'dynamixel', 'simavr'] as const;
type TrainingArm = (typeof trainingArms)[number];

export interface TrainingFigures {
  readonly arm: TrainingArm;
  readonly seed: number;
  readonly steps: number;
  readonly seconds: number;
  readonly updates: number;
  /** Success of the episodes that ended, by the policy with its noise, in each thousand of control steps. */
  readonly curve: readonly { readonly step: number; readonly seconds: number; readonly episodes: number; readonly success: number; readonly episodeReturn: number }[];
  /** Of the mean action, in simulation, at the end. */
  readonly evaluation?: EvaluationResult;
  /** Stops by the supervisor; the operator of this benchmark looks for a second, engages the arm and goes on. */
  readonly stops: readonly string[];
  /** Of the last seconds of the run. */
  readonly control?: ArmStatus['control'];
  readonly interventions: ArmStatus['interventions'];
}

const curveSteps = 1000;
const lookMs = 1000;

/**
 * Trains `reach` from scratch in real time through the real driver and a real serial port: a pseudo-terminal with
 * emulated bus servos, or the real firmware in simavr, at its other end. Control and learner run in processes of their
 * own, as ever; the emulated arm lives in this one. Prints a table, or one line of JSON.
 */
export async function benchTraining({ json, quick, lab: openLab, arm: kind = 'feetech', steps = quick ? 2000 : 15_000, seed = 1 }: BenchOptions): Promise<TrainingFigures> {
  if (!isTrainingArm(kind)) throw new Failure('bad-argument', `There is no arm "${kind}" to train on here: choose one of ${trainingArms.join(', ')}.`);
  // It stands for hardware, whose time no other work holds up.
  raisePriority();
  const library = await mkdtemp(path.join(tmpdir(), 'tempera-bench-'));
  const emulated = kind === 'simavr' ? await openSimavrArm(systemTime) : await openEmulatedPort(kind, { time: systemTime, openLine: openPort, seed });
  const lab = await openLab({ library, finalEvaluationEpisodes: 100 });
  try {
    const figures = await measure(lab, kind, emulated.address, steps, seed);
    process.stdout.write(json ? `${JSON.stringify({ bench: 'training', ...figures })}\n` : table(figures));
    return figures;
  } finally {
    await lab.close();
    await emulated.close();
    await rm(library, { recursive: true, force: true });
  }
}

async function measure(lab: Lab, arm: TrainingArm, address: string, steps: number, seed: number): Promise<TrainingFigures> {
  const episodes: (EpisodeSummary & { readonly elapsedS: number })[] = [];
  const stops: string[] = [];
  let status: ArmStatus | undefined;
  let elapsedS = 0;
  const subscription = lab.subscribe({
    wantsLens: false,
    ready: () => true,
    send(batch) {
      elapsedS = batch.lab?.training?.elapsedS ?? elapsedS;
      if (batch.lab?.arm.owner === 'training') status = batch.lab.arm;
      for (const episode of batch.episodes ?? []) episodes.push({ ...episode, elapsedS });
      const { training } = batch.lab ?? {};
      if (training?.state === 'paused') goOn(training.note ?? 'The run was paused.');
    },
  });
  let looking = false;
  /** Somebody looks at the arm for a moment, and lets it go on; while that is refused, again. */
  function goOn(why: string): void {
    if (looking) return;
    looking = true;
    if (stops.at(-1) !== why) stops.push(why);
    systemTime.after(lookMs, () => {
      continueRun(lab, address)
        .catch((thrown: unknown) => stops.push(failureReport(thrown).message))
        .finally(() => (looking = false));
    });
  }

  await lab.call('arm.connect', { address });
  await lab.call('training.start', { settings: { task: 'reach', steps, seed, pace: 'real-time', evaluateEvery: 0 } });
  const end = await lab.trainingEnded();
  subscription.close();
  return {
    arm,
    seed,
    steps: end.step,
    seconds: end.elapsedS,
    updates: end.updates,
    curve: curveOf(episodes, steps),
    ...(end.lastEvaluation === undefined ? {} : { evaluation: end.lastEvaluation }),
    stops,
    ...(status?.control === undefined ? {} : { control: status.control }),
    interventions: status?.interventions ?? {},
  };
}

function curveOf(episodes: readonly (EpisodeSummary & { readonly elapsedS: number })[], steps: number): TrainingFigures['curve'] {
  const points = Array.from({ length: Math.ceil(steps / curveSteps) }, (_, index) => (index + 1) * curveSteps);
  return points.flatMap((step) => {
    const ended = episodes.filter((episode) => {
      const last = episode.startStep + episode.length;
      return (episode.end === 'terminated' || episode.end === 'truncated') && last > step - curveSteps && last <= step;
    });
    const [first] = ended;
    if (first === undefined) return [];
    const mean = (value: (episode: EpisodeSummary) => number) => ended.reduce((sum, episode) => sum + value(episode), 0) / ended.length;
    return [{ step, seconds: ended.at(-1)?.elapsedS ?? first.elapsedS, episodes: ended.length, success: mean(({ success }) => Number(success)), episodeReturn: mean(({ episodeReturn }) => episodeReturn) }];
  });
}

function isTrainingArm(kind: string): kind is TrainingArm {
  return trainingArms.some((known) => known === kind);
}

function table({ arm, seed, steps, seconds, updates, curve, evaluation, stops, control, interventions }: TrainingFigures): string {
  const rows = curve.map(({ step, seconds: at, episodes, success, episodeReturn }) => `  ${String(step).padStart(6)}  ${at.toFixed(0).padStart(5)} s  ${String(episodes).padStart(4)}  ${success.toFixed(2)}  ${episodeReturn.toFixed(1).padStart(7)}\n`);
  const lines = [
    `reach from scratch on ${arm}, seed ${seed}, in real time through a pseudo-terminal\n`,
    `    step    time  episodes  success  return\n`,
    ...rows,
    `  ${steps} steps, ${updates} updates, ${seconds.toFixed(0)} s of training, ${stops.length} stops\n`,
    ...stops.map((sentence) => `  ${sentence}\n`),
  ];
  if (evaluation !== undefined) lines.push(`  evaluation: success ${evaluation.successRate.toFixed(2)} over ${evaluation.episodes} episodes, return ${evaluation.meanReturn.toFixed(1)}\n`);
  if (control !== undefined) lines.push(`  control: ${control.rateHz.toFixed(2)} Hz, period error p99 ${control.periodErrorP99Ms.toFixed(2)} ms, ${control.missedTicks ?? 0} missed ticks\n`);
  lines.push(`  limits that stepped in: ${JSON.stringify(interventions)}\n`);
  return lines.join('');
}
