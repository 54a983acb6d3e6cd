import { createRandom } from '../../shared/maths/random';
import { mean, percentile } from '../../shared/maths/statistics';
import type { EvaluationResult } from '../../shared/training';
import { coversAllGoals, type FourGoals } from './four-goals';
import { scoredEvaluations, type ScoreRow } from './rows';

/** What one seed of a row came to. */
export interface SeedResult {
  readonly seed: number;
  /** The last five, oldest first. */
  readonly evaluations: readonly EvaluationResult[];
  readonly fourGoals?: FourGoals;
}

export interface RowScore {
  /** In the order of the seeds. */
  readonly perSeed: readonly number[];
  readonly mean: number;
  readonly worst: number;
  /** Interquartile mean, and the 95 % interval of its bootstrap over the seeds. */
  readonly interquartileMean: number;
  readonly interval: readonly [low: number, high: number];
  readonly passed: boolean;
}

/** Mean return, or mean success, of the last five evaluations: never the best of them. */
export function scoreOfSeed({ goal }: Pick<ScoreRow, 'goal'>, { evaluations }: SeedResult): number {
  if (evaluations.length !== scoredEvaluations) throw new RangeError(`A score needs ${scoredEvaluations} evaluations, not ${evaluations.length}.`);
  return mean(evaluations.map((evaluation) => (goal.type === 'return' ? evaluation.meanReturn : evaluation.successRate)));
}

export function scoreOfRow(row: Pick<ScoreRow, 'goal'>, seeds: readonly SeedResult[]): RowScore {
  const perSeed = seeds.map((seed) => scoreOfSeed(row, seed));
  const worst = Math.min(...perSeed);
  return {
    perSeed,
    mean: mean(perSeed),
    worst,
    interquartileMean: interquartileMean(perSeed),
    interval: bootstrapInterval(perSeed),
    passed: seeds.length > 0 && passes(row, seeds, mean(perSeed), worst),
  };
}

function passes({ goal }: Pick<ScoreRow, 'goal'>, seeds: readonly SeedResult[], average: number, worst: number): boolean {
  if (goal.type !== 'four-goals') return average >= goal.atLeast && worst >= goal.worstAtLeast;
  const { bounds } = goal;
  const reaches = average >= bounds.reached && worst >= bounds.reachedByWorst;
  const covers = seeds.map(({ fourGoals }) => fourGoals !== undefined && coversAllGoals(fourGoals, bounds));
  if (goal.expected === 'failed') return reaches && !covers.includes(true);
  const last = seeds.flatMap(({ evaluations }) => evaluations);
  return (
    reaches &&
    !covers.includes(false) &&
    isWithin(mean(last.map(({ meanReturn }) => meanReturn)), bounds.meanReturn) &&
    isWithin(mean(last.map(({ meanLength }) => meanLength)), bounds.meanLength)
  );
}

function isWithin(value: number, [low, high]: readonly [low: number, high: number] = [-Infinity, Infinity]): boolean {
  return value >= low && value <= high;
}

/** The mean without the lowest and the highest quarter of the values, rounded down to whole values (arXiv 2108.13264). */
export function interquartileMean(values: readonly number[]): number {
  const cut = Math.floor(values.length / 4);
  return mean([...values].sort((left, right) => left - right).slice(cut, values.length - cut));
}

const resamples = 2000;

/** The middle 95 % of the interquartile means of samples drawn with replacement, from a fixed seed. */
export function bootstrapInterval(values: readonly number[]): readonly [low: number, high: number] {
  const random = createRandom(5);
  const means = Float64Array.from({ length: resamples }, () => interquartileMean(values.map(() => values[random.integer(values.length)] ?? Number.NaN)));
  return [percentile(means, 0.025), percentile(means, 0.975)];
}
