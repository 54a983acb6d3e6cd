import { Failure } from '../../shared/contract/failure';
import { mean } from '../../shared/maths/statistics';
import type { StoredSeed } from './results-file';
import { scoreRows, type Goal, type ScoreRow } from './rows';
import { scoreOfRow } from './score';

export const tableBegin = '<!-- npm run reproduce: begin -->';
export const tableEnd = '<!-- npm run reproduce: end -->';

/** With fewer seeds a goal is met so far at most, and a bootstrap says nothing. */
const wholeSeeds = 5;

const head = ['row', 'goal: mean, worst seed', 'mean', 'IQM [95 % of its bootstrap]', 'each seed', 'n', 'met', 'time', 'date, machine'];

/** One line of the table. The first cell is the name of the row, which `replaceTable` finds it again by. */
export function tableLine(row: ScoreRow, seeds: readonly StoredSeed[]): string {
  const score = scoreOfRow(row, seeds);
  const figure = figureOf(row.goal);
  const [low, high] = score.interval;
  const newest = seeds.at(-1);
  return line([
    `\`${row.name}\``,
    goalWords(row.goal),
    `**${figure(score.mean)}**`,
    seeds.length < wholeSeeds ? '' : `${figure(score.interquartileMean)} [${figure(low)}, ${figure(high)}]`,
    seeds.map((seed, index) => seedWords(row.goal, seed, figure(score.perSeed[index] ?? Number.NaN))).join('; '),
    String(seeds.length),
    score.passed ? (seeds.length < wholeSeeds ? 'so far' : 'yes') : '**no**',
    `${Math.round(mean(seeds.map(({ trainingS }) => trainingS)))} s a seed`,
    newest === undefined ? '' : `${newest.date}, ${newest.machine}`,
  ]);
}

/** All lines as a table by itself, for a terminal or a document. */
export function tableOf(lines: readonly string[]): string {
  return [line(head), line(head.map(() => '---')), ...lines].join('\n');
}

/**
 * The document with these lines in its table, between the two markers, in the order of the rows. Lines of rows that are
 * not among them stay. @throws Failure `damaged-file` when a marker is missing.
 */
export function replaceTable(document: string, lines: readonly string[]): string {
  const begin = document.indexOf(tableBegin);
  const end = document.indexOf(tableEnd);
  if (begin < 0 || end < begin) throw new Failure('damaged-file', `The document has no "${tableBegin}" before a "${tableEnd}": put both lines where the table belongs.`);
  const old = document.slice(begin + tableBegin.length, end).split('\n').filter((text) => text.startsWith('| `'));
  const byName = new Map([...old, ...lines].map((text) => [nameOf(text), text]));
  const ordered = scoreRows.flatMap(({ name }) => byName.get(name) ?? []);
  return `${document.slice(0, begin + tableBegin.length)}\n${tableOf(ordered)}\n${document.slice(end)}`;
}

/** The goal of a row: for the mean over its seeds, then for the worst of them. */
export function goalWords(goal: Goal): string {
  switch (goal.type) {
    case 'return':
      return `return ≥ ${signed(String(goal.atLeast))}, ≥ ${signed(String(goal.worstAtLeast))}`;
    case 'success':
      return `success ≥ ${goal.atLeast}, ≥ ${goal.worstAtLeast}`;
    case 'four-goals': {
      const { reached, reachedByWorst, share, covariance, meanReturn, meanLength } = goal.bounds;
      if (goal.expected === 'failed') return `reaches ≥ ${reached}, and fails the test of several modes`;
      const range = (name: string, bounds: readonly [number, number] | undefined): string => (bounds === undefined ? '' : `; ${name} ${bounds.map((bound) => signed(String(bound))).join(' to ')}`);
      return `reaches ≥ ${reached}, ≥ ${reachedByWorst}; each goal ${share.join(' to ')}; cov ≤ ${signed(String(covariance))}${range('return', meanReturn)}${range('length', meanLength)}`;
    }
  }
}

function seedWords(goal: Goal, { fourGoals, evaluations }: StoredSeed, figure: string): string {
  if (goal.type !== 'four-goals' || fourGoals === undefined) return figure;
  const shares = fourGoals.shares.map((share) => share.toFixed(2).replace('0.', '.')).join(' ');
  const meanReturn = mean(evaluations.map((evaluation) => evaluation.meanReturn));
  const meanLength = mean(evaluations.map((evaluation) => evaluation.meanLength));
  return `${figure} (shares ${shares}, cov ${signed(fourGoals.covarianceBetween.toFixed(3))}, return ${signed(meanReturn.toFixed(1))}, length ${meanLength.toFixed(1)})`;
}

function figureOf(goal: Goal): (value: number) => string {
  return (value) => signed(goal.type === 'return' ? value.toFixed(Math.abs(value) < 10 ? 2 : 1) : value.toFixed(3));
}

function signed(text: string): string {
  return text.replace('-', '−');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function nameOf(text: string): string {
  return /^\| `([^`]+)`/.exec(text)?.[1] ?? '';
}
