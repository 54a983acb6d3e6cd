import {
  boltzmannPolicy,
  checkMdp,
  exactSoftValues,
  policyValue,
  softBellmanOfPolicy,
  softBellmanOptimality,
  softValue,
  supDistance,
  type ActionValues,
  type TabularMdp,
  type TabularPolicy,
} from './tabular-soft-mdp';

/** One application of an operator: what it made, and how the theory says it moved. */
export interface ContractionStep {
  /** Applications so far: 0 is the start. */
  readonly iteration: number;
  readonly q: ActionValues;
  /** Of soft Q-iteration alpha log sum exp(Q / alpha). */
  readonly values: readonly number[];
  /** max |Q - Q of the step before|; infinite at the start. */
  readonly change: number;
  /** This change over the one before: at most the discount. Absent until there are two. */
  readonly contraction?: number;
  /** change x gamma / (1 - gamma): the fixed point is no further away than that. */
  readonly errorBound: number;
}

/** One round of soft policy iteration: a policy, its soft values, and the policy that is greedy by them. */
export interface ImprovementStep {
  readonly iteration: number;
  readonly policy: TabularPolicy;
  /** Soft values of the policy, exactly. */
  readonly q: ActionValues;
  readonly values: readonly number[];
  readonly improved: TabularPolicy;
  /** Over all states and actions, how much Q rose since the round before: the least (never below 0 but for rounding) and the most. */
  readonly leastRise?: number;
  readonly mostRise?: number;
}

/**
 * Soft Q-iteration (SQL, theorem 3): Q <- r + gamma E[V], V <- alpha log sum exp(Q / alpha), from `start` or zeros. It
 * never ends by itself: take as many steps as you want to see, or use `solveSoftQ`.
 */
export function* softQIteration(mdp: TabularMdp, alpha: number, start: ActionValues = zeros(mdp)): Generator<ContractionStep, never> {
  checkMdp(mdp);
  return yield* iterate(mdp, start, (q) => softBellmanOptimality(mdp, q, alpha), (q) => softValue(q, alpha));
}

/** Soft policy evaluation (SAC, lemma 1): Q <- T^pi Q, from `start` or zeros. `values` are those of the look-ahead, E_pi[Q - alpha log pi]. */
export function* softPolicyEvaluation(mdp: TabularMdp, policy: TabularPolicy, alpha: number, start: ActionValues = zeros(mdp)): Generator<ContractionStep, never> {
  checkMdp(mdp);
  return yield* iterate(mdp, start, (q) => softBellmanOfPolicy(mdp, q, policy, alpha), (q) => policyValue(q, policy, alpha));
}

function* iterate(
  mdp: TabularMdp,
  start: ActionValues,
  apply: (q: ActionValues) => ActionValues,
  valuesOf: (q: ActionValues) => readonly number[],
): Generator<ContractionStep, never> {
  const reach = mdp.discount / (1 - mdp.discount);
  let q = start;
  let change = Infinity;
  yield { iteration: 0, q, values: valuesOf(q), change, errorBound: Infinity };
  for (let iteration = 1; ; iteration += 1) {
    const next = apply(q);
    const before = change;
    change = supDistance(next, q);
    q = next;
    yield { iteration, q, values: valuesOf(q), change, ...(before > 0 && before < Infinity ? { contraction: change / before } : {}), errorBound: change * reach };
  }
}

/**
 * Soft policy iteration (SAC, theorem 1): evaluate exactly, then take pi'(a|s) proportional to exp(Q(s, a) / alpha),
 * which is the improvement of lemma 2 (the projection of eq. 4 onto all policies). From `start` or the uniform policy.
 */
export function* softPolicyIteration(mdp: TabularMdp, alpha: number, start: TabularPolicy = uniformPolicy(mdp)): Generator<ImprovementStep, never> {
  checkMdp(mdp);
  let policy = start;
  let last: ActionValues | undefined;
  for (let iteration = 0; ; iteration += 1) {
    const { q, values } = exactSoftValues(mdp, policy, alpha);
    const improved = boltzmannPolicy(q, alpha);
    yield { iteration, policy, q, values, improved, ...(last === undefined ? {} : risesOf(q, last)) };
    last = q;
    policy = improved;
  }
}

function risesOf(q: ActionValues, last: ActionValues): { readonly leastRise: number; readonly mostRise: number } {
  const rises = q.flatMap((row, state) => row.map((value, action) => value - (last[state]?.[action] ?? Number.NaN)));
  return { leastRise: Math.min(...rises), mostRise: Math.max(...rises) };
}

export interface SoftOptimum {
  readonly q: ActionValues;
  readonly values: readonly number[];
  readonly policy: TabularPolicy;
  readonly iterations: number;
}

/** Soft Q-iteration until no value changes by more than `tolerance`. Throws a RangeError after `mostIterations`. */
export function solveSoftQ(mdp: TabularMdp, alpha: number, tolerance = 1e-13, mostIterations = 1_000_000): SoftOptimum {
  for (const { iteration, q, values, change } of softQIteration(mdp, alpha)) {
    if (change <= tolerance) return { q, values, policy: boltzmannPolicy(q, alpha), iterations: iteration };
    if (iteration >= mostIterations) break;
  }
  throw new RangeError(`Soft Q-iteration did not settle within ${tolerance} in ${mostIterations} iterations; allow a larger change.`);
}

/** Soft policy iteration until no Q rises by more than `tolerance`. Throws a RangeError after `mostIterations`. */
export function solveSoftPolicy(mdp: TabularMdp, alpha: number, tolerance = 1e-12, mostIterations = 10_000): SoftOptimum {
  for (const { iteration, q, values, improved, mostRise = Infinity } of softPolicyIteration(mdp, alpha)) {
    if (mostRise <= tolerance) return { q, values, policy: improved, iterations: iteration };
    if (iteration >= mostIterations) break;
  }
  throw new RangeError(`Soft policy iteration did not settle within ${tolerance} in ${mostIterations} rounds; allow a larger change.`);
}

function zeros(mdp: TabularMdp): number[][] {
  return mdp.rewards.map((row) => row.map(() => 0));
}

function uniformPolicy(mdp: TabularMdp): number[][] {
  return mdp.rewards.map((row) => row.map(() => 1 / row.length));
}
