import { describe, expect, it } from 'vitest';
import { createPendulum, createPendulumProjection } from './pendulum';
import { pendulumCost, stepPendulum, wrap, type PendulumState } from './pendulum-dynamics';

describe('the pendulum', () => {
  it.each([
    // thd' = thd + (15 sin th + 3 u) 0.05, th' = th + 0.05 thd'
    ['falls from a lean', { angleRad: Math.PI / 6, velocityRadS: 0 }, 0, { angleRad: Math.PI / 6 + 0.05 * 0.375, velocityRadS: 0.375 }],
    ['is pushed off the top', { angleRad: 0, velocityRadS: 1 }, 1, { angleRad: 0.0575, velocityRadS: 1.15 }],
    ['takes 2 Nm at most', { angleRad: 0, velocityRadS: 0 }, -50, { angleRad: -0.015, velocityRadS: -0.3 }],
    ['turns at 8 rad/s at most', { angleRad: Math.PI / 2, velocityRadS: 7.9 }, 2, { angleRad: Math.PI / 2 + 0.4, velocityRadS: 8 }],
  ])('%s as computed by hand', (_, before, torque, after) => {
    const { angleRad, velocityRadS } = stepPendulum(before, torque);
    expect(angleRad).toBeCloseTo(after.angleRad, 12);
    expect(velocityRadS).toBeCloseTo(after.velocityRadS, 12);
  });

  it('costs angle, velocity and torque of the state before the step', () => {
    const cost = pendulumCost({ angleRad: 2 * Math.PI + 0.5, velocityRadS: -3 }, 5);
    expect(cost.angle).toBeCloseTo(0.25, 12);
    expect(cost.velocity).toBeCloseTo(0.9, 12);
    expect(cost.torque).toBeCloseTo(0.004, 12);
  });

  it.each([[Math.PI, -Math.PI], [-Math.PI, -Math.PI], [3, 3], [4, 4 - 2 * Math.PI], [-20, -20 + 6 * Math.PI]])('wraps %f to %f', (angle, wrapped) => {
    expect(wrap(angle)).toBeCloseTo(wrapped, 12);
  });

  it('keeps its energy without torque, as a semi-implicit integration does: bounded, without drift', () => {
    // The rod's moment is 1/3, so E = thd^2 / 6 + 5 cos th; a swing about the bottom that never meets the speed limit.
    const energy = ({ angleRad, velocityRadS }: PendulumState): number => velocityRadS ** 2 / 6 + 5 * Math.cos(angleRad);
    let state: PendulumState = { angleRad: Math.PI - 0.5, velocityRadS: 0 };
    const start = energy(state);
    const swings: number[] = [];
    for (let step = 0; step < 20_000; step += 1) {
      state = stepPendulum(state, 0);
      swings.push(energy(state) - start);
    }
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.max(...swings.map(Math.abs))).toBeLessThan(0.08);
    expect(Math.abs(mean(swings.slice(0, 2000)) - mean(swings.slice(-2000)))).toBeLessThan(0.005);
  });

  it('observes cosine, sine and velocity, unscaled, of a start that the seed alone fixes', async () => {
    const pendulum = createPendulum();
    const first = Array.from(await pendulum.reset(5));
    const [angle = NaN, velocity = NaN] = pendulum.configuration();
    expect(first).toEqual([Math.cos(angle), Math.sin(angle), velocity].map(Math.fround));
    expect(Math.abs(velocity)).toBeLessThanOrEqual(1);
    await pendulum.step(Float32Array.of(1));
    expect(Array.from(await pendulum.reset(6))).not.toEqual(first);
    expect(Array.from(await pendulum.reset(5))).toEqual(first);
  });

  it('takes a full action as 2 Nm and rewards by the state before it', async () => {
    const pendulum = createPendulum();
    await pendulum.reset(9);
    const [angleRad = NaN, velocityRadS = NaN] = pendulum.configuration();
    const { reward, rewardTerms } = await pendulum.step(Float32Array.of(-1));
    const after = stepPendulum({ angleRad, velocityRadS }, -2);
    expect(Array.from(pendulum.configuration())).toEqual([after.angleRad, after.velocityRadS]);
    expect(reward).toBeCloseTo(-(wrap(angleRad) ** 2 + 0.1 * velocityRadS ** 2 + 0.004), 12);
    expect(Object.values(rewardTerms).reduce((sum, term) => sum + term, 0)).toBeCloseTo(reward, 12);
  });

  it('is truncated after 200 steps and never terminates', async () => {
    const pendulum = createPendulum();
    await pendulum.reset(1);
    for (let step = 1; step <= 200; step += 1) {
      const outcome = await pendulum.step(Float32Array.of(0));
      expect([outcome.terminated, outcome.truncated]).toEqual([false, step === 200]);
    }
  });

  it('succeeds when a controller holds it upright at the end, and not when it hangs', async () => {
    const pendulum = createPendulum();
    const endsWell = async (seed: number, control: (angle: number, velocity: number) => number): Promise<boolean> => {
      await pendulum.reset(seed);
      for (;;) {
        const [angle = 0, velocity = 0] = pendulum.configuration();
        const { truncated, success } = await pendulum.step(Float32Array.of(Math.min(1, Math.max(-1, control(wrap(angle), velocity)))));
        if (truncated) return success;
      }
    };
    // Pumps energy towards that of standing upright, E = 5, and catches the pendulum near the top.
    const swingUp = (angle: number, velocity: number): number =>
      Math.abs(angle) < 0.35 ? -8 * angle - 2 * velocity : Math.sign(velocity) * (5 - velocity ** 2 / 6 - 5 * Math.cos(angle));
    expect(await endsWell(3, swingUp)).toBe(true);
    expect(await endsWell(3, (_, velocity) => -velocity)).toBe(false);
  });

  it('projects actions to where the bob will be, and draws it there', async () => {
    const pendulum = createPendulum();
    const projection = createPendulumProjection();
    const observation = await pendulum.reset(2);
    const configuration = pendulum.configuration();
    const tip = new Float32Array(3);
    projection.tip(observation, configuration, tip);
    expect(pendulum.pose().tip).toEqual(tip);
    const [angle = NaN] = configuration;
    expect(tip[0]).toBeCloseTo(Math.sin(angle), 6);
    expect(tip[2]).toBeCloseTo(1.25 + Math.cos(angle), 6);

    const points = new Float32Array(6);
    projection.project(observation, configuration, Float32Array.of(-1, 0.5), points);
    await pendulum.step(Float32Array.of(0.5));
    expect(pendulum.pose().tip).toEqual(points.subarray(3));
    expect(points.subarray(0, 3)).not.toEqual(points.subarray(3));
    projection.close();
  });
});
