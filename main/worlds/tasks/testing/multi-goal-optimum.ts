import type { RandomSource } from '../../../../shared/maths/random';
import { clip, multiGoalConstants, stepMultiGoal, type PlanePoint } from '../multi-goal-dynamics';

/**
 * The exact soft optimum of the four goals in the plane, by soft value iteration on a grid over a quarter of it (the
 * rest is its mirror image), with V between grid points by bilinear interpolation and the action by the midpoint rule:
 *
 *   V(s) = log of the integral over a of exp(r(s, a) + gamma V(s'))
 *
 * at a temperature of 1 with the reward times 0.1.
 */
export interface MultiGoalOptimum {
  /** Moments of the Boltzmann policy at a point, its entropy, and V. */
  policyAt(point: PlanePoint): PolicyMoments;
  /** An action of that policy, and the log of its density. */
  draw(point: PlanePoint, random: RandomSource): PlanePoint & { readonly logDensity: number };
}

export interface PolicyMoments {
  readonly value: number;
  readonly meanX: number;
  readonly meanY: number;
  readonly varianceX: number;
  readonly varianceY: number;
  readonly covariance: number;
  readonly entropy: number;
}

const rewardScale = 0.1;
const discount = 0.99;
const cellsAlong = 49;
const spacing = multiGoalConstants.limit / (cellsAlong - 1);
const actionsAlong = 14;
const actionWidth = 2 / actionsAlong;
const logCell = 2 * Math.log(actionWidth);
const actions = Array.from({ length: actionsAlong ** 2 }, (_, index) => ({ x: middleOf(index % actionsAlong), y: middleOf(Math.floor(index / actionsAlong)) }));

export function solveMultiGoal(): MultiGoalOptimum {
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

  /** Soft Q of every action of the grid at a point. */
  function energiesAt(point: PlanePoint): readonly number[] {
    return actions.map(({ x, y }) => {
      const { next, rewardTerms, reached } = stepMultiGoal(point, x, y);
      return scaledReward(rewardTerms) + (reached === undefined ? discount * valueAt(next) : 0);
    });
  }

  function boltzmannAt(point: PlanePoint) {
    const energies = energiesAt(point);
    const value = softValueOf(energies);
    return { energies, value, weights: energies.map((energy) => Math.exp(energy - value + logCell)) };
  }

  for (let change = Infinity; change > 1e-4; ) {
    const next = Float64Array.from(values, (_, cell) => softValueOf(energiesAt({ x: (cell % cellsAlong) * spacing, y: Math.floor(cell / cellsAlong) * spacing })));
    change = next.reduce((most, value, cell) => Math.max(most, Math.abs(value - (values[cell] ?? NaN))), 0);
    values = next;
  }

  return {
    policyAt(point) {
      const { energies, value, weights } = boltzmannAt(point);
      const expected = (of: (action: PlanePoint, index: number) => number): number => actions.reduce((sum, action, index) => sum + (weights[index] ?? NaN) * of(action, index), 0);
      const meanX = expected(({ x }) => x);
      const meanY = expected(({ y }) => y);
      return {
        value,
        meanX,
        meanY,
        varianceX: expected(({ x }) => (x - meanX) ** 2),
        varianceY: expected(({ y }) => (y - meanY) ** 2),
        covariance: expected(({ x, y }) => (x - meanX) * (y - meanY)),
        entropy: expected((_, index) => value - (energies[index] ?? NaN)),
      };
    },
    draw(point, random) {
      const { energies, value, weights } = boltzmannAt(point);
      let left = random.uniform();
      // Rounding may leave a little after the last cell.
      const drawn = Math.max(0, weights.findIndex((weight) => (left -= weight) < 0));
      const { x, y } = actions[drawn] ?? { x: NaN, y: NaN };
      const within = (): number => (random.uniform() - 0.5) * actionWidth;
      return { x: clip(x + within(), 1), y: clip(y + within(), 1), logDensity: (energies[drawn] ?? NaN) - value };
    },
  };
}

function middleOf(cell: number): number {
  return -1 + (cell + 0.5) * actionWidth;
}

function scaledReward(terms: ReturnType<typeof stepMultiGoal>['rewardTerms']): number {
  return rewardScale * (terms.distance + terms.effort + terms.goal);
}

function softValueOf(energies: readonly number[]): number {
  const highest = energies.reduce((most, energy) => Math.max(most, energy), -Infinity);
  return highest + Math.log(energies.reduce((sum, energy) => sum + Math.exp(energy - highest), 0)) + logCell;
}
