import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArmState } from '../../../shared/arm';
import { createRandom } from '../../../shared/maths/random';
import type { ArmTask } from '../arm-task';
import { loadArmWorld, type ArmWorld } from '../arm-world';
import { loadTwin, type Twin } from '../twin';
import { createReach } from './reach';
import { reachDescription, reachSettings } from './reach-description';
import { drawReachGoal } from './reach-goals';
import { createReachProjection } from './reach-projection';

const observationSize = reachDescription.observation.reduce((sum, field) => sum + field.size, 0);
const noAction = new Float32Array(5);

describe('reach', () => {
  let twin: Twin;
  let world: ArmWorld;
  let task: ArmTask;
  beforeAll(async () => {
    [twin, world] = await Promise.all([loadTwin('so-101'), loadArmWorld('so-101')]);
    task = createReach(twin);
  });
  afterAll(() => {
    twin.close();
    world.close();
  });

  function begin(seed: number): ArmState {
    world.place(task.begin(createRandom(seed)).startRad);
    const state = world.read();
    task.started(state);
    return state;
  }

  function reading(timeS: number, positionRad: ArrayLike<number>): ArmState {
    return { timeS, positionRad: Float64Array.from(positionRad), velocityRadS: new Float64Array(6), goalRad: Float64Array.from(positionRad) };
  }

  function observed(state: ArmState): number[] {
    const observation = new Float32Array(observationSize);
    task.observe(state, observation);
    return Array.from(observation);
  }

  it('draws targets that a clear posture reaches, in the shell, for any of 200 seeds', () => {
    const tip = new Float64Array(3);
    const { clearanceM, minimumHeightM, maximumHeightM, maximumRadiusM } = reachSettings.target;
    for (let seed = 0; seed < 200; seed += 1) {
      const { startRad, postureRad, target } = drawReachGoal(createRandom(seed), twin);
      expect(twin.collision(startRad, clearanceM)).toBeUndefined();
      expect(twin.collision(postureRad, clearanceM)).toBeUndefined();
      twin.description.joints.forEach(({ minRad, maxRad }, joint) => {
        for (const posture of [startRad, postureRad]) {
          expect(posture[joint]).toBeGreaterThanOrEqual(minRad);
          expect(posture[joint]).toBeLessThanOrEqual(maxRad);
        }
      });
      twin.tip(postureRad, tip);
      expect(Float32Array.from(tip)).toEqual(target);
      const [x = NaN, y = NaN, z = NaN] = tip;
      expect(z).toBeGreaterThanOrEqual(minimumHeightM);
      expect(z).toBeLessThanOrEqual(maximumHeightM);
      expect(Math.hypot(x - 0.0388353, y)).toBeLessThanOrEqual(maximumRadiusM);
      twin.tip(startRad, tip);
      expect(Math.hypot(...target.map((value, axis) => value - (tip[axis] ?? NaN)))).toBeGreaterThan(0.05);
    }
  });

  it('gives the same episode for the same seed, bit for bit, and another for another', () => {
    const episode = (seed: number): number[] => {
      const random = createRandom(seed);
      let state = begin(seed);
      const targets = new Float64Array(6);
      const trace = [...(task.target ?? []), ...observed(state)];
      for (let step = 0; step < 20; step += 1) {
        const action = Float32Array.from({ length: 5 }, () => 2 * random.uniform() - 1);
        task.targets(action, state, targets);
        world.setGoal(targets);
        world.advance(0.05);
        state = world.read();
        trace.push(task.assess(state, action).reward, ...observed(state));
      }
      return trace;
    };
    const first = episode(3);
    expect(episode(4)).not.toEqual(first);
    expect(episode(3)).toEqual(first);
  });

  describe('with the tip on the target', () => {
    let there: Float64Array;
    let away: Float64Array;
    beforeAll(() => {
      ({ postureRad: there, startRad: away } = drawReachGoal(createRandom(11), twin));
    });

    /** Readings at 20 Hz from 0 s; true where the tip is on the target. Returns whether each succeeded. */
    function successes(places: readonly boolean[]): boolean[] {
      task.begin(createRandom(11));
      const [first, ...rest] = places.map((onTarget, index) => reading(100 + index * 0.05, onTarget ? there : away));
      if (first !== undefined) task.started(first);
      return rest.map((state) => {
        const { success, terminated } = task.assess(state, noAction);
        expect(terminated).toBe(success);
        return success;
      });
    }
    const times = (count: number, onTarget: boolean): boolean[] => Array.from({ length: count }, () => onTarget);

    it('succeeds at the reading 0.5 s after the tip came within 2 cm, and not before', () => {
      expect(successes([...times(3, false), ...times(11, true)])).toEqual([...times(12, false), true]);
    });

    it('begins to count anew when the tip leaves', () => {
      const result = successes([false, ...times(10, true), false, ...times(11, true)]);
      expect(result.indexOf(true)).toBe(result.length - 1);
    });

    it('counts a tip within 2 cm and none outside', () => {
      task.begin(createRandom(11));
      const tip = new Float64Array(3);
      const nudged = Float64Array.from(there);
      const distance = (): number => {
        twin.tip(nudged, tip);
        return Math.hypot(...Array.from(task.target ?? [], (value, axis) => value - (tip[axis] ?? NaN)));
      };
      while (distance() < 0.0199) nudged[1] = (nudged[1] ?? 0) + 1e-4;
      task.started(reading(0, nudged));
      expect(task.assess(reading(0.5, nudged), noAction).success).toBe(true);
      while (distance() < 0.0201) nudged[1] = (nudged[1] ?? 0) + 1e-4;
      task.started(reading(0, nudged));
      expect(task.assess(reading(0.5, nudged), noAction).success).toBe(false);
    });

    it('pays for success alone there, and charges for distance and effort elsewhere', () => {
      task.begin(createRandom(11));
      task.started(reading(0, there));
      const idle = task.assess(reading(0.05, there), noAction);
      expect(idle.reward).toBeCloseTo(0, 6);
      expect(task.assess(reading(0.1, there), Float32Array.of(1, 1, 1, 1, 1)).reward).toBeCloseTo(-0.05, 6);
      expect(task.assess(reading(0.55, there), noAction).reward).toBeCloseTo(2, 6);
      const far = task.assess(reading(0.6, away), noAction);
      expect(far.reward).toBeLessThan(-0.5);
      expect(far.reward).toBeCloseTo(Object.values(far.rewardTerms).reduce((sum, term) => sum + term, 0), 12);
    });
  });

  it('observes angles, velocities, offsets, places and the hold, each scaled as documented', () => {
    task.begin(createRandom(5));
    const [tx = NaN, ty = NaN, tz = NaN] = task.target ?? [];
    const positionRad = [1.91986, -1.74533, 0, 0, 0.0487, 0.2];
    const state: ArmState = {
      timeS: 0,
      positionRad: Float64Array.from(positionRad),
      velocityRadS: Float64Array.of(3, 0, -1.5, 0, 0, 9),
      goalRad: Float64Array.from(positionRad, (angle) => angle + 0.05),
    };
    task.started(state);
    const tip = new Float64Array(3);
    twin.tip(positionRad, tip);
    const [x = NaN, y = NaN, z = NaN] = tip;
    const expected = [
      ...[1, -1, 0, 0, 0.0000125],
      ...[1, 0, -0.5, 0, 0],
      ...[0.5, 0.5, 0.5, 0.5, 0.5],
      ...[(x - 0.25) / 0.2, y / 0.2, (z - 0.16) / 0.2],
      ...[(tx - 0.25) / 0.2, ty / 0.2, (tz - 0.16) / 0.2],
      ...[(tx - x) / 0.1, (ty - y) / 0.1, (tz - z) / 0.1],
      0,
    ];
    const observation = observed(state);
    expect(observation).toHaveLength(observationSize);
    observation.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 4));
  });

  it('asks for goals moved by at most 0.1 rad, within the ranges, and leaves the gripper', () => {
    const state = begin(1);
    const targetRad = new Float64Array(6);
    task.targets(Float32Array.of(1, -1, 0.5, 0, 0), state, targetRad);
    expect(Array.from(targetRad, (value, joint) => value - (state.goalRad[joint] ?? NaN))).toEqual(
      [0.1, -0.1, 0.05, 0, 0, 0].map((step) => expect.closeTo(step, 9)),
    );
    task.targets(Float32Array.of(1, 0, 0, 0, 0), { ...state, goalRad: Float64Array.of(1.9, 0, 0, 0, 0, 1) }, targetRad);
    expect(targetRad[0]).toBe(1.91986);
    expect(targetRad[5]).toBe(state.goalRad[5]);
  });

  it('projects an action to the tip at its joint targets, and no action to the goals held', async () => {
    const projection = await createReachProjection('so-101');
    const state = begin(2);
    const observation = Float32Array.from(observed(state));
    const configuration = task.configuration(state);
    const points = new Float32Array(6);
    projection.project(observation, configuration, Float32Array.of(0, 0, 0, 0, 0, 1, -1, 0.5, 0, 0), points);

    const expected = new Float32Array(6);
    const targetRad = new Float64Array(6);
    twin.tip(state.goalRad, expected);
    task.targets(Float32Array.of(1, -1, 0.5, 0, 0), state, targetRad);
    twin.tip(targetRad, expected, 3);
    expect(points).toEqual(expected);

    const tip = new Float32Array(3);
    projection.tip(observation, configuration, tip);
    twin.tip(state.positionRad, expected);
    expect(tip).toEqual(expected.subarray(0, 3));
    projection.close();
  });

  it('refuses an arm without its joints, and names them', () => {
    const description = { ...twin.description, title: 'Two-link', joints: twin.description.joints.slice(0, 2) };
    expect(() => createReach({ ...twin, description })).toThrow(/"Two-link" has shoulder_pan, shoulder_lift\. Choose another task/);
  });
});
