import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { benchNames, runBench } from '../../bench/bench';
import { version } from '../../package.json';
import { Failure, failureReport } from '../../shared/contract/failure';
import { algorithmNames, executorNames, type AlgorithmName, type ExecutorName } from '../../shared/training';
import type { ProgramHost } from './program-host';

/** Exit codes of the program. */
export const exitCodes = { success: 0, failure: 1, badArguments: 2 } as const;

export interface TrainOptions {
  readonly algorithm?: AlgorithmName;
  readonly steps?: number;
  readonly seed?: number;
  readonly arm?: string;
  readonly backend?: ExecutorName;
  readonly preset?: string;
  readonly lockstep?: boolean;
  readonly out?: string;
  readonly resume?: string;
  readonly threads?: number;
  readonly evaluationEpisodes?: number;
  readonly json?: boolean;
}

export interface EvaluateOptions {
  readonly episodes: number;
  readonly library?: string;
  readonly json?: boolean;
}

export interface ReplayOptions {
  readonly arm: string;
  readonly speed: number;
  readonly library?: string;
  readonly json?: boolean;
}

export interface ServeOptions {
  readonly port?: number;
  readonly host: string;
  readonly open?: boolean;
  readonly library?: string;
}

export interface BenchCommandOptions {
  readonly json?: boolean;
  readonly quick?: boolean;
}

export interface DoctorOptions {
  readonly library?: string;
  readonly json?: boolean;
}

/** Runs one command of the headless app. Resolves with the exit code; nothing is thrown. */
export async function runProgram(words: readonly string[], host: ProgramHost): Promise<number> {
  let code: number = exitCodes.success;
  const program = createProgram(host, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.badArguments;
    const { code: failureCode, message } = failureReport(error);
    host.errors.write(`tempera: ${message}\n`);
    if (!(error instanceof Failure) && error instanceof Error && host.environment['TEMPERA_DEBUG'] !== undefined) host.errors.write(`${error.stack ?? ''}\n`);
    return failureCode === 'bad-argument' ? exitCodes.badArguments : exitCodes.failure;
  }
}

/** Each command imports what it needs when it runs: `--help` loads no physics. */
function createProgram(host: ProgramHost, finish: (code: number) => void): Command {
  const program = new Command('tempera');
  program
    .description('Trains, shows and replays maximum-entropy policies on a robot arm, simulated or on a serial cable.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.output.write(text),
      writeErr: (text) => host.errors.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'tempera: ')),
      getOutHelpWidth: () => host.output.columns,
      getErrHelpWidth: () => host.errors.columns,
    })
    .addHelpText('after', '\nThe library of runs is the folder Tempera in your home folder, or the one that TEMPERA_HOME names.');

  program
    .command('train')
    .description('Trains a policy, without a window.')
    .argument('[task]', 'what to learn, for example reach; left out with --resume')
    .addOption(new Option('--algorithm <name>', 'how to learn').choices(algorithmNames))
    .option('--steps <n>', 'control steps to train for; left out, as many as the preset says', wholeNumber(1, 100_000_000))
    .option('--seed <n>', 'seed of everything random (default: 1)', wholeNumber(0, 0xffff_ffff))
    .option('--arm <address>', 'sim, or the path of a serial port (default: sim)')
    .addOption(new Option('--backend <name>', 'what computes the updates (default: auto)').choices(executorNames))
    .option('--preset <name>', 'preset of the task (default: standard)')
    .option('--lockstep', 'collect and learn in strict turns: one seed, one run, bit for bit')
    .option('--out <folder>', 'library folder to keep the run in')
    .option('--resume <run>', 'go on with a run of the library, or with the folder of a run')
    .option('--threads <n>', 'threads for the updates (default: 1)', wholeNumber(1, 256))
    .option('--evaluation-episodes <n>', 'episodes of the evaluation at the end (default: 100, or 200 for tasks without an arm)', wholeNumber(1, 10_000))
    .option('--json', 'print JSON lines')
    .action(async (task: string | undefined, options: TrainOptions) => finish(await (await import('./train')).train(task, options, host)));

  program
    .command('evaluate')
    .description("Evaluates the newest policy of a run on the fixed start states.")
    .argument('<run>', 'a run of the library, for example 0001-reach-sac, or the folder of a run')
    .option('--episodes <n>', 'how many episodes', wholeNumber(1, 10_000), 100)
    .option('--library <folder>', 'library folder')
    .option('--json', 'print one JSON line')
    .action(async (run: string, options: EvaluateOptions) => finish(await (await import('./evaluate')).evaluate(run, options, host)));

  program
    .command('replay')
    .description('Plays a recorded episode on an arm, within all limits.')
    .argument('<episode>', 'an episode of the library, for example 0001-reach-sac/000012, or its file')
    .option('--arm <address>', 'sim, or the path of a serial port', 'sim')
    .option('--speed <x>', 'how fast, 0.05 to 5', numberBetween(0.05, 5), 1)
    .option('--library <folder>', 'library folder')
    .option('--json', 'print JSON lines')
    .action(async (episode: string, options: ReplayOptions) => finish(await (await import('./replay')).replay(episode, options, host)));

  program
    .command('serve')
    .description('Opens the app for a browser, on this machine unless told otherwise.')
    .option('--port <n>', 'port to listen on (default: 7420, or a free one if it is taken)', wholeNumber(0, 65_535))
    .option('--host <address>', 'address to listen on; 0.0.0.0 lets other machines in, with the token', '127.0.0.1')
    .option('--open', 'open the browser')
    .option('--library <folder>', 'library folder')
    .action(async (options: ServeOptions) => finish(await (await import('./serve')).serve(options, host)));

  program
    .command('doctor')
    .description('Checks that this machine has what Tempera needs, and says how to mend what is missing.')
    .option('--library <folder>', 'library folder')
    .option('--json', 'print JSON')
    .action(async (options: DoctorOptions) => finish(await (await import('./doctor')).doctor(options, host)));

  program
    .command('bench')
    .description('Measures speed and memory, as ratios against a peer or a floor in the same run.')
    .argument('[name]', `one of ${benchNames.join(', ')}; left out, all`)
    .option('--quick', 'shorter, with rougher figures')
    .option('--json', 'print JSON lines')
    .action(async (name: string | undefined, options: BenchCommandOptions) => {
      await runBench(name, { json: options.json === true, quick: options.quick === true });
      finish(exitCodes.success);
    });

  return program;
}

function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < minimum || value > maximum) {
      throw new InvalidArgumentError(`It must be a whole number from ${minimum} to ${maximum}.`);
    }
    return value;
  };
}

function numberBetween(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= minimum && value <= maximum)) throw new InvalidArgumentError(`It must be a number from ${minimum} to ${maximum}.`);
    return value;
  };
}
