import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { benchNames, runBench } from '../../bench/bench';
import { version } from '../../package.json';
import { Failure, failureReport } from '../../shared/contract/failure';
import { armNamePattern, servoKinds, type ServoKind, type SetupRequest } from '../../shared/arm-setup';
import { exportFormats, type ExportFormat } from '../../shared/export';
import { algorithmNames, executorNames, type AlgorithmName, type ExecutorName } from '../../shared/training';
import type { EmulatedKind } from '../control/serial/emulated-port';
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

export interface ExportOptions {
  readonly format: ExportFormat;
  readonly out: string;
  readonly checkpoint?: number;
  readonly force?: boolean;
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
  readonly seed?: number;
  readonly arm?: string;
  readonly steps?: number;
  readonly minutes?: number;
  readonly faults?: number;
}

export interface EmulateOptions {
  readonly link?: string;
}

export interface ArmOptions {
  readonly library?: string;
  readonly json?: boolean;
  /** Takes the first action of a procedure that asks once. */
  readonly yes?: boolean;
}

interface NamedArmOptions extends ArmOptions {
  readonly name: string;
  readonly kind?: ServoKind;
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
    .argument('[task]', 'what to learn, for example reach, or the path of a task file; left out with --resume')
    .addOption(new Option('--algorithm <name>', 'how to learn').choices(algorithmNames))
    .option('--steps <n>', 'control steps to train for; left out, as many as the preset says', wholeNumber(1, 100_000_000))
    .option('--seed <n>', 'seed of everything random (default: 1)', wholeNumber(0, 0xffff_ffff))
    .option('--arm <address>', 'sim, emulated-feetech and the like, or a port, for example /dev/ttyACM0?arm=left (default: sim)')
    .addOption(new Option('--backend <name>', 'what computes the updates (default: auto)').choices(executorNames))
    .option('--preset <name>', 'preset of the task (default: standard)')
    .option('--lockstep', 'collect and learn in strict turns: one seed, one run, bit for bit')
    .option('--out <folder>', 'library folder to keep the run in')
    .option('--resume <run>', 'go on with a run of the library, or with the folder of a run')
    .option('--threads <n>', 'threads for the updates (default: 1)', wholeNumber(1, 256))
    .option('--evaluation-episodes <n>', 'episodes of the evaluation at the end (default: 100, or 10 to 200 by its length for a task without an arm)', wholeNumber(1, 10_000))
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
    .option('--arm <address>', 'sim, emulated-feetech and the like, or a port, for example /dev/ttyACM0?arm=left', 'sim')
    .option('--speed <x>', 'how fast, 0.05 to 5', numberBetween(0.05, 5), 1)
    .option('--library <folder>', 'library folder')
    .option('--json', 'print JSON lines')
    .action(async (episode: string, options: ReplayOptions) => finish(await (await import('./replay')).replay(episode, options, host)));

  program
    .command('export')
    .description('Writes a run for other programs: its policy as one ONNX file, its tables as CSV, its curves for TensorBoard.')
    .argument('<run>', 'a run of the library, for example 0001-reach-sac, or the folder of a run')
    .addOption(new Option('--format <name>', 'what to write').choices(exportFormats).makeOptionMandatory())
    .requiredOption('--out <folder>', 'folder to write into')
    .option('--checkpoint <step>', 'control step of the policy to write as onnx (default: the newest)', wholeNumber(0, 1_000_000_000))
    .option('--force', 'replace files that are there')
    .option('--library <folder>', 'library folder')
    .option('--json', 'print one JSON line')
    .action(async (run: string, options: ExportOptions) => finish(await (await import('./export')).exportCommand(run, options, host)));

  program
    .command('serve')
    .description('Opens the app for a browser, on this machine unless told otherwise.')
    .option('--port <n>', 'port to listen on (default: 7420, or a free one if it is taken)', wholeNumber(0, 65_535))
    .option('--host <address>', 'address to listen on; 0.0.0.0 lets other machines in, with the token', '127.0.0.1')
    .option('--open', 'open the browser')
    .option('--library <folder>', 'library folder')
    .action(async (options: ServeOptions) => finish(await (await import('./serve')).serve(options, host)));

  program
    .command('emulate')
    .description('Puts an emulated arm on a pseudo-terminal, as a serial port for Tempera or another program.')
    .addArgument(new Argument('<kind>', 'what stands at the port').choices(['feetech', 'dynamixel', 'board']))
    .option('--link <path>', 'path of the port (default: in a new folder)')
    .action(async (kind: EmulatedKind, options: EmulateOptions) => finish(await (await import('./emulate')).emulate(kind, options, host)));

  addArmCommands(program, host, finish);

  program
    .command('doctor')
    .description('Checks that this machine has what Tempera needs, and says how to mend what is missing.')
    .option('--library <folder>', 'library folder')
    .option('--json', 'print JSON')
    .action(async (options: DoctorOptions) => finish(await (await import('./doctor')).doctor(options, host)));

  program
    .command('bench')
    .description('Measures speed and memory, as ratios against a peer or a floor in the same run.')
    .argument('[name]', `one of ${benchNames.join(', ')}; left out, all short ones`)
    .option('--quick', 'shorter, with rougher figures')
    .option('--arm <kind>', 'training: feetech, dynamixel or simavr; soak: feetech or dynamixel (default: feetech)')
    .option('--steps <n>', 'training, pendulum: control steps (default: 15000, 10000)', wholeNumber(1, 1_000_000))
    .option('--seed <n>', 'training, soak: seed of everything random (default: 1)', wholeNumber(0, 0xffff_ffff))
    .option('--minutes <n>', 'soak: how long (default: 10)', numberBetween(0.1, 600))
    .option('--faults <n>', 'soak: how many faults (default: 1000)', wholeNumber(1, 1_000_000))
    .option('--json', 'print JSON lines')
    .action(async (name: string | undefined, options: BenchCommandOptions) => {
      await runBench(name, { ...options, json: options.json === true, quick: options.quick === true, lab: (settings) => host.openLab(settings) });
      finish(exitCodes.success);
    });

  return program;
}

/** `tempera arm ...`: everything that makes an arm ready before it can be connected. */
function addArmCommands(program: Command, host: ProgramHost, finish: (code: number) => void): void {
  const arm = program.command('arm').description('Sets an arm up: port, motors, calibration, firmware. Run without an arm connected.');
  const setUp = async (request: SetupRequest, options: ArmOptions): Promise<void> => finish(await (await import('./arm')).setUpArm(request, options, host));
  const list = async (what: 'ports' | 'list', options: ArmOptions): Promise<void> => finish(await (await import('./arm')).listArms(what, options, host));
  const command = (name: string, description: string): Command =>
    arm.command(name).description(description).option('--library <folder>', 'library folder').option('--json', 'print JSON lines; lines of the input name the actions');
  const kind = (): Option => new Option('--kind <kind>', 'which servos it has; left out, the bus is asked').choices(servoKinds);
  const named = (name: string, description: string): Command =>
    command(name, description).argument('<port>', 'path of the port; emulated-feetech or emulated-dynamixel to practise on').requiredOption('--name <arm>', 'name of the arm', armName).addOption(kind());

  command('ports', 'Lists the serial ports, and what keeps this account from using them.').action((options: ArmOptions) => list('ports', options));
  command('list', 'Lists the arms whose calibration is in the library.').action((options: ArmOptions) => list('list', options));
  command('find-port', 'Tells which port is the arm, by unplugging it and plugging it in again.').action((options: ArmOptions) => setUp({ type: 'find-port' }, options));
  command('scan', 'Asks at a port who is there, at every speed, and says what is wrong.')
    .argument('<port>', 'path of the port')
    .action((path: string, options: ArmOptions) => setUp({ type: 'scan', path }, options));
  command('setup-motors', 'Gives each motor its id and speed, one at a time, from the gripper to the base.')
    .argument('<port>', 'path of the port')
    .addOption(kind().default('feetech'))
    .action((path: string, options: ArmOptions & { readonly kind: ServoKind }) => setUp({ type: 'motors', path, kind: options.kind }, options));
  for (const [name, type, description] of [
    ['calibrate', 'calibrate', 'Homes and sweeps the joints, checks them against the model, and writes servos and file.'],
    ['compare', 'compare', "Compares an arm's file with the memory of its servos, and writes one of them like the other."],
  ] as const) {
    named(name, description).action((path: string, options: NamedArmOptions) => setUp({ type, path, armName: options.name, ...(options.kind === undefined ? {} : { kind: options.kind }) }, options));
  }
  command('flash', 'Writes the released firmware into a Tempera board and verifies it.')
    .argument('<port>', 'path of the port')
    .option('--yes', 'do not ask')
    .action((path: string, options: ArmOptions) => setUp({ type: 'flash', path }, options));
}

function armName(text: string): string {
  if (!armNamePattern.test(text)) throw new InvalidArgumentError('It must begin with a letter or a digit, and have only letters, digits, spaces, dots and dashes.');
  return text;
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
