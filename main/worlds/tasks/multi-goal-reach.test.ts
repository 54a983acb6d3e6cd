import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArmState } from '../../../shared/arm';
import { createRandom } from '../../../shared/maths/random';
import type { ArmTask } from '../arm-task';
import { loadTwin, type Twin } from '../twin';
import { createMultiGoalReach, createMultiGoalReachProjection } from './multi-goal-reach';
import { multiGoalReachSettings } from './multi-goal-reach-description';

const { middleRad, unitRad, goals, arenaUnits } = multiGoalReachSettings;
const clearanceM = 0.003;

describe('multi-goal-reach', () => {
  let twin: Twin;
  let task: ArmTask;
  beforeAll(async () => {
    twin = await loadTwin('so-101');
    task = createMultiGoalReach(twin);
  });
  afterAll(() => twin.close());

  /** So many units to the left and up from the middle. */
  function postureAt(left: number, up: number): Float64Array {
    return Float64Array.from(middleRad, (angle, joint) => angle - unitRad * ([left, up][joint] ?? 0));
  }

  function reading(positionRad: Float64Array, more: Partial<ArmState> = {}): ArmState {
    return { timeS: 0, positionRad, velocityRadS: new Float64Array(6), goalRad: positionRad.slice(), ...more };
  }

  function tipAt(positionRad: Float64Array): number[] {
    const tip = new Float64Array(3);
    twin.tip(positionRad, tip);
    return [...tip];
  }

  function observed(state: ArmState): number[] {
    const observation = new Float32Array(6);
    task.observe(state, observation);
    return [...observation];
  }

  it('refuses an arm that is built otherwise, and names the task', () => {
    const description = { ...twin.description, title: 'Two-link', joints: twin.description.joints.slice(0, 2) };
    expect(() => createMultiGoalReach({ ...twin, description })).toThrow(/task "multi-goal-reach" needs an arm built like the SO-101.*Choose another task/);
  });

  it('starts within a quarter of a unit of the middle, the same for the same seed', () => {
    for (let seed = 0; seed < 100; seed += 1) {
      const { startRad } = task.begin(createRandom(seed));
      startRad.forEach((angle, joint) => expect(Math.abs(angle - (middleRad[joint] ?? NaN))).toBeLessThanOrEqual(joint < 2 ? 0.25 * unitRad : 0));
      expect(task.begin(createRandom(seed)).startRad).toEqual(startRad);
    }
    expect(task.begin(createRandom(1)).startRad).not.toEqual(task.begin(createRandom(2)).startRad);
  });

  it('is clear of everything in the whole arena', () => {
    for (let left = -arenaUnits; left <= arenaUnits; left += 1) {
      for (let up = -arenaUnits; up <= arenaUnits; up += 1) expect(twin.collision(postureAt(left, up), clearanceM), `${left}, ${up}`).toBeUndefined();
    }
  });

  it('has its goals to the left and right, above and below, about as far from the tip, and marks them', () => {
    const middle = tipAt(postureAt(0, 0));
    const [left = [], right = [], above = [], below = []] = (task.marks ?? []).map(({ position }) => position.map((value, axis) => value - (middle[axis] ?? NaN)));
    expect(left[1]).toBeGreaterThan(0.06);
    expect(right[1]).toBeCloseTo(-(left[1] ?? NaN), 3);
    expect(above[2]).toBeGreaterThan(0.055);
    expect(below[2]).toBeLessThan(-0.055);
    for (const way of [left, right, above, below]) expect(Math.abs(Math.hypot(...way) - 0.068)).toBeLessThan(0.003);
  });

  it.each(goals.map((goal) => ({ goal })))('succeeds within a unit of the goal at $goal, and makes it the target', ({ goal: [left, up] }) => {
    const inside = task.assess(reading(postureAt(0.81 * left, 0.81 * up)), new Float32Array(2));
    expect(inside).toMatchObject({ success: true, terminated: true, rewardTerms: { success: 1 } });
    expect([...(task.target ?? [])]).toEqual([...Float32Array.from(tipAt(postureAt(left, up)))]);
    const outside = task.assess(reading(postureAt(0.79 * left, 0.79 * up)), new Float32Array(2));
    expect(outside).toMatchObject({ success: false, terminated: false, rewardTerms: { success: 0 } });
  });

  it('charges as the 2-D problem does: squares of distance in units and of effort', () => {
    const { reward, rewardTerms } = task.assess(reading(postureAt(1, 2)), Float32Array.of(1, -0.5));
    expect(rewardTerms).toMatchObject({ distance: expect.closeTo(-0.1 * (1 + 9), 9), effort: expect.closeTo(-3 * 1.25, 9), success: 0 });
    expect(reward).toBeCloseTo(-4.75, 9);
  });

  it('observes where it is, left and up of the middle, how fast it moves there and how far its goal is ahead', () => {
    const velocityRadS = Float64Array.of(-0.4, 0.2, 9, 9, 9, 9);
    const numbers = observed(reading(postureAt(1, -2), { velocityRadS, goalRad: postureAt(1.5, -3) }));
    [0.2, -0.4, 0.4, -0.2, 0.5, -1].forEach((wanted, index) => expect(numbers[index]).toBeCloseTo(wanted, 6));
  });

  it('moves the goals of pan and lift by a unit at most, inside the arena, and lets the other joints stand', () => {
    const targetRad = new Float64Array(6);
    const state = reading(postureAt(0, 0), { goalRad: postureAt(6.5, -1) });
    task.targets(Float32Array.of(1, -0.5), state, targetRad);
    [...postureAt(7, -1.5)].forEach((wanted, joint) => expect(targetRad[joint]).toBeCloseTo(wanted, 9));
  });

  it('draws its fan where the targets of the actions are', async () => {
    const projection = await createMultiGoalReachProjection('so-101');
    const configuration = task.configuration(reading(postureAt(1, 0), { goalRad: postureAt(2, 0) }));
    const points = new Float32Array(6);
    const tip = new Float32Array(3);
    projection.project(new Float32Array(6), configuration, Float32Array.of(1, 0, 0, -1), points);
    projection.tip(new Float32Array(6), configuration, tip);
    const wanted = [...tipAt(postureAt(3, 0)), ...tipAt(postureAt(2, -1))];
    wanted.forEach((value, index) => expect(points[index]).toBeCloseTo(value, 6));
    tipAt(postureAt(1, 0)).forEach((value, axis) => expect(tip[axis]).toBeCloseTo(value, 6));
    projection.close();
  });
});
