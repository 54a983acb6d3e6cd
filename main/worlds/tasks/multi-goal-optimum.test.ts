import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../shared/maths/random';
import { clip, multiGoalConstants, stepMultiGoal, type PlanePoint } from './multi-goal-dynamics';

/**
 * The exact soft optimum of the four goals, by soft value iteration on a grid over a quarter of the plane (the rest is
 * its mirror image), with V between grid points by bilinear interpolation and the action by the midpoint rule:
 *
 *   V(s) = log of the integral over a of exp(r(s, a) + gamma V(s'))
 *
 * at a temperature of 1 with the reward times 0.1. The wanted values were computed by another program.
 */
const discount = 0.99;
const rewardScale = 0.1;
const cellsAlong = 49;
const spacing = multiGoalConstants.limit / (cellsAlong - 1);
const actionsAlong = 14;
const logCell = 2 * Math.log(2 / actionsAlong);
const actions = Array.from({ length: actionsAlong ** 2 }, (_, index) => ({ x: middleOf(index % actionsAlong), y: middleOf(Math.floor(index / actionsAlong)) }));

function middleOf(cell: number): number {
  return -1 + (2 * (cell + 0.5)) / actionsAlong;
}

let values = new Float64Array(cellsAlong ** 2);

/** V of any point, by its mirror image in the quarter that is stored. */
function valueAt({ x, y }: PlanePoint): number {
  const column = Math.min(Math.abs(x) / spacing, cellsAlong - 1 - 1e-9);
  const row = Math.min(Math.abs(y) / spacing, cellsAlong - 1 - 1e-9);
  const corner = Math.floor(row) * cellsAlong + Math.floor(column);
  const right = column % 1;
  const up = row % 1;
  const along = (from: number): number => (values[from] ?? NaN) * (1 - right) + (values[from + 1] ?? NaN) * right;
  return along(corner) * (1 - up) + along(corner + cellsAlong) * up;
}

function scaledReward(terms: ReturnType<typeof stepMultiGoal>['rewardTerms']): number {
  return rewardScale * (terms.distance + terms.effort + terms.goal);
}

/** Soft Q of every action of the grid at a point. */
function energiesAt(point: PlanePoint): readonly number[] {
  return actions.map(({ x, y }) => {
    const { next, rewardTerms, reached } = stepMultiGoal(point, x, y);
    return scaledReward(rewardTerms) + (reached === undefined ? discount * valueAt(next) : 0);
  });
}

function softValueOf(energies: readonly number[]): number {
  const highest = energies.reduce((most, energy) => Math.max(most, energy), -Infinity);
  return highest + Math.log(energies.reduce((sum, energy) => sum + Math.exp(energy - highest), 0)) + logCell;
}

/** Moments of the Boltzmann policy at a point, its entropy, and V. */
function policyAt(point: PlanePoint) {
  const energies = energiesAt(point);
  const value = softValueOf(energies);
  const weights = energies.map((energy) => Math.exp(energy - value + logCell));
  const expected = (of: (action: PlanePoint, index: number) => number): number => actions.reduce((sum, action, index) => sum + (weights[index] ?? NaN) * of(action, index), 0);
  const meanX = expected(({ x }) => x);
  const meanY = expected(({ y }) => y);
  return {
    value,
    weights,
    meanX,
    meanY,
    varianceX: expected(({ x }) => (x - meanX) ** 2),
    varianceY: expected(({ y }) => (y - meanY) ** 2),
    covariance: expected(({ x, y }) => (x - meanX) * (y - meanY)),
    entropy: expected((_, index) => value - (energies[index] ?? NaN)),
  };
}

beforeAll(() => {
  for (let change = Infinity; change > 1e-4; ) {
    const next = Float64Array.from(values, (_, cell) => softValueOf(energiesAt({ x: (cell % cellsAlong) * spacing, y: Math.floor(cell / cellsAlong) * spacing })));
    change = next.reduce((most, value, cell) => Math.max(most, Math.abs(value - (values[cell] ?? NaN))), 0);
    values = next;
  }
});

describe('the soft optimum of the four goals', () => {
  it('has the value of the fixture in the middle', () => {
    expect(Math.abs(policyAt({ x: 0, y: 0 }).value / -12.25 - 1)).toBeLessThan(0.005);
  });

  it.each([
    { where: 'goes one way beside a goal', at: { x: -2.5, y: 0 }, wanted: { meanX: -0.42, meanY: 0, varianceX: 0.1, varianceY: 0.13, entropy: 0.62 } },
    { where: 'goes every way in the middle', at: { x: 0, y: 0 }, wanted: { meanX: 0, meanY: 0, varianceX: 0.316, varianceY: 0.316, covariance: 0, entropy: 1.29 } },
    { where: 'goes two ways between two goals', at: { x: 2.5, y: 2.5 }, wanted: { meanX: 0, meanY: 0, varianceX: 0.262, covariance: -0.158, value: -5.72 } },
  ])('$where, as the fixture does', ({ at, wanted }) => {
    const found = policyAt(at);
    for (const [name, value] of Object.entries(wanted)) {
      // The fixture has two decimals; V two of six.
      expect(Math.abs(found[name as keyof typeof wanted] - value), `${name} is ${found[name as keyof typeof wanted]}`).toBeLessThan(name === 'value' ? 0.03 : 0.012);
    }
  });

  it('reaches each goal as often, with the return and the length of the fixture', () => {
    const random = createRandom(11);
    const rollouts = 400;
    const shares = [0, 0, 0, 0];
    let total = 0;
    let length = 0;
    for (let rollout = 0; rollout < rollouts; rollout += 1) {
      let point: PlanePoint = { x: 0.1 * random.normal(), y: 0.1 * random.normal() };
      for (let step = 1; step <= 30; step += 1) {
        const { weights } = policyAt(point);
        let left = random.uniform();
        const drawn = weights.findIndex((weight) => (left -= weight) < 0);
        const { x, y } = actions[drawn] ?? { x: NaN, y: NaN };
        const within = (): number => (random.uniform() - 0.5) * (2 / actionsAlong);
        const { next, rewardTerms, reached } = stepMultiGoal(point, clip(x + within(), 1), clip(y + within(), 1));
        total += scaledReward(rewardTerms) / rewardScale;
        length += 1;
        point = next;
        if (reached === undefined) continue;
        shares[reached] = (shares[reached] ?? NaN) + 1 / rollouts;
        break;
      }
    }
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeGreaterThanOrEqual(0.99);
    for (const share of shares) expect(Math.abs(share - 0.25)).toBeLessThan(0.08);
    expect(Math.abs(total / rollouts + 191.5)).toBeLessThan(8);
    expect(Math.abs(length / rollouts - 10)).toBeLessThan(0.5);
  });
});
