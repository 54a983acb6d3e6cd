import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Failure } from '../shared/contract/failure';
import { measureCase, small } from './learner';
import { measureLockstep } from './lockstep-pace';

export interface PendulumFigures {
  readonly steps: number;
  readonly runs: readonly PendulumRun[];
  /** Milliseconds of each part of a control step by itself, in the same run: what the training is made of. */
  readonly parts: { readonly collectMs: number; readonly actMs: number; readonly updateMs: number };
}

/** One `tempera train pendulum`, in seconds, from the start of the process to its end. */
export interface PendulumRun {
  readonly arrangement: 'two processes' | 'lock-step';
  readonly allToldS: number;
  /** Until the run has its folder; then until the learner is compiled and the first step can be taken. */
  readonly startUpS: number;
  readonly prepareS: number;
  readonly trainS: number;
  /** The last checkpoint, the evaluation at the end, and the end of every process. */
  readonly endS: number;
  readonly updates: number;
  readonly evaluatedReturn: number;
}

const targetS = 5;
const evaluationEpisodes = 10;

/**
 * The time that `tempera train pendulum` takes for 10,000 steps, all told: preset `standard` (2x64 units, batches of
 * 100, an update for each step after the first 1000, which are random), as an operator would run it. Prints one table,
 * or one line of JSON.
 */
export async function benchPendulum({ json, quick, steps = quick ? 2000 : 10_000 }: { readonly json: boolean; readonly quick: boolean; readonly steps?: number }): Promise<PendulumFigures> {
  const runs = [await trainOnce('two processes', steps), await trainOnce('lock-step', steps)];
  const blocks = quick ? 10 : 50;
  const collectMs = 1000 / (await measureLockstep('pendulum', 'random', blocks)).best;
  const actMs = 1000 / (await measureLockstep('pendulum', 'policy', blocks)).best - collectMs;
  const { updateMs } = await measureCase({ shape: small, executor: 'onnx-cpu', threads: 1, updates: quick ? 200 : 2000 });
  const figures: PendulumFigures = { steps, runs, parts: { collectMs, actMs, updateMs: updateMs.tenth } };
  process.stdout.write(json ? `${JSON.stringify({ bench: 'pendulum', ...figures })}\n` : table(figures));
  return figures;
}

/** The command line lies where this bundle's workers lie. */
function commandLine(): string {
  const found = [__dirname, path.join(__dirname, '..')].map((folder) => path.join(folder, 'cli.cjs')).find((file) => existsSync(file));
  if (found === undefined) throw new Failure('unavailable', `The command line is missing near ${__dirname}: build the app with "npm run build".`);
  return found;
}

/** What is needed of the lines that `train --json` prints. */
interface TrainLine {
  readonly type: string;
  readonly step?: number;
  readonly elapsedS?: number;
  readonly evaluation?: unknown;
  readonly updates?: number;
  readonly return?: number;
}

async function trainOnce(arrangement: PendulumRun['arrangement'], steps: number): Promise<PendulumRun> {
  const library = await mkdtemp(path.join(tmpdir(), 'tempera-bench-pendulum-'));
  const words = ['train', 'pendulum', '--steps', String(steps), '--seed', '1', '--backend', 'onnx-cpu', '--evaluation-episodes', String(evaluationEpisodes), '--out', library, '--json'];
  try {
    const beganMs = performance.now();
    const program = spawn(process.execPath, [commandLine(), ...words, ...(arrangement === 'lock-step' ? ['--lockstep'] : [])], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines: (TrainLine & { readonly atS: number })[] = [];
    createInterface({ input: program.stdout }).on('line', (text) => lines.push({ ...(JSON.parse(text) as TrainLine), atS: (performance.now() - beganMs) / 1000 }));
    const code = await new Promise<number | null>((resolve, reject) => program.once('close', resolve).once('error', reject));
    return figuresOf(arrangement, (performance.now() - beganMs) / 1000, lines, code);
  } finally {
    await rm(library, { recursive: true, force: true });
  }
}

function figuresOf(arrangement: PendulumRun['arrangement'], allToldS: number, lines: readonly (TrainLine & { readonly atS: number })[], code: number | null): PendulumRun {
  const started = lines.find(({ type }) => type === 'started');
  const trained = lines.filter(({ type, evaluation }) => type === 'metrics' && evaluation === undefined).at(-1);
  const finished = lines.find(({ type }) => type === 'finished');
  if (code !== 0 || started === undefined || trained === undefined || finished === undefined) throw new Failure('internal', `The training ended with code ${code}: run "tempera train pendulum" by hand to see why.`);
  const trainS = trained.elapsedS ?? Number.NaN;
  return {
    arrangement,
    allToldS,
    startUpS: started.atS,
    prepareS: trained.atS - started.atS - trainS,
    trainS,
    endS: allToldS - trained.atS,
    updates: finished.updates ?? Number.NaN,
    evaluatedReturn: finished.return ?? Number.NaN,
  };
}

function table({ steps, runs, parts }: PendulumFigures): string {
  const seconds = (value: number): string => `${value.toFixed(2)} s`.padStart(9);
  const { collectMs, actMs, updateMs } = parts;
  const rows = runs.flatMap(({ arrangement, allToldS, startUpS, prepareS, trainS, endS, updates, evaluatedReturn }) => {
    const work = { collecting: (steps * collectMs) / 1000, acting: (updates * actMs) / 1000, updating: (updates * updateMs) / 1000 };
    const rest = trainS - work.collecting - work.acting - work.updating;
    return [
      `  ${arrangement.padEnd(18)}${seconds(allToldS)}  all told (target: ${targetS} s); ${updates} updates, return ${evaluatedReturn.toFixed(0)}`,
      `    start-up        ${seconds(startUpS)}`,
      `    preparing       ${seconds(prepareS)}  workers, compiled updates`,
      `    training        ${seconds(trainS)}  ${arrangement === 'lock-step' ? `collecting ${work.collecting.toFixed(2)}, acting ${work.acting.toFixed(2)}, updating ${work.updating.toFixed(2)}, rest ${rest.toFixed(2)}` : 'collecting and acting beside the updates'}`,
      `    ending          ${seconds(endS)}  checkpoint, ${evaluationEpisodes} episodes of evaluation`,
    ];
  });
  const alone = `  by itself: a recorded step ${collectMs.toFixed(3)} ms, an action ${actMs.toFixed(3)} ms, an update ${updateMs.toFixed(3)} ms`;
  return `Pendulum, ${steps} steps, 2x64 units, batches of 100, one thread\n${[...rows, alone].join('\n')}\n`;
}
