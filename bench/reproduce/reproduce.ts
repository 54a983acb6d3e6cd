import { mkdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { Failure, failureReport } from '../../shared/contract/failure';
import { AnalysisClient } from '../../main/lab/analysis-client';
import { systemClock } from '../../main/lab/clock';
import { createChildProcessLauncher } from '../../main/processes/child-process-launcher';
import type { Unsubscribe } from '../../main/processes/worker';
import { writeFileAtomic } from '../../main/training/atomic-file';
import { readResults, withSeed, writeResults, type Results, type StoredSeed } from './results-file';
import { goalWords, replaceTable, tableLine, tableOf } from './results-table';
import { scoreRows, type ScoreRow } from './rows';
import { scoreOfRow } from './score';
import { sameContent, settingsOf, trainSeed, type SeedContext } from './train-seed';

/** Entry of `npm run reproduce`: trains the rows of the table in docs/results.md again and rewrites it. */

interface Options {
  readonly seeds: number;
  readonly out: string;
  readonly document: string;
  readonly list?: boolean;
  readonly table?: boolean;
  readonly json?: boolean;
}

const projectFolder = path.join(__dirname, '..', '..');

const command = new Command('npm run reproduce --')
  .description('Trains the rows of the table in docs/results.md again, in lock-step, and rewrites it. What is done already is kept; what was interrupted goes on. The exit code is 1 when a row misses its goal.')
  .argument('[row...]', 'rows to run; left out, all')
  .option('--seeds <n>', 'train seeds 1 to n', wholeNumber, 5)
  .option('--out <folder>', 'folder of the results and the runs', path.join(projectFolder, 'bench', 'results', 'reproduce'))
  .option('--document <file>', 'document whose table is rewritten', path.join(projectFolder, 'docs', 'results.md'))
  .option('--list', 'list the rows and their goals, and train nothing')
  .option('--table', 'write the table of what is done, and train nothing')
  .option('--json', 'print the results as JSON instead of a table')
  .exitOverride()
  .action(reproduce);

// A reader that has gone (as "head" does) ends the program quietly; a training that runs goes on from its checkpoint.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

command.parseAsync(process.argv).catch((thrown: unknown) => {
  if (thrown instanceof CommanderError) {
    process.exitCode = thrown.exitCode === 0 ? 0 : 2;
    return;
  }
  const { code, message } = failureReport(thrown);
  process.stderr.write(`reproduce: ${message}\n`);
  process.exitCode = code === 'bad-argument' ? 2 : 1;
});

async function reproduce(names: readonly string[], options: Options): Promise<void> {
  const rows = names.length === 0 ? scoreRows : names.map(findRow);
  if (options.list === true) {
    for (const { name, task, algorithm, preset, steps, goal, source } of rows) {
      process.stdout.write(`${name}: ${algorithm} on ${task}, preset ${preset}, ${steps} steps; ${goalWords(goal)}; ${source}.\n`);
    }
    return;
  }
  const folder = path.resolve(options.out);
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'results.json');
  let interrupted = false;
  onInterrupt(() => (interrupted = true));
  const launcher = createChildProcessLauncher(__dirname);
  const analysis = new AnalysisClient({ launcher, clock: systemClock, listener: { lens: () => undefined, lensFailed: () => undefined, lost: say } });
  const context: SeedContext = {
    folder,
    launcher,
    evaluate: (request) => analysis.evaluate(request),
    nowMs: () => systemClock.now(),
    machine: `${os.cpus().length} x ${os.cpus()[0]?.model.trim() ?? 'unknown processor'}`,
    say,
    onInterrupt,
  };

  let results = await readResults(file);
  for (const row of options.table === true ? [] : rows) {
    for (let seed = 1; seed <= options.seeds && !interrupted; seed += 1) {
      if (seedsOf(results, row).some((done) => done.seed === seed)) continue;
      const done = await trainSeed(row, seed, context);
      if (done === undefined) break;
      results = withSeed(results, row.name, done);
      await writeResults(file, results);
    }
    await rewrite(options.document, results);
  }
  if (options.table === true) await rewrite(options.document, results);
  analysis.close();

  const finished = rows.map((row) => ({ row, seeds: seedsOf(results, row) })).filter(({ seeds }) => seeds.length > 0);
  if (options.json === true) process.stdout.write(`${JSON.stringify(finished.map(({ row, seeds }) => ({ ...row, score: scoreOfRow(row, seeds), seeds })))}\n`);
  else process.stdout.write(`${tableOf(finished.map(({ row, seeds }) => tableLine(row, seeds)))}\n`);
  if (interrupted) process.stderr.write('Interrupted. What is done is kept; the same command goes on from here.\n');
  if (interrupted || !finished.every(({ row, seeds }) => scoreOfRow(row, seeds).passed)) process.exitCode = 1;
}

/** What was found with the settings that the row has now: other results describe something else. */
function seedsOf(results: Results, row: ScoreRow): readonly StoredSeed[] {
  return (results.rows[row.name] ?? []).filter(({ seed, steps, hyper }) => steps === row.steps && sameContent(hyper, settingsOf(row, seed).hyper));
}

async function rewrite(document: string, results: Results): Promise<void> {
  const lines = scoreRows.map((row) => ({ row, seeds: seedsOf(results, row) })).flatMap(({ row, seeds }) => (seeds.length === 0 ? [] : [tableLine(row, seeds)]));
  await writeFileAtomic(document, replaceTable(await readFile(document, 'utf8'), lines));
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

function onInterrupt(listener: () => void): Unsubscribe {
  process.on('SIGINT', listener).on('SIGTERM', listener);
  return () => process.off('SIGINT', listener).off('SIGTERM', listener);
}

function findRow(name: string): ScoreRow {
  const row = scoreRows.find((candidate) => candidate.name === name);
  if (row !== undefined) return row;
  throw new Failure('bad-argument', `There is no row "${name}": choose of ${scoreRows.map((candidate) => candidate.name).join(', ')}, or leave the name out for all.`);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 1000) throw new InvalidArgumentError('It must be a whole number from 1 to 1000.');
  return value;
}
