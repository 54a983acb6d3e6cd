import { logSumExp } from '../../shared/maths/statistics';

/**
 * Maximum-entropy control of a finite Markov decision process, exactly and in double precision: what soft Q-learning
 * and SAC approximate. Theorem and lemma numbers are those of Haarnoja et al. 2017 (SQL, arXiv 1702.08165) and 2018
 * (SAC, arXiv 1801.01290). Everything here is a pure function; the solvers that repeat these steps are in
 * `tabular-solvers.ts`.
 *
 * Tables are rows by state: Q [S][A], V [S], policies [S][A]. Entropies are in nats, with the counting measure over
 * actions: V(s) = alpha log sum_a exp(Q(s, a) / alpha).
 */
export interface TabularMdp {
  /** P(s' | s, a), [S][A][S]: every row sums to 1. */
  readonly transitions: readonly (readonly (readonly number[])[])[];
  /** r(s, a), [S][A]. */
  readonly rewards: readonly (readonly number[])[];
  /** gamma, in [0, 1). */
  readonly discount: number;
}

export type StateValues = readonly number[];
export type ActionValues = readonly (readonly number[])[];
/** pi(a | s): every row sums to 1. */
export type TabularPolicy = readonly (readonly number[])[];

const rowTolerance = 1e-9;

/** Throws a RangeError that names what is wrong: a table of another shape, a row that is no distribution, a discount of 1. */
export function checkMdp({ transitions, rewards, discount }: TabularMdp): void {
  const states = rewards.length;
  if (states === 0) throw new RangeError('A decision process needs at least one state.');
  if (!(discount >= 0 && discount < 1)) throw new RangeError(`The discount is ${discount}; it must be at least 0 and below 1.`);
  if (transitions.length !== states) throw new RangeError(`There are transitions of ${transitions.length} states and rewards of ${states}.`);
  rewards.forEach((row, state) => {
    const actions = transitions[state] ?? [];
    if (row.length === 0 || actions.length !== row.length) throw new RangeError(`State ${state} has ${row.length} rewards and ${actions.length} actions; both must be the same and at least 1.`);
    row.forEach((reward, action) => {
      if (!Number.isFinite(reward)) throw new RangeError(`The reward of action ${action} in state ${state} is ${reward}.`);
      const next = actions[action] ?? [];
      const total = next.reduce((sum, probability) => sum + probability, 0);
      if (next.length !== states || next.some((probability) => !(probability >= 0)) || Math.abs(total - 1) > rowTolerance) {
        throw new RangeError(`The transitions of action ${action} in state ${state} are no distribution over ${states} states: ${next.join(', ')}.`);
      }
    });
  });
}

/** V(s) = alpha log sum_a exp(Q(s, a) / alpha) (SQL, eq. 5); at alpha = 0 the largest Q. */
export function softValue(q: ActionValues, alpha: number): number[] {
  return q.map((row) => (alpha === 0 ? Math.max(...row) : alpha * logSumExp(row.map((value) => value / alpha))));
}

/** pi(a|s) = exp((Q(s, a) - V(s)) / alpha) (SQL, theorem 1); at alpha = 0 uniform over the best actions. */
export function boltzmannPolicy(q: ActionValues, alpha: number): number[][] {
  if (alpha === 0) {
    return q.map((row) => {
      const best = Math.max(...row);
      const count = row.filter((value) => value === best).length;
      return row.map((value) => (value === best ? 1 / count : 0));
    });
  }
  const values = softValue(q, alpha);
  return q.map((row, state) => row.map((value) => Math.exp((value - (values[state] ?? Number.NaN)) / alpha)));
}

/** H(pi(.|s)) in nats, by state. */
export function policyEntropy(policy: TabularPolicy): number[] {
  return policy.map((row) => row.reduce((sum, probability) => (probability > 0 ? sum - probability * Math.log(probability) : sum), 0));
}

/** Q(s, a) = r(s, a) + gamma E_s'[V(s')]: one look ahead. */
export function lookAhead({ transitions, rewards, discount }: TabularMdp, values: StateValues): number[][] {
  return rewards.map((row, state) =>
    row.map((reward, action) => {
      const next = transitions[state]?.[action] ?? [];
      return reward + discount * next.reduce((sum, probability, successor) => sum + probability * (values[successor] ?? Number.NaN), 0);
    }),
  );
}

/** The optimal soft Bellman operator T Q = r + gamma E[V_Q(s')] (SQL, theorem 3). A contraction by gamma in the sup norm. */
export function softBellmanOptimality(mdp: TabularMdp, q: ActionValues, alpha: number): number[][] {
  return lookAhead(mdp, softValue(q, alpha));
}

/** V^pi(s) = E_pi[Q(s, a) - alpha log pi(a|s)] (SAC, eq. 3). */
export function policyValue(q: ActionValues, policy: TabularPolicy, alpha: number): number[] {
  const entropies = policyEntropy(policy);
  return q.map((row, state) => row.reduce((sum, value, action) => sum + (policy[state]?.[action] ?? Number.NaN) * value, alpha * (entropies[state] ?? Number.NaN)));
}

/** The soft Bellman operator of a policy, T^pi Q = r + gamma E[V^pi(s')] (SAC, eq. 2). A contraction by gamma in the sup norm. */
export function softBellmanOfPolicy(mdp: TabularMdp, q: ActionValues, policy: TabularPolicy, alpha: number): number[][] {
  return lookAhead(mdp, policyValue(q, policy, alpha));
}

/**
 * Soft policy evaluation in one go: the fixed point of `softBellmanOfPolicy`, from the linear system
 * V = sum_a pi (r + gamma P V) + alpha H, by Gaussian elimination with partial pivoting.
 */
export function exactSoftValues(mdp: TabularMdp, policy: TabularPolicy, alpha: number): { readonly q: number[][]; readonly values: number[] } {
  const entropies = policyEntropy(policy);
  const rows = mdp.rewards.map((rewards, state) => {
    const row = mdp.rewards.map((_, successor) => {
      const flow = rewards.reduce((sum, _reward, action) => sum + (policy[state]?.[action] ?? Number.NaN) * (mdp.transitions[state]?.[action]?.[successor] ?? Number.NaN), 0);
      return (state === successor ? 1 : 0) - mdp.discount * flow;
    });
    const reward = rewards.reduce((sum, value, action) => sum + (policy[state]?.[action] ?? Number.NaN) * value, alpha * (entropies[state] ?? Number.NaN));
    return [...row, reward];
  });
  const values = solveLinear(rows);
  return { q: lookAhead(mdp, values), values };
}

/** Solution of a square system whose rows carry the right-hand side as their last entry. */
function solveLinear(rows: number[][]): number[] {
  const at = (row: readonly number[] | undefined, column: number): number => row?.[column] ?? Number.NaN;
  const size = rows.length;
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < size; row += 1) if (Math.abs(at(rows[row], column)) > Math.abs(at(rows[pivot], column))) pivot = row;
    const chosen = rows[pivot] ?? [];
    rows[pivot] = rows[column] ?? [];
    rows[column] = chosen;
    for (let row = column + 1; row < size; row += 1) {
      const factor = at(rows[row], column) / at(chosen, column);
      rows[row] = (rows[row] ?? []).map((value, index) => value - factor * at(chosen, index));
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row -= 1) {
    let rest = at(rows[row], size);
    for (let column = row + 1; column < size; column += 1) rest -= at(rows[row], column) * at(solution, column);
    solution[row] = rest / at(rows[row], row);
  }
  return solution;
}

/** max_{s,a} |left - right|: the distance in which the operators contract. */
export function supDistance(left: ActionValues, right: ActionValues): number {
  return left.reduce((largest, row, state) => row.reduce((most, value, action) => Math.max(most, Math.abs(value - (right[state]?.[action] ?? Number.NaN))), largest), 0);
}
