import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Environment } from '../environment';
import { openInvertedPendulum } from './inverted-pendulum';

const rest = Float32Array.of(0);

describe('inverted-pendulum', () => {
  let environment: Environment;
  beforeAll(async () => {
    environment = await openInvertedPendulum();
  });
  afterAll(() => environment.close());

  it('starts within 0.01 of upright and at rest, in every number', async () => {
    const all: number[] = [];
    for (let seed = 0; seed < 500; seed += 1) all.push(...(await environment.reset(seed)));
    expect(Math.max(...all.map(Math.abs))).toBeLessThanOrEqual(0.01);
    expect(Math.max(...all)).toBeGreaterThan(0.0099);
    expect(Math.min(...all)).toBeLessThan(-0.0099);
  });

  it('pays 1 a step until the pole is beyond 0.2 rad, and nothing for that step', async () => {
    for (let seed = 0; seed < 20; seed += 1) {
      await environment.reset(seed);
      for (let outcome = await environment.step(rest); ; outcome = await environment.step(rest)) {
        const fallen = Math.abs(outcome.observation[1] ?? NaN) > 0.2;
        expect(outcome).toMatchObject({ terminated: fallen, truncated: false, reward: fallen ? 0 : 1 });
        if (outcome.terminated) break;
      }
    }
  });

  it('succeeds when a controller keeps the pole up for all 1000 steps', async () => {
    let observation = await environment.reset(4);
    let episodeReturn = 0;
    for (let step = 1; step <= 1000; step += 1) {
      const [place = 0, angle = 0, velocity = 0, turning = 0] = observation;
      const outcome = await environment.step(Float32Array.of(place + 6 * angle + velocity + turning));
      observation = outcome.observation;
      episodeReturn += outcome.reward;
      expect(outcome).toMatchObject({ terminated: false, truncated: step === 1000, success: step === 1000 });
    }
    expect(episodeReturn).toBe(1000);
  });

  it('follows the equations of a cart and pole near upright', async () => {
    let state = Array.from(await environment.reset(2));
    for (let step = 0; step < 10; step += 1) {
      const action = 0.02 * Math.sin(step);
      const { observation } = await environment.step(Float32Array.of(action));
      state = runLinearModel(state, 300 * action, 0.04);
      // What the linear model leaves out is of third order.
      state.forEach((value, index) => expect(Math.abs((observation[index] ?? NaN) - value)).toBeLessThan(1e-5 + 0.004 * Math.abs(value)));
    }
    expect(Math.abs(state[1] ?? 0)).toBeGreaterThan(0.002);
  });
});

/** Capsules of water: the cart of radius 0.1 m and length 0.2 m, the pole of 0.049 m and 0.6 m, its far end 1 mm aside. */
const cart = capsule(0.1, 0.2);
const pole = capsule(0.049, 0.6);
const half = 0.3;
const tilt = 0.001 / 0.6;

function capsule(radius: number, length: number) {
  const cylinder = 1000 * Math.PI * radius ** 2 * length;
  const caps = 1000 * (4 / 3) * Math.PI * radius ** 3;
  const inertia = cylinder * (radius ** 2 / 4 + length ** 2 / 12) + caps * ((2 / 5) * radius ** 2 + length ** 2 / 4 + (3 / 8) * length * radius);
  return { mass: cylinder + caps, inertia };
}

/** The linearised equations, damping 1 at both joints, by small steps of Heun's rule. */
function runLinearModel(start: readonly number[], forceN: number, seconds: number): number[] {
  const slope = ([, angle = 0, velocity = 0, turning = 0]: readonly number[]): number[] => {
    const [a, b, d] = [cart.mass + pole.mass, pole.mass * half, pole.inertia + pole.mass * half ** 2];
    const push = forceN - velocity;
    const fall = pole.mass * 9.81 * half * (angle + tilt) - turning;
    const determinant = a * d - b * b;
    return [velocity, turning, (d * push - b * fall) / determinant, (a * fall - b * push) / determinant];
  };
  const steps = 200;
  const dt = seconds / steps;
  const moved = (state: readonly number[], by: readonly number[], time: number) => state.map((value, index) => value + time * (by[index] ?? 0));
  let state = [...start];
  for (let step = 0; step < steps; step += 1) {
    const first = slope(state);
    const second = slope(moved(state, first, dt));
    state = moved(moved(state, first, dt / 2), second, dt / 2);
  }
  return state;
}
