import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../shared/maths/random';
import { logSumExp } from '../../shared/maths/statistics';
import type { Environment } from '../worlds/environment';
import { clip } from '../worlds/tasks/multi-goal-dynamics';
import { multiGoalReachSettings } from '../worlds/tasks/multi-goal-reach-description';
import { solveMultiGoal } from '../worlds/tasks/testing/multi-goal-optimum';
import { createSimulatedEnvironment } from './simulated-environment';

/** The task is even by the motion of the arm, behind its supervisor, and not only by its numbers. */
describe('the four ways of multi-goal-reach', () => {
  const { goalUnits, arenaUnits } = multiGoalReachSettings;
  let environment: Environment;
  beforeAll(async () => {
    environment = await createSimulatedEnvironment('multi-goal-reach');
  });
  afterAll(() => environment.close());

  it.each([0.5, 0.75, 1])('cost the same at %d of the full speed', async (speed) => {
    const ways = [];
    for (const [left, up] of multiGoalReachSettings.goals) {
      await environment.reset(5);
      const action = Float32Array.of(Math.sign(left) * speed, Math.sign(up) * speed);
      let total = 0;
      for (let steps = 1; ; steps += 1) {
        const { reward, terminated, truncated, success } = await environment.step(action);
        total += reward;
        if (!terminated && !truncated) continue;
        ways.push({ total, steps, success });
        break;
      }
    }
    const [first] = ways;
    for (const { total, steps, success } of ways) {
      expect(success).toBe(true);
      expect(steps).toBe(first?.steps);
      // The start is 0.07 units off the middle, which alone makes up for 0.6.
      expect(Math.abs(total - (first?.total ?? NaN))).toBeLessThan(0.7);
    }
  });

  /**
   * Without a discount the soft optimum takes a way with a probability that is proportional to exp(its return), so its
   * shares follow from any policy's ways by importance sampling. The policy here is the optimum of the plane, which has
   * no inertia: half of the sample's weight is left.
   */
  it('are a quarter each in the exact soft optimum', async () => {
    const optimum = solveMultiGoal();
    const random = createRandom(3);
    const logWeights: number[][] = [[], [], [], []];
    for (let rollout = 0; rollout < 600; rollout += 1) {
      let [left = 0, up = 0, , , leadLeft = 0, leadUp = 0] = await environment.reset(random.integer(0x1_0000_0000));
      let logWeight = 0;
      for (let over = false; !over; ) {
        const at = { x: clip(goalUnits * left + leadLeft, arenaUnits), y: clip(goalUnits * up + leadUp, arenaUnits) };
        const { x, y, logDensity } = optimum.draw(at, random);
        const { reward, observation, terminated, truncated, success } = await environment.step(Float32Array.of(x, y));
        [left = 0, up = 0, , , leadLeft = 0, leadUp = 0] = observation;
        logWeight += reward - logDensity;
        over = terminated || truncated;
        if (success) logWeights[Math.abs(left) > Math.abs(up) ? Number(left < 0) : 2 + Number(up < 0)]?.push(logWeight);
      }
    }
    const all = logWeights.flat();
    expect(Math.exp(2 * logSumExp(all) - logSumExp(all.map((weight) => 2 * weight)))).toBeGreaterThan(200);
    for (const ofGoal of logWeights) expect(Math.abs(Math.exp(logSumExp(ofGoal) - logSumExp(all)) - 0.25)).toBeLessThan(0.06);
  }, 60_000);
});
