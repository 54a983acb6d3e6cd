import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArmState } from '../../../shared/arm';
import { loadTwin, type Twin } from '../twin';
import { createHand } from './hand';
import { createHandMotion, createHandProjection, type HandSettings } from './hand-motion';

const settings: HandSettings = {
  pitchRad: 1.4,
  rollRad: 0,
  middleM: 0.018,
  axes: [0, 1],
  stepM: 0.01,
  box: { minimum: [0.15, -0.1, 0.03], maximum: [0.25, 0.1, 0.03] },
  maxLeadM: 0.02,
  maxTurnRad: 0.05,
};

describe('the hand of the SO-101', () => {
  let twin: Twin;
  beforeAll(async () => {
    twin = await loadTwin('so-101');
  });
  afterAll(() => twin.close());

  function tipOf(postureRad: Float64Array): number[] {
    const tip = new Float64Array(3);
    twin.tip(postureRad, tip);
    return [...tip];
  }

  function reading(postureRad: Float64Array, more: Partial<ArmState> = {}): ArmState {
    return { timeS: 0, positionRad: postureRad, velocityRadS: new Float64Array(6), goalRad: postureRad.slice(), ...more };
  }

  const distance = (first: ArrayLike<number>, second: ArrayLike<number>): number =>
    Math.hypot(...Array.from(first, (value, axis) => value - (second[axis] ?? NaN)));

  it.each([
    ['down', Math.PI / 2, 0, [0.2, 0.05, 0.02]],
    ['down, to the side and turned', Math.PI / 2, Math.PI / 2, [0.15, -0.16, 0.03]],
    ['tilted', 1.2, 0, [0.3, 0.1, 0.08]],
    ['forward', 0.5, 0, [0.26, -0.11, 0.2]],
  ] as const)('brings the tip to a point, the hand pointing %s', (_, pitchRad, rollRad, point) => {
    const postureRad = Float64Array.of(0, 0, 0, 0, 0, 0.7);
    createHand(twin, 'test', pitchRad, rollRad).reach(point, postureRad);
    expect(distance(tipOf(postureRad), point)).toBeLessThan(1e-4);
    const [, lift = NaN, elbow = NaN, wrist = NaN, roll, gripper] = postureRad;
    expect(lift + elbow + wrist).toBeCloseTo(pitchRad, 9);
    expect([roll, gripper]).toEqual([rollRad, 0.7]);
  });

  it('stretches towards a point that is too far, and stays in the joint ranges', () => {
    const postureRad = new Float64Array(6);
    createHand(twin, 'test', 0).reach([0.9, 0.9, 0.1], postureRad);
    twin.description.joints.forEach(({ minRad, maxRad }, joint) => {
      expect(postureRad[joint]).toBeGreaterThanOrEqual(minRad);
      expect(postureRad[joint]).toBeLessThanOrEqual(maxRad);
    });
    const [x = NaN, y = NaN] = tipOf(postureRad);
    expect(y / (x - 0.0388)).toBeCloseTo(0.9 / (0.9 - 0.0388), 2);
  });

  it('refuses an arm with other joints, and names the task', () => {
    const description = { ...twin.description, title: 'Two-link', joints: twin.description.joints.slice(0, 2) };
    expect(() => createHand({ ...twin, description }, 'push', 1)).toThrow(/task "push" needs an arm built like the SO-101.*"Two-link" has shoulder_pan, shoulder_lift\. Choose another task/);
  });

  it('refuses an arm whose links move otherwise', () => {
    const mirror = (posture: ArrayLike<number>): number[] => Array.from(posture, (angle, joint) => (joint === 1 ? -angle : angle));
    const mirrored: Twin = { ...twin, tip: (posture, point, offset) => twin.tip(mirror(posture), point, offset) };
    expect(() => createHand(mirrored, 'push', 1)).toThrow('built like the SO-101');
  });

  it('starts with the middle of the opening at a point', () => {
    const motion = createHandMotion(twin, 'test', 0.05, settings);
    const postureRad = motion.posture([0.21, 0.05, 0.04], 0.7);
    expect(distance(motion.read(reading(postureRad)).middle, [0.21, 0.05, 0.04])).toBeLessThan(5e-4);
    expect(postureRad[5]).toBe(0.7);
  });

  it('moves the tip by the action along its axes, at the height of the box, and keeps it in the box', () => {
    const motion = createHandMotion(twin, 'test', 0.05, { ...settings, maxTurnRad: 1 });
    const state = reading(motion.posture([0.218, 0.05, 0.03], 0.7));
    const from = tipOf(state.positionRad);
    const targetRad = new Float64Array(6);
    motion.targets(Float32Array.of(0.5, -1), state, 0.3, targetRad);
    expect(distance(tipOf(targetRad), [(from[0] ?? NaN) + 0.005, (from[1] ?? NaN) - 0.01, 0.03])).toBeLessThan(1e-4);
    expect(targetRad[5]).toBe(0.3);

    const edge = reading(motion.posture([0.267, 0, 0.03], 0.7));
    motion.targets(Float32Array.of(1, 0), edge, 0.3, targetRad);
    expect(tipOf(targetRad)[0]).toBeCloseTo(0.25, 4);
  });

  it('shortens a step that would turn a joint too far, and keeps its direction', () => {
    const motion = createHandMotion(twin, 'test', 0.05, settings);
    const state = reading(motion.posture([0.18, 0, 0.03], 0.7));
    const targetRad = new Float64Array(6);
    motion.targets(Float32Array.of(1, 1), state, 0.7, targetRad);
    expect(Math.max(...targetRad.map((target, joint) => Math.abs(target - (state.goalRad[joint] ?? NaN))))).toBeLessThan(0.055);
    const [dx = NaN, dy = NaN] = tipOf(targetRad).map((value, axis) => value - (tipOf(state.positionRad)[axis] ?? NaN));
    expect(dx).toBeGreaterThan(0.002);
    expect(dy / dx).toBeCloseTo(1, 1);
  });

  it('lets the goal run no farther ahead of a blocked tip than the lead', () => {
    const motion = createHandMotion(twin, 'test', 0.05, settings);
    const state = reading(motion.posture([0.2, 0, 0.03], 0.7), { goalRad: motion.posture([0.25, 0, 0.03], 0.7) });
    const { base, tip } = motion.read(state);
    expect(distance(base, tip)).toBeCloseTo(settings.maxLeadM, 6);
  });

  it('backs off upwards after it has pressed for half a second, and not before', () => {
    const motion = createHandMotion(twin, 'test', 0.05, settings);
    motion.restart();
    const postureRad = motion.posture([0.2, 0, 0.03], 0.7);
    const targetRad = new Float64Array(6);
    const raisedBy = (tick: number, load: number): number => {
      motion.targets(Float32Array.of(0, 0), reading(postureRad, { timeS: tick * 0.05, load: Float64Array.of(0, load, 0, 0, 0, -1) }), 0.7, targetRad);
      return (tipOf(targetRad)[2] ?? NaN) - (tipOf(postureRad)[2] ?? NaN);
    };
    for (let tick = 0; tick < 10; tick += 1) expect(raisedBy(tick, 1)).toBeCloseTo(0, 4);
    expect(raisedBy(10, 1)).toBeCloseTo(0.015, 4);
    expect(raisedBy(11, 0.5)).toBeCloseTo(0, 4);
    expect(raisedBy(12, 1)).toBeCloseTo(0, 4);
  });

  it('projects actions to where the tip goes, and no action to where its goal is', () => {
    const motion = createHandMotion(twin, 'test', 0.05, settings);
    const state = reading(motion.posture([0.22, 0, 0.03], 0.7));
    const projection = createHandProjection(settings, 3);
    const points = new Float32Array(6);
    const configuration = motion.configuration(state);
    projection.project(new Float32Array(1), configuration, Float32Array.of(0, 0, 1, 1, -1, 0), points);
    const [x = NaN, y = NaN] = tipOf(state.positionRad);
    expect(distance(points, [x, y, 0.03, x + 0.01, y - 0.01, 0.03])).toBeLessThan(1e-5);
    const tip = new Float32Array(3);
    projection.tip(new Float32Array(1), configuration, tip);
    expect(distance(tip, tipOf(state.positionRad))).toBeLessThan(1e-6);
  });
});
