import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boltzmannPolicy, checkMdp, exactSoftValues, policyEntropy, softBellmanOfPolicy, softBellmanOptimality, softValue, supDistance, type TabularMdp } from './tabular-soft-mdp';
import { softPolicyEvaluation, softPolicyIteration, softQIteration, solveSoftPolicy, solveSoftQ } from './tabular-solvers';

/** Three states and two actions, with values computed independently of this code. */
const fixture: TabularMdp = {
  discount: 0.9,
  transitions: [
    [[0.7, 0.3, 0], [0, 0.5, 0.5]],
    [[0.1, 0.6, 0.3], [0.4, 0, 0.6]],
    [[0, 0.2, 0.8], [1, 0, 0]],
  ],
  rewards: [[1, 0], [0.5, 2], [-1, 0.25]],
};
const expected = [
  { alpha: 1, values: [13.5090042911, 13.954844806, 12.5530513397], first: [0.7941177809, 0.2687175737, 0.1349322727] },
  { alpha: 0.1, values: [11.1347013785, 11.5549604126, 10.2712312423], first: [0.9999980135, 3.04549e-5, 1.58e-8] },
  { alpha: 0.01, values: [11.1346941658, 11.5549512643, 10.2712247493], first: [1, 0, 0] },
];

describe('the exact solvers', () => {
  it.each(expected)('have the values of the fixture at alpha = $alpha, by Q-iteration and by policy iteration', ({ alpha, values, first }) => {
    for (const optimum of [solveSoftQ(fixture, alpha), solveSoftPolicy(fixture, alpha)]) {
      optimum.values.forEach((value, state) => expect(Math.abs(value - (values[state] ?? NaN))).toBeLessThan(1e-9));
      optimum.policy.forEach((row, state) => expect(Math.abs((row[0] ?? NaN) - (first[state] ?? NaN))).toBeLessThan(1e-9));
    }
    expect(supDistance(solveSoftQ(fixture, alpha).q, solveSoftPolicy(fixture, alpha).q)).toBeLessThan(1e-11);
  });

  it('have its Q and its entropies at alpha = 1', () => {
    const { q, policy } = solveSoftQ(fixture, 1);
    const wanted = [[13.278480800992, 11.928553265524], [12.64075044312, 13.641889268203], [10.550069029621, 12.408103861977]];
    expect(supDistance(q, wanted)).toBeLessThan(1e-9);
    policyEntropy(policy).forEach((entropy, state) => expect(Math.abs(entropy - ([0.5084495667, 0.5819791338, 0.3956563404][state] ?? NaN))).toBeLessThan(1e-9));
  });

  it('settle in as many rounds as they should', () => {
    expect(Math.abs(solveSoftQ(fixture, 1).iterations - 288)).toBeLessThanOrEqual(1);
    expect(solveSoftPolicy(fixture, 1).iterations).toBeLessThanOrEqual(6);
    expect(solveSoftPolicy(fixture, 0.01).iterations).toBeLessThanOrEqual(4);
  });

  it('have the closed form of one state: log(e + 1) / (1 - gamma)', () => {
    const bandit: TabularMdp = { discount: 0.9, transitions: [[[1], [1]]], rewards: [[1, 0]] };
    expect(Math.abs((solveSoftQ(bandit, 1).values[0] ?? NaN) - 13.132616875182228)).toBeLessThan(1e-9);
    expect(Math.abs((solveSoftPolicy(bandit, 1).values[0] ?? NaN) - 13.132616875182228)).toBeLessThan(1e-9);
  });

  it.each<[Partial<TabularMdp>, RegExp]>([
    [{ discount: 1 }, /discount is 1/],
    [{ transitions: fixture.transitions.slice(1) }, /transitions of 2 states and rewards of 3/],
    [{ rewards: [[1], [0.5, 2], [-1, 0]] }, /State 0 has 1 rewards and 2 actions/],
    [{ rewards: [[1, NaN], [0.5, 2], [-1, 0]] }, /reward of action 1 in state 0 is NaN/],
    [{ transitions: [[[0.7, 0.2, 0], [0, 0.5, 0.5]], ...fixture.transitions.slice(1)] }, /action 0 in state 0 are no distribution/],
  ])('refuse %o', (change, sentence) => {
    expect(() => checkMdp({ ...fixture, ...change })).toThrow(sentence);
    expect(() => solveSoftQ({ ...fixture, ...change }, 1)).toThrow(sentence);
  });

  it('say when they did not settle', () => {
    expect(() => solveSoftQ(fixture, 1, 1e-13, 5)).toThrow('did not settle within 1e-13 in 5 iterations');
  });
});

const distribution = (size: number) =>
  fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: size, maxLength: size }).map((weights) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  });
const table = (rows: number, columns: number) =>
  fc.array(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows });

/** A process with two tables of Q and a policy of its size. */
const problems = fc
  .record({ states: fc.integer({ min: 1, max: 5 }), actions: fc.integer({ min: 1, max: 4 }), discount: fc.double({ min: 0, max: 0.97, noNaN: true }), alpha: fc.double({ min: 1e-2, max: 5, noNaN: true }) })
  .chain(({ states, actions, discount, alpha }) =>
    fc.record({
      mdp: fc.record({
        discount: fc.constant(discount),
        transitions: fc.array(fc.array(distribution(states), { minLength: actions, maxLength: actions }), { minLength: states, maxLength: states }),
        rewards: table(states, actions),
      }),
      alpha: fc.constant(alpha),
      first: table(states, actions),
      second: table(states, actions),
      policy: fc.array(distribution(actions), { minLength: states, maxLength: states }),
    }),
  );
const rounding = 1e-9;

describe('every finite decision process', () => {
  it('has operators that contract by the discount in the sup norm', () => {
    fc.assert(
      fc.property(problems, ({ mdp, alpha, first, second, policy }) => {
        const most = mdp.discount * supDistance(first, second) + rounding;
        expect(supDistance(softBellmanOptimality(mdp, first, alpha), softBellmanOptimality(mdp, second, alpha))).toBeLessThanOrEqual(most);
        expect(supDistance(softBellmanOfPolicy(mdp, first, policy, alpha), softBellmanOfPolicy(mdp, second, policy, alpha))).toBeLessThanOrEqual(most);
      }),
    );
  });

  it('shows that contraction step by step, and stays within the error bound that goes with it', () => {
    fc.assert(
      fc.property(problems, ({ mdp, alpha, first, policy }) => {
        const fixedPoints = { optimal: solveSoftPolicy(mdp, alpha, 1e-11).q, ofPolicy: exactSoftValues(mdp, policy, alpha).q };
        for (const [steps, limit] of [
          [softQIteration(mdp, alpha, first), fixedPoints.optimal],
          [softPolicyEvaluation(mdp, policy, alpha, first), fixedPoints.ofPolicy],
        ] as const) {
          for (let step = 0; step <= 20; step += 1) {
            const { iteration, q, change, contraction, errorBound } = steps.next().value;
            expect(iteration).toBe(step);
            // Below this the changes are rounding errors.
            if (contraction !== undefined && change > 1e-6) expect(contraction).toBeLessThanOrEqual(mdp.discount + 1e-6);
            expect(supDistance(q, limit)).toBeLessThanOrEqual(errorBound + 1e-7);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('improves monotonically under soft policy iteration, from any policy, to the optimum', () => {
    fc.assert(
      fc.property(problems, ({ mdp, alpha, policy }) => {
        let steps = 0;
        for (const { leastRise, q } of softPolicyIteration(mdp, alpha, policy)) {
          if (leastRise !== undefined) expect(leastRise).toBeGreaterThanOrEqual(-rounding * (1 + supDistance(q, q.map((row) => row.map(() => 0)))));
          steps += 1;
          if (steps > 8) break;
        }
        expect(supDistance(solveSoftPolicy(mdp, alpha, 1e-11).q, solveSoftQ(mdp, alpha, 1e-11).q)).toBeLessThan(1e-7);
      }),
      { numRuns: 50 },
    );
  });

  it('has soft values between the hard ones and those plus alpha log A / (1 - gamma), and the hard ones in the limit', () => {
    fc.assert(
      fc.property(problems, ({ mdp, alpha }) => {
        const actions = mdp.rewards[0]?.length ?? 1;
        const { values: hard } = solveSoftQ(mdp, 0, 1e-11);
        for (const temperature of [alpha, 1e-6]) {
          const most = (temperature * Math.log(actions)) / (1 - mdp.discount);
          solveSoftQ(mdp, temperature, 1e-11).values.forEach((value, state) => {
            const excess = value - (hard[state] ?? NaN);
            expect(excess).toBeGreaterThanOrEqual(-1e-7);
            expect(excess).toBeLessThanOrEqual(most + 1e-7);
          });
        }
      }),
      { numRuns: 50 },
    );
  });

  it('has at its optimum the policy exp((Q - V) / alpha), which sums to 1, and V = E[Q] + alpha H', () => {
    fc.assert(
      fc.property(problems, ({ first, alpha }) => {
        const policy = boltzmannPolicy(first, alpha);
        const values = softValue(first, alpha);
        const entropies = policyEntropy(policy);
        policy.forEach((row, state) => {
          expect(Math.abs(row.reduce((sum, value) => sum + value, 0) - 1)).toBeLessThan(rounding);
          const expectedQ = row.reduce((sum, probability, action) => sum + probability * (first[state]?.[action] ?? NaN), 0);
          expect(Math.abs(expectedQ + alpha * (entropies[state] ?? NaN) - (values[state] ?? NaN))).toBeLessThan(1e-8);
        });
      }),
    );
  });
});
