import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../shared/maths/random';
import type { Environment } from '../environment';
import { openReacher } from './reacher';

const periodS = 0.02;
const linkM = [0.1, 0.11] as const;

describe('reacher', () => {
  let environment: Environment;
  beforeAll(async () => {
    environment = await openReacher();
  });
  afterAll(() => environment.close());

  /** The angles and velocities of the joints, the target and the tip, from an observation. */
  function read(observation: Float32Array) {
    const [c0 = 0, c1 = 0, s0 = 0, s1 = 0, targetX = 0, targetY = 0, v0 = 0, v1 = 0, dx = 0, dy = 0] = observation;
    return { angles: [Math.atan2(s0, c0), Math.atan2(s1, c1)] as const, target: [targetX, targetY] as const, velocities: [v0, v1] as const, offset: [dx, dy] as const };
  }

  it('moves each joint as q" = 200 a - q\', whatever the other does', async () => {
    // The solution of the decoupled equation over one control period.
    const decay = Math.exp(-periodS);
    const random = createRandom(3);
    for (let episode = 0; episode < 5; episode += 1) {
      let before = read(await environment.reset(episode));
      for (let step = 0; step < 10; step += 1) {
        const action = Float32Array.of(0.1 * (2 * random.uniform() - 1), 0.1 * (2 * random.uniform() - 1));
        const after = read((await environment.step(action)).observation);
        for (const joint of [0, 1] as const) {
          const push = 200 * (action[joint] ?? 0);
          const velocity = push + (before.velocities[joint] - push) * decay;
          const angle = before.angles[joint] + push * periodS + (before.velocities[joint] - push) * (1 - decay);
          // The links weigh about 1e-4 of the armature.
          expect(after.velocities[joint]).toBeCloseTo(velocity, 1);
          expect(Math.cos(after.angles[joint] - angle)).toBeCloseTo(1, 4);
        }
        before = after;
      }
    }
  });

  it('pays minus the distance after the step, and minus the squared action', async () => {
    await environment.reset(7);
    const action = Float32Array.of(0.5, -0.25);
    const { observation, reward, rewardTerms } = await environment.step(action);
    const { angles, target, offset } = read(observation);
    const tip = [
      linkM[0] * Math.cos(angles[0]) + linkM[1] * Math.cos(angles[0] + angles[1]),
      linkM[0] * Math.sin(angles[0]) + linkM[1] * Math.sin(angles[0] + angles[1]),
    ] as const;
    expect(offset[0]).toBeCloseTo(tip[0] - target[0], 6);
    expect(offset[1]).toBeCloseTo(tip[1] - target[1], 6);
    expect(rewardTerms['distance']).toBeCloseTo(-Math.hypot(...offset), 6);
    expect(rewardTerms['control-cost']).toBeCloseTo(-(0.25 + 0.0625), 12);
    expect(reward).toBeCloseTo(-Math.hypot(...offset) - 0.3125, 6);
  });

  it('starts near zero with targets spread over the disc of 0.2 m, and ends by the clock after 50 steps', async () => {
    const starts = 2000;
    const shares = [0, 0, 0, 0];
    for (let seed = 0; seed < starts; seed += 1) {
      const { angles, target, velocities } = read(await environment.reset(seed));
      for (const angle of angles) expect(Math.abs(angle)).toBeLessThanOrEqual(0.1);
      for (const velocity of velocities) expect(Math.abs(velocity)).toBeLessThanOrEqual(0.005);
      const radius = Math.hypot(...target);
      expect(radius).toBeLessThanOrEqual(0.2);
      // Rings of equal area get equal shares of a uniform disc.
      const ring = Math.min(3, Math.floor(4 * (radius / 0.2) ** 2));
      shares[ring] = (shares[ring] ?? 0) + 1 / starts;
    }
    for (const share of shares) expect(Math.abs(share - 0.25)).toBeLessThan(0.04);

    let last = await environment.step(Float32Array.of(0, 0));
    for (let step = 1; step < 50; step += 1) {
      expect(last.truncated).toBe(false);
      last = await environment.step(Float32Array.of(0, 0));
    }
    expect(last).toMatchObject({ truncated: true, terminated: false });
  });

  it('costs about 12.3 for doing nothing and 43.2 for acting at random', async () => {
    const random = createRandom(1);
    const returns = { still: 0, random: 0 };
    const episodes = 100;
    for (const [name, amplitude] of [['still', 0], ['random', 1]] as const) {
      for (let seed = 0; seed < episodes; seed += 1) {
        await environment.reset(seed);
        for (let step = 0; step < 50; step += 1) {
          const action = Float32Array.of(amplitude * (2 * random.uniform() - 1), amplitude * (2 * random.uniform() - 1));
          returns[name] += (await environment.step(action)).reward / episodes;
        }
      }
    }
    expect(Math.abs(returns.still + 12.3)).toBeLessThan(1);
    expect(Math.abs(returns.random + 43.2)).toBeLessThan(2);
  });
});
