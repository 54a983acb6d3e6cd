import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArmState } from '../../../shared/arm';
import { createRandom } from '../../../shared/maths/random';
import { objectReadingSize } from '../../../shared/world-object';
import type { ArmTask } from '../arm-task';
import { loadTwin, type Twin } from '../twin';
import { createLift } from './lift';
import { liftSettings } from './lift-description';
import { createPush } from './push';
import { pushSettings } from './push-description';

const clearanceM = 0.003;

describe('tasks of the hand', () => {
  let twin: Twin;
  beforeAll(async () => {
    twin = await loadTwin('so-101');
  });
  afterAll(() => twin.close());

  interface Start {
    readonly startRad: Float64Array;
    readonly objectPoses: Float64Array;
    readonly target: Float32Array;
  }

  function begin(task: ArmTask, seed: number): Start {
    const { startRad, objectPoses = new Float64Array() } = task.begin(createRandom(seed));
    return { startRad, objectPoses, target: task.target?.slice() ?? new Float32Array() };
  }

  /** A reading at rest with one thing at a place. */
  function reading(timeS: number, positionRad: Float64Array, place: ArrayLike<number>, more: Partial<ArmState> = {}): ArmState {
    const objects = new Float64Array(objectReadingSize);
    objects.set(place);
    if (place.length === 3) objects[3] = 1;
    return { timeS, positionRad, velocityRadS: new Float64Array(6), goalRad: positionRad.slice(), objects, ...more };
  }

  function observed(task: ArmTask, state: ArmState): number[] {
    const observation = new Float32Array(task.description.observation.reduce((sum, field) => sum + field.size, 0));
    task.observe(state, observation);
    return [...observation];
  }

  /** Readings at 20 Hz with the thing at these places; the numbers of those that succeeded. */
  function successes(task: ArmTask, startRad: Float64Array, places: readonly ArrayLike<number>[]): number[] {
    const [first = [], ...rest] = places;
    task.started(reading(7, startRad, first));
    const action = new Float32Array(task.description.actionNames.length);
    return rest.flatMap((place, index) => {
      const { success, terminated } = task.assess(reading(7 + (index + 1) * 0.05, startRad, place), action);
      expect(terminated).toBe(success);
      return success ? [index + 1] : [];
    });
  }

  it.each([
    ['push', createPush],
    ['lift', createLift],
  ])('%s starts clear of everything for any of 100 seeds, and the same for the same seed', (_, create) => {
    const task = create(twin);
    for (let seed = 0; seed < 100; seed += 1) {
      const start = begin(task, seed);
      expect(twin.collision(start.startRad, clearanceM)).toBeUndefined();
      expect(begin(task, seed)).toEqual(start);
    }
    expect(begin(task, 1)).not.toEqual(begin(task, 2));
  });

  describe('push', () => {
    it('draws puck and spot as documented', () => {
      const task = createPush(twin);
      const { puck, puckSpreadM } = pushSettings.start;
      for (let seed = 0; seed < 200; seed += 1) {
        const { objectPoses, target } = begin(task, seed);
        const [x = NaN, y = NaN, z = NaN] = objectPoses;
        const [spotX = NaN, spotY = NaN] = target;
        expect(Math.abs(x - puck[0])).toBeLessThanOrEqual(puckSpreadM);
        expect(Math.abs(y - puck[1])).toBeLessThanOrEqual(puckSpreadM);
        expect(z).toBe(0.0175);
        expect(Math.abs(Math.atan2(spotY - y, spotX - x))).toBeLessThanOrEqual(0.6 + 1e-6);
        expect(Math.hypot(spotX - x, spotY - y)).toBeGreaterThanOrEqual(0.05 - 1e-6);
        expect(Math.hypot(spotX - x, spotY - y)).toBeLessThanOrEqual(0.1 + 1e-6);
      }
    });

    it('succeeds when the puck has been within 2 cm of the spot for 0.25 s, and counts anew when it leaves', () => {
      const task = createPush(twin);
      const { startRad, target } = begin(task, 3);
      const [x = NaN, y = NaN] = target;
      const on = [x + 0.019, y, 0.0175];
      const off = [x + 0.021, y, 0.0175];
      expect(successes(task, startRad, [off, on, on, on, on, on, on])).toEqual([6]);
      expect(successes(task, startRad, [on, on, on, on, on, off, on, on, on, on, on, on])).toEqual([11]);
    });

    it('charges for the ways of hand and puck and for effort, and pays for success', () => {
      const task = createPush(twin);
      const { startRad, objectPoses, target } = begin(task, 3);
      const far = reading(0, startRad, objectPoses);
      task.started(far);
      const distance = Math.hypot((objectPoses[0] ?? NaN) - (target[0] ?? NaN), (objectPoses[1] ?? NaN) - (target[1] ?? NaN));
      const { reward, rewardTerms } = task.assess({ ...far, timeS: 0.05 }, Float32Array.of(1, 0));
      expect(rewardTerms).toMatchObject({ distance: expect.closeTo(-6 * distance, 6), effort: expect.closeTo(-0.01, 6), success: 0 });
      expect(rewardTerms.outside).toBeCloseTo(-0.4 * (1 - Math.exp(-((distance / 0.03) ** 2))), 6);
      // The fork stands 6 cm behind the puck and up to 2 cm aside; it pushes from 3.4 cm.
      expect(rewardTerms.approach).toBeLessThan(-2 * 0.02);
      expect(reward).toBeCloseTo(Object.values(rewardTerms).reduce((sum, term) => sum + term, 0), 12);
    });

    it('observes the puck from the hand and the spot from the puck, scaled as documented', () => {
      const task = createPush(twin);
      const { startRad, objectPoses, target } = begin(task, 3);
      const objects = Float64Array.of(...objectPoses, 0.3, -0.15, 0, 0, 0, 0);
      const state = reading(0, startRad, objectPoses, { objects });
      task.started(state);
      const seen = observed(task, state);
      const [x = NaN, y = NaN] = objectPoses;
      const expected = [(x - 0.23) / 0.1, y / 0.1, 1, -0.5, (x - 0.23) / 0.05 - 2 * (seen[0] ?? NaN), y / 0.05 - 2 * (seen[1] ?? NaN), ((target[0] ?? NaN) - x) / 0.05, ((target[1] ?? NaN) - y) / 0.05, 0, 0];
      expect(seen).toHaveLength(16);
      seen.slice(6).forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 4));
      expect((x - 0.23) / 0.1 - (seen[0] ?? NaN)).toBeCloseTo(0.6, 1);
    });
  });

  describe('lift', () => {
    it('succeeds when the cube has been 5 cm up for 0.25 s', () => {
      const task = createLift(twin);
      const { startRad, objectPoses } = begin(task, 3);
      const [x = NaN, y = NaN, z = NaN] = objectPoses;
      expect(z).toBe(0.0125);
      const up = [x, y, z + 0.0501];
      const low = [x, y, z + 0.0499];
      expect(successes(task, startRad, [low, up, up, up, up, up, up])).toEqual([6]);
      expect(successes(task, startRad, [up, up, up, up, up, low, up, up])).toEqual([]);
      successes(task, startRad, [up, [0.2, -0.05, 0.04]]);
      expect(task.target).toEqual(Float32Array.of(0.2, -0.05, 0.0625));
    });

    it('pays for coming near, for closing around the cube and not beside it, and for height', () => {
      const task = createLift(twin);
      const { startRad } = begin(task, 3);
      const { middle } = liftMiddle(task, startRad);
      const terms = (place: readonly number[], gripperRad: number) => {
        const positionRad = Float64Array.from(startRad, (angle, joint) => (joint === 5 ? gripperRad : angle));
        task.started(reading(0, positionRad, place));
        return task.assess(reading(0.05, positionRad, place), new Float32Array(4)).rewardTerms;
      };
      const [x = NaN, y = NaN, z = NaN] = middle;
      const between = [x, y, z];
      const beside = [x + 0.06, y, z];
      expect(terms(between, 0.7).grip).toBeCloseTo(-0.4, 6);
      expect(terms(between, 0.22).grip).toBeCloseTo(0, 3);
      expect(terms(beside, 0.22).grip).toBeLessThan(-0.399);
      expect(terms(beside, 0.7).approach).toBeCloseTo(-0.24, 4);
      expect(terms([x, y, 0.0125], 0.7).height).toBe(-1);
      expect(terms([x, y, 0.0375], 0.7).height).toBeCloseTo(-0.5, 6);
      expect(terms([x, y, 0.1], 0.7).height).toBeCloseTo(0, 6);
    });

    /** Where the middle of the opening is, by the observation of a cube at the origin. */
    function liftMiddle(task: ArmTask, startRad: Float64Array): { readonly middle: readonly number[] } {
      const state = reading(0, startRad, [0, 0, 0]);
      task.started(state);
      return { middle: observed(task, state).slice(12, 15).map((value) => -value * liftSettings.scales.nearM) };
    }

    it('holds the middle of the opening above the cube at the start', () => {
      const task = createLift(twin);
      for (let seed = 0; seed < 50; seed += 1) {
        const { startRad, objectPoses } = begin(task, seed);
        const state = reading(0, startRad, objectPoses);
        task.started(state);
        const [x = NaN, y = NaN, z = NaN] = observed(task, state).slice(12, 15).map((value) => value * liftSettings.scales.nearM);
        expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThan(0.0205);
        expect(z).toBeCloseTo(-0.045, 4);
      }
    });

    it('keeps the gripper closed for half of its actions and opens it with the others', () => {
      const task = createLift(twin);
      const { startRad, objectPoses } = begin(task, 3);
      const targetRad = new Float64Array(6);
      const gripperOf = (open: number): number | undefined => {
        task.targets(Float32Array.of(0, 0, 0, open), reading(0, startRad, objectPoses), targetRad);
        return targetRad[5];
      };
      expect([-1, -0.2, 0, 0.5, 1].map(gripperOf)).toEqual([0, 0, 0, 0.35, 0.7]);
    });

    it('sees quarter turns of the cube as the same', () => {
      const task = createLift(twin);
      const { startRad, objectPoses } = begin(task, 3);
      const turned = (extraRad: number): number => {
        const angle = 2 * Math.atan2(objectPoses[6] ?? 0, objectPoses[3] ?? 1) + extraRad;
        const pose = [...objectPoses.subarray(0, 3), Math.cos(angle / 2), 0, 0, Math.sin(angle / 2)];
        return observed(task, reading(0, startRad, pose))[19] ?? NaN;
      };
      expect(Math.abs(turned(0))).toBeLessThan(0.3 / (Math.PI / 4) + 1e-6);
      expect(turned(Math.PI / 2)).toBeCloseTo(turned(0), 5);
      expect(turned(-Math.PI)).toBeCloseTo(turned(0), 5);
      expect(turned(0.1)).not.toBeCloseTo(turned(0), 2);
    });
  });
});
