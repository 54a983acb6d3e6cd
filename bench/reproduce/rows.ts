import type { AlgorithmName } from '../../shared/training';

/** What a row must reach. The score of a seed is the mean of its last five evaluations, never the best of them. */
export type Goal =
  /** The mean score over the seeds, and that of the worst seed, are at least so high. */
  | { readonly type: 'return' | 'success'; readonly atLeast: number; readonly worstAtLeast: number }
  /** The test of several modes (`four-goals.ts`): passed by all seeds, or, as a control, reaching a goal yet passed by none. */
  | { readonly type: 'four-goals'; readonly expected: 'passed' | 'failed'; readonly bounds: FourGoalsBounds };

/** Bounds of the test of several modes. */
export interface FourGoalsBounds {
  /** Rollouts that reach a goal: over all seeds, and of the worst. */
  readonly reached: number;
  readonly reachedByWorst: number;
  /** Of each goal, in every seed. */
  readonly share: readonly [least: number, most: number];
  /** An observation half way between two goals, and the highest covariance of the two parts of the action there. */
  readonly between: readonly number[];
  readonly covariance: number;
  /** Over all seeds, where the exact soft optimum is known. */
  readonly meanReturn?: readonly [low: number, high: number];
  readonly meanLength?: readonly [low: number, high: number];
}

/** One line of the table in docs/results.md: a task learned by an algorithm within a number of control steps. */
export interface ScoreRow {
  readonly name: string;
  readonly task: string;
  readonly algorithm: AlgorithmName;
  readonly preset: string;
  readonly steps: number;
  readonly evaluateEvery: number;
  /** Fixed starts of each evaluation that counts. */
  readonly episodes: number;
  readonly goal: Goal;
  /** Where the goal comes from. */
  readonly source: string;
}

/** Evaluations that make up a score, and starts of those before them, which only draw a curve. */
export const scoredEvaluations = 5;
export const curveEpisodes = 10;

/** The exact soft optimum has shares of .25, a return of -191.5, a length of 10 and, at (2.5, 2.5), a covariance of -.158. */
const inThePlane: FourGoalsBounds = {
  reached: 0.98,
  reachedByWorst: 0.95,
  share: [0.15, 0.35],
  between: [2.5, 2.5],
  covariance: -0.1,
  meanReturn: [-216.5, -166.5],
  meanLength: [8.5, 11.5],
};
/** The same for an arm, at a tenth of the reward: shares of .25, a return of -20.4, a length of 10.6 and a covariance of -.168. */
const onTheArm: FourGoalsBounds = {
  reached: 0.98,
  reachedByWorst: 0.95,
  share: [0.15, 0.35],
  between: [0.5, 0.5, 0, 0, 0, 0],
  covariance: -0.08,
  meanReturn: [-22.9, -17.9],
  meanLength: [9.1, 12.1],
};

const judged = 'a judgement from published curves';

/** In the order in which they are worth running. */
export const scoreRows: readonly ScoreRow[] = [
  row('pendulum-sac-20k', 'pendulum', 'sac', 'standard', 20_000, 1000, 200, { type: 'return', atLeast: -160, worstAtLeast: -175 }, 'RL Baselines3 Zoo: -157.0; the optimum is -138.5'),
  row('pendulum-sac-10k', 'pendulum', 'sac', 'standard', 10_000, 500, 200, { type: 'return', atLeast: -200, worstAtLeast: -260 }, judged),
  row('pendulum-sac-v-30k', 'pendulum', 'sac-v', 'standard', 30_000, 1000, 200, { type: 'return', atLeast: -170, worstAtLeast: -200 }, judged),
  row('pendulum-sql-50k', 'pendulum', 'sql', 'soft-q', 50_000, 2500, 200, { type: 'return', atLeast: -200, worstAtLeast: -260 }, judged),
  row('multi-goal-sql-100k', 'multi-goal', 'sql', 'soft-q', 100_000, 5000, 400, { type: 'four-goals', expected: 'passed', bounds: inThePlane }, 'exact soft optimum; arXiv 1702.08165, section 5.1'),
  row('multi-goal-sac-100k', 'multi-goal', 'sac', 'standard', 100_000, 5000, 400, { type: 'four-goals', expected: 'failed', bounds: inThePlane }, 'control: a Gaussian has one mode'),
  row('multi-goal-reach-sql-15k', 'multi-goal-reach', 'sql', 'standard', 15_000, 1000, 200, { type: 'four-goals', expected: 'passed', bounds: onTheArm }, 'exact soft optimum on the simulated arm'),
  row('reach-utd20-15k', 'reach', 'sac', 'sample-efficient', 15_000, 500, 100, { type: 'success', atLeast: 0.95, worstAtLeast: 0.9 }, 'our own goal: no public figure exists for this arm'),
  row('inverted-pendulum-sac-100k', 'inverted-pendulum', 'sac', 'standard', 100_000, 5000, 20, { type: 'return', atLeast: 990, worstAtLeast: 900 }, 'TD3 1000 at 50,000; Tianshou SAC 1000'),
  row('reacher-sac-200k', 'reacher', 'sac', 'standard', 200_000, 10_000, 200, { type: 'return', atLeast: -4.2, worstAtLeast: -4.8 }, 'TD3 paper -3.6; the optimum is -3.37'),
];

function row(name: string, task: string, algorithm: AlgorithmName, preset: string, steps: number, evaluateEvery: number, episodes: number, goal: Goal, source: string): ScoreRow {
  return { name, task, algorithm, preset, steps, evaluateEvery, episodes, goal, source };
}
