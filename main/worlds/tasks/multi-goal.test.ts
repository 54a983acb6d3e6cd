import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMultiGoal, createMultiGoalProjection } from './multi-goal';
import { stepMultiGoal, type PlanePoint } from './multi-goal-dynamics';

describe('the plane with four goals', () => {
  it.each<[string, PlanePoint, readonly [number, number], PlanePoint, number, number | undefined]>([
    ['costs the squared distance to the nearest goal after the step, and the action', { x: 1, y: 0.5 }, [0.5, 0.25], { x: 1.5, y: 0.75 }, -30 * 0.3125 - (3.5 ** 2 + 0.75 ** 2), undefined],
    ['pays 10 where a goal is reached', { x: 0, y: -4 }, [0, -0.5], { x: 0, y: -4.5 }, -30 * 0.25 - 0.25 + 10, 3],
    ['does not count a distance of exactly 1', { x: 4, y: 1 }, [1, 0], { x: 5, y: 1 }, -30 - 1, undefined],
    ['clips what is asked for before it costs', { x: 0, y: 0 }, [-3, 0], { x: -1, y: 0 }, -30 - 16, undefined],
    ['stops the point at its edge', { x: 6.5, y: -6.5 }, [1, -1], { x: 7, y: -7 }, -60 - (4 + 49), undefined],
  ])('%s', (_, from, [x, y], to, reward, reached) => {
    const step = stepMultiGoal(from, x, y);
    expect(step.next).toEqual(to);
    expect(Object.values(step.rewardTerms).reduce((sum, term) => sum + term, 0)).toBeCloseTo(reward, 10);
    expect(step.reached).toBe(reached);
  });

  it('is the same after any quarter turn', () => {
    const place = fc.double({ min: -7, max: 7, noNaN: true });
    const part = fc.double({ min: -1.5, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(place, place, part, part, (x, y, actionX, actionY) => {
        const step = stepMultiGoal({ x, y }, actionX, actionY);
        const turned = stepMultiGoal({ x: -y, y: x }, -actionY, actionX);
        expect(turned.next.x).toBeCloseTo(-step.next.y, 10);
        expect(turned.next.y).toBeCloseTo(step.next.x, 10);
        expect(turned.rewardTerms.distance).toBeCloseTo(step.rewardTerms.distance, 8);
        expect(turned.rewardTerms.effort).toBeCloseTo(step.rewardTerms.effort, 8);
      }),
    );
  });

  it('starts near the middle, as the seed alone says', async () => {
    const environment = createMultiGoal();
    const starts: number[] = [];
    for (let seed = 0; seed < 2000; seed += 1) starts.push(...(await environment.reset(seed)));
    expect(starts.reduce((sum, value) => sum + value, 0) / starts.length).toBeCloseTo(0, 1);
    expect(Math.sqrt(starts.reduce((sum, value) => sum + value ** 2, 0) / starts.length)).toBeCloseTo(0.1, 2);
    const first = [...(await environment.reset(7))];
    await environment.step(Float32Array.of(1, 1));
    expect([...(await environment.reset(7))]).toEqual(first);
  });

  it('terminates with success at a goal, and is truncated after 30 steps elsewhere', async () => {
    const environment = createMultiGoal();
    await environment.reset(3);
    for (let step = 1; step <= 30; step += 1) {
      const { terminated, truncated, success } = await environment.step(Float32Array.of(0, 0));
      expect([terminated, truncated, success]).toEqual([false, step === 30, false]);
    }
    await environment.reset(3);
    for (let step = 1; step <= 4; step += 1) await environment.step(Float32Array.of(0.9, 0));
    const { terminated, truncated, success } = await environment.step(Float32Array.of(0.9, 0));
    expect([terminated, truncated, success]).toEqual([true, false, true]);
  });

  it('projects actions to where the point will be, and draws it there', async () => {
    const environment = createMultiGoal();
    const projection = createMultiGoalProjection();
    const observation = await environment.reset(5);
    const points = new Float32Array(6);
    projection.project(observation, environment.configuration(), Float32Array.of(1, 0, 0.25, -0.5), points);
    await environment.step(Float32Array.of(0.25, -0.5));
    expect(environment.pose().tip).toEqual(points.slice(3));
    const tip = new Float32Array(3);
    projection.tip(observation, environment.configuration(), tip);
    expect(tip).toEqual(points.slice(3));
    projection.close();
  });
});
