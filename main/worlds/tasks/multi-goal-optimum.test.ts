import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../shared/maths/random';
import { stepMultiGoal, type PlanePoint } from './multi-goal-dynamics';
import { solveMultiGoal, type MultiGoalOptimum, type PolicyMoments } from './testing/multi-goal-optimum';

/** The wanted values were computed by another program. */
describe('the soft optimum of the four goals', () => {
  let optimum: MultiGoalOptimum;
  beforeAll(() => {
    optimum = solveMultiGoal();
  });

  it('has the value of the fixture in the middle', () => {
    expect(Math.abs(optimum.policyAt({ x: 0, y: 0 }).value / -12.25 - 1)).toBeLessThan(0.005);
  });

  it.each([
    { where: 'goes one way beside a goal', at: { x: -2.5, y: 0 }, wanted: { meanX: -0.42, meanY: 0, varianceX: 0.1, varianceY: 0.13, entropy: 0.62 } },
    { where: 'goes every way in the middle', at: { x: 0, y: 0 }, wanted: { meanX: 0, meanY: 0, varianceX: 0.316, varianceY: 0.316, covariance: 0, entropy: 1.29 } },
    { where: 'goes two ways between two goals', at: { x: 2.5, y: 2.5 }, wanted: { meanX: 0, meanY: 0, varianceX: 0.262, covariance: -0.158, value: -5.72 } },
  ])('$where, as the fixture does', ({ at, wanted }) => {
    const found = optimum.policyAt(at);
    for (const [name, value] of Object.entries(wanted)) {
      // The fixture has two decimals; V two of six.
      expect(Math.abs(found[name as keyof PolicyMoments] - value), `${name} is ${found[name as keyof PolicyMoments]}`).toBeLessThan(name === 'value' ? 0.03 : 0.012);
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
        const { x, y } = optimum.draw(point, random);
        const { next, rewardTerms, reached } = stepMultiGoal(point, x, y);
        total += rewardTerms.distance + rewardTerms.effort + rewardTerms.goal;
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
