import { describe, expect, it } from 'vitest';
import type { Environment } from '../environment';
import { openWorld } from './custom-world';
import { smallModel, smallWorld } from './testing/small-world';
import type { WorldDocument } from './world-schema';

async function withWorld<Result>(change: Partial<WorldDocument>, use: (world: Environment) => Promise<Result>, mjcf?: string): Promise<Result> {
  const world = await openWorld(smallWorld(change, mjcf));
  try {
    return await use(world);
  } finally {
    await world.close();
  }
}

const still = Float32Array.of(0, -1);
const push = Float32Array.of(1, -1);
/** What is observed once the ball has come to rest. */
async function settled(world: Environment): Promise<readonly number[]> {
  await world.reset(1);
  for (let step = 0; step < 100; step += 1) await world.step(still);
  return Array.from((await world.step(still)).observation);
}
const place = (at: readonly [number, number]): Partial<WorldDocument> => ({
  reset: { place: [{ joints: ['slide'], ranges: [[at[0], at[0] + 1e-12]] }, { joints: ['hinge'], ranges: [[at[1], at[1] + 1e-12]] }] },
});
/** Where the top of the pole is, x and z, with the cart at `slide` and the pole turned by `hinge`. */
const top = (slide: number, hinge: number): readonly [number, number] => [slide + 0.4 * Math.sin(hinge), 0.5 + 0.4 * Math.cos(hinge)];

describe('what a world observes', () => {
  it.each<[string, WorldDocument['observation'], readonly number[]]>([
    ['positions of joints in the order of their names', [{ type: 'qpos', joints: ['hinge', 'slide'] }], [0.3, -0.2]],
    ['positions by number', [{ type: 'qpos', from: 0, to: 2 }], [-0.2, 0.3, 1]],
    ['clipped velocities', [{ type: 'qvel', joints: ['slide'], clip: [0.5, 1] }], [0.5]],
    ['cosines and sines', [{ type: 'cosine', joints: ['hinge'] }, { type: 'sine', joints: ['hinge'] }], [Math.cos(0.3), Math.sin(0.3)]],
    ['sensors', [{ type: 'sensor', sensor: 'slide_sensor' }, { type: 'sensor', sensor: 'top_sensor' }], [-0.2, top(-0.2, 0.3)[0], 0, top(-0.2, 0.3)[1]]],
    ['a site', [{ type: 'place', of: { site: 'top' }, axes: 'xz' }], top(-0.2, 0.3)],
    ['a difference', [{ type: 'difference', of: { body: 'target' }, minus: { body: 'cart' } }], [0.5, 0.1, 0]],
  ])('%s', async (_, observation, expected) => {
    await withWorld({ ...place([-0.2, 0.3]), observation }, async (world) => {
      const first = await world.reset(1);
      expect(first).toHaveLength(expected.length);
      expected.forEach((value, index) => expect(first[index]).toBeCloseTo(value, 5));
    });
  });

  it('tells forces of contact, torque and force of each body, and none without contact', async () => {
    await withWorld(
      { observation: [{ type: 'contact-forces', bodies: ['ball', 'cart'] }, { type: 'contact-forces', clip: [-0.1, 0.1] }] },
      async (world) => {
        const seen = await settled(world);
        // The ground carries the ball of 0.2 kg; nothing touches the cart.
        [0, 0, 0, 0, 0, 0.2 * 9.81].forEach((force, index) => expect(seen[index]).toBeCloseTo(force, 3));
        expect(seen.slice(6, 12)).toEqual([0, 0, 0, 0, 0, 0]);
        expect(seen).toHaveLength(12 + 4 * 6);
        expect(Math.max(...seen.slice(12).map(Math.abs))).toBeCloseTo(0.1, 6);
      },
    );
  });

  it('is of the state after the step, poses and sensors too', async () => {
    await withWorld({ observation: [{ type: 'qpos', joints: ['slide'] }, { type: 'sensor', sensor: 'slide_sensor' }, { type: 'place', of: { body: 'cart' }, axes: 'x' }] }, async (world) => {
      await world.reset(1);
      const { observation } = await world.step(push);
      expect(observation[0]).toBeGreaterThan(1e-4);
      expect(observation[1]).toBeCloseTo(observation[0] ?? NaN, 9);
      expect(observation[2]).toBeCloseTo(observation[0] ?? NaN, 9);
    });
  });
});

describe('what a world rewards', () => {
  const start = place([-0.2, 0.3]);
  const [topX, topZ] = top(-0.2, 0.3);
  const toTarget = Math.hypot(0.3 - topX, 0.1, 0.5 - topZ);

  it.each<[string, WorldDocument['reward'][number], number]>([
    ['a distance before the step', { type: 'distance', from: { site: 'top' }, to: { body: 'target' }, weight: -2, when: 'before' }, -2 * toTarget],
    ['a distance over some axes', { type: 'distance', from: { site: 'top' }, to: { body: 'target' }, axes: 'y', weight: 1 }, 0.1],
    ['the squares of the controls, in their units', { type: 'control-cost', weight: -0.5 }, -0.5 * (2 ** 2 + 0.25 ** 2)],
    ['a step alive', { type: 'alive', weight: 3 }, 3],
    ['the cosine of a joint', { type: 'rotation', joint: 'hinge', target: 0.1, weight: 1, when: 'before' }, Math.cos(0.2)],
    ['the angle of a joint', { type: 'rotation', joint: 'hinge', measure: 'angle', weight: -1, when: 'before' }, -0.3],
    ['the square of the angle of an axis', { type: 'rotation', of: { body: 'pole' }, axis: 'z', along: [0, 0, 2], measure: 'square', weight: 1, when: 'before' }, 0.09],
    ['the alignment of an axis', { type: 'rotation', of: { body: 'pole' }, axis: 'x', along: [0, 0, 1], weight: 1, when: 'before' }, -Math.sin(0.3)],
  ])('%s', async (_, item, expected) => {
    await withWorld({ ...start, reward: [item] }, async (world) => {
      await world.reset(1);
      expect((await world.step(Float32Array.of(1, -0.5))).reward).toBeCloseTo(expected, 4);
    });
  });

  it('pays the velocity over the whole step, of a joint and of a point', async () => {
    await withWorld({ ...start, reward: [{ type: 'forward-velocity', joint: 'slide', weight: 2 }, { type: 'forward-velocity', of: { site: 'top' }, axis: 'z', weight: 1 }], observation: [{ type: 'qpos', joints: ['slide', 'hinge'] }] }, async (world) => {
      const before = Array.from(await world.reset(1));
      const { observation, reward, rewardTerms } = await world.step(push);
      const [slide = 0, hinge = 0] = observation;
      const periodS = 0.02;
      const forward = (2 * (slide - (before[0] ?? 0))) / periodS;
      const upward = (top(slide, hinge)[1] - topZ) / periodS;
      expect(rewardTerms['forward-velocity']).toBeCloseTo(forward, 4);
      expect(rewardTerms['forward-velocity 2']).toBeCloseTo(upward, 3);
      expect(reward).toBeCloseTo(forward + upward, 3);
    });
  });

  it('counts forces of contact clipped one by one, and cuts their sum', async () => {
    const cost = { type: 'contact-cost' as const, bodies: ['ball'], weight: -1 };
    await withWorld({ reward: [{ ...cost, clip: [-0.5, 0.5] }, { ...cost, atMost: 0.1 }, { ...cost, bodies: ['cart'] }] }, async (world) => {
      await settled(world);
      const { rewardTerms } = await world.step(still);
      // The ground pushes the ball along z alone, with 1.96 N.
      expect(rewardTerms['contact-cost']).toBeCloseTo(-0.25, 5);
      expect(rewardTerms['contact-cost 2']).toBeCloseTo(-0.1, 9);
      expect(rewardTerms['contact-cost 3']).toBeCloseTo(0, 9);
    });
  });
});

describe('how an episode of a world ends', () => {
  const left: WorldDocument['termination'] = [{ type: 'qpos', joints: ['slide'], maximum: 0.001 }];

  it.each([[false, 0], [true, 1]] as const)('by a range that was left, and the bonus of that step is paid as told: %s', async (onTermination, bonus) => {
    await withWorld({ termination: left, reward: [{ type: 'alive', weight: 1, onTermination }] }, async (world) => {
      await world.reset(1);
      expect(await world.step(still)).toMatchObject({ terminated: false, reward: 1 });
      let outcome = await world.step(push);
      while (!outcome.terminated) outcome = await world.step(push);
      expect(outcome).toMatchObject({ reward: bonus, truncated: false, success: false });
    });
  });

  it.each<[string, NonNullable<WorldDocument['termination']>[number]]>([
    ['a velocity', { type: 'qvel', joints: ['slide'], maximum: 0.01 }],
    ['numbers of qpos', { type: 'qpos', from: 0, to: 1, minimum: -0.001, maximum: 0.0001 }],
    ['a place', { type: 'place', of: { body: 'cart' }, axis: 'x', maximum: 0.0001 }],
    ['a distance', { type: 'distance', from: { body: 'cart' }, to: { body: 'target' }, minimum: 0.3162 }],
    ['an angle', { type: 'rotation', of: { body: 'pole' }, maximum: 0.001 }],
  ])('by %s', async (_, item) => {
    await withWorld({ termination: [item] }, async (world) => {
      await world.reset(1);
      expect((await world.step(still)).terminated).toBe(false);
      expect((await world.step(push)).terminated).toBe(true);
    });
  });

  it('by the clock after its horizon, which is no end of the task', async () => {
    await withWorld({ success: { type: 'survives' } }, async (world) => {
      await world.reset(1);
      for (let step = 1; step < 5; step += 1) expect(await world.step(still)).toMatchObject({ terminated: false, truncated: false, success: false });
      expect(await world.step(still)).toMatchObject({ terminated: false, truncated: true, success: true });
    });
  });

  it('succeeds after conditions held for their steps, anew in every episode, and ends there if it is told to', async () => {
    const success: WorldDocument['success'] = { type: 'within', conditions: [{ type: 'qpos', joints: ['slide'], minimum: -1 }], holdSteps: 2, terminates: true };
    await withWorld({ success }, async (world) => {
      for (let episode = 0; episode < 2; episode += 1) {
        await world.reset(episode);
        expect(await world.step(still)).toMatchObject({ success: false, terminated: false });
        expect(await world.step(still)).toMatchObject({ success: true, terminated: true, reward: 1 });
      }
    });
  });

  it('succeeds by its return at the end alone', async () => {
    await withWorld({ success: { type: 'return', minimum: 5 } }, async (world) => {
      await world.reset(1);
      const successes: boolean[] = [];
      for (let step = 0; step < 5; step += 1) successes.push((await world.step(still)).success);
      expect(successes).toEqual([false, false, false, false, true]);
    });
  });

  const wild = smallModel.replace('ctrlrange="-2 2"', 'ctrlrange="-1e9 1e9"');
  it('refuses physics that diverge with a sentence, and never hands such a state on', async () => {
    await withWorld({}, async (world) => {
      await world.reset(1);
      await expect(world.step(push)).rejects.toThrow('The physics of small diverged at step 1 of the episode: use a smaller timestep');
    }, wild);
  });

  it('ends by physics that diverge where the file says so, with the last sound observation and no reward', async () => {
    await withWorld({ termination: [{ type: 'non-finite' }] }, async (world) => {
      const first = Array.from(await world.reset(1));
      const outcome = await world.step(push);
      expect(outcome).toMatchObject({ terminated: true, truncated: false, reward: 0, success: false });
      expect(Array.from(outcome.observation)).toEqual(first);
      expect(Array.from(await world.reset(1))).toEqual(first);
    }, wild);
  });
});

describe('how an episode of a world begins', () => {
  const both: WorldDocument['observation'] = [{ type: 'qpos', joints: ['slide', 'hinge'] }, { type: 'qvel', joints: ['slide', 'hinge'] }, { type: 'place', of: { body: 'target' }, axes: 'xy' }];

  it('at a keyframe, with uniform and normal noise on what is named', async () => {
    const reset: WorldDocument['reset'] = {
      keyframe: 'aside',
      noise: [
        { of: 'qpos', joints: ['slide'], distribution: 'uniform', range: [0.1, 0.3] },
        { of: 'qvel', joints: ['hinge'], distribution: 'normal', deviation: 2 },
      ],
    };
    await withWorld({ observation: both, reset }, async (world) => {
      const count = 2000;
      const rows: number[][] = [];
      for (let seed = 0; seed < count; seed += 1) rows.push(Array.from(await world.reset(seed)));
      const column = (index: number) => rows.map((row) => row[index] ?? NaN);
      const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / count;
      const slides = column(0).map((value) => value - 0.5);
      expect(Math.min(...slides)).toBeGreaterThanOrEqual(0.1 - 1e-6);
      expect(Math.max(...slides)).toBeLessThanOrEqual(0.3 + 1e-6);
      expect(mean(slides)).toBeCloseTo(0.2, 2);
      expect(mean(slides.map((value) => (value - 0.2) ** 2))).toBeCloseTo(0.2 ** 2 / 12, 3);
      expect(new Set(column(1))).toEqual(new Set([Math.fround(0.1)]));
      expect(new Set(column(2))).toEqual(new Set([0]));
      expect(mean(column(3))).toBeCloseTo(0, 0);
      expect(Math.sqrt(mean(column(3).map((value) => value ** 2)))).toBeCloseTo(2, 0);
    });
  });

  it('with a mocap target in a ring', async () => {
    const place: NonNullable<WorldDocument['reset']>['place'] = [{ mocap: 'target', ranges: [[-1, 1], [-1, 1]], norm: { minimum: 0.5, maximum: 1 } }];
    await withWorld({ observation: both, reset: { place } }, async (world) => {
      const count = 1000;
      let inner = 0;
      for (let seed = 0; seed < count; seed += 1) {
        const row = await world.reset(seed);
        const radius = Math.hypot(row[4] ?? NaN, row[5] ?? NaN);
        expect(radius).toBeGreaterThanOrEqual(0.5);
        expect(radius).toBeLessThanOrEqual(1);
        if (radius ** 2 < (0.25 + 1) / 2) inner += 1;
      }
      // The circle that halves the area of the ring halves the draws.
      expect(Math.abs(inner / count - 0.5)).toBeLessThan(0.06);
    });
  });

  it('the same way from the same seed, in another process too, and otherwise from another', async () => {
    const noise: NonNullable<WorldDocument['reset']>['noise'] = [{ of: 'qpos', distribution: 'normal', deviation: 0.1 }];
    const episode = (seed: number) =>
      withWorld({ reset: { noise } }, async (world) => {
        const rows = [Array.from(await world.reset(seed))];
        for (let step = 0; step < 5; step += 1) rows.push(Array.from((await world.step(Float32Array.of(Math.sin(step), Math.cos(step)))).observation));
        return rows;
      });
    expect(await episode(3)).toEqual(await episode(3));
    expect(await episode(3)).not.toEqual(await episode(4));
  });
});

describe('a world that does not fit its model', () => {
  it.each<[string, Partial<WorldDocument>, string]>([
    ['a site of a reward', { reward: [{ type: 'distance', from: { site: 'tip' }, to: { body: 'target' }, weight: -1 }] }, 'reward[0].from.site: there is no site "tip"; the model has "top".'],
    ['a joint', { observation: [{ type: 'qpos', joints: ['slide', 'elbow'] }] }, 'observation[0].joints[1]: there is no joint "elbow"; the model has "slide", "hinge", "free".'],
    ['a joint that is none of one number', { observation: [{ type: 'cosine', joints: ['free'] }] }, 'observation[0].joints[0]: the joint "free" is neither a hinge nor a slide'],
    ['a number of qpos', { observation: [{ type: 'qpos', from: 9 }] }, "observation[0].from: the model's qpos has the numbers 0 to 8, not 9."],
    ['numbers the wrong way round', { observation: [{ type: 'qpos', from: 3, to: 2 }] }, 'observation[0].to: 2 is below "from", which is 3.'],
    ['joints and numbers', { observation: [{ type: 'qpos', joints: ['slide'], from: 0 }] }, 'observation[0]: give either "joints" or "from" and "to", not both.'],
    ['a sensor', { observation: [{ type: 'sensor', sensor: 'eye' }] }, 'observation[0].sensor: there is no sensor "eye"; the model has "slide_sensor", "top_sensor".'],
    ['a body', { tip: { body: 'hand' } }, 'tip.body: there is no body "hand"; the model has "cart", "pole", "target", "ball".'],
    ['a keyframe', { reset: { keyframe: 'home' } }, 'reset.keyframe: there is no keyframe "home"; the model has "aside".'],
    ['a mocap body', { reset: { place: [{ mocap: 'cart', ranges: [[0, 1]] }] } }, 'reset.place[0].mocap: the body "cart" is no mocap body'],
    ['ranges', { reset: { place: [{ joints: ['slide'], ranges: [[0, 1], [0, 1]] }] } }, 'reset.place[0].ranges: there are 1 joints and 2 ranges; give one range for each joint.'],
    ['a norm that no point has', { reset: { place: [{ joints: ['slide'], ranges: [[0, 1]], norm: { minimum: 2 } }] } }, 'reset.place[0].norm: no point of the ranges'],
    ['a condition without a bound', { termination: [{ type: 'qpos', joints: ['slide'] }] }, 'termination[0]: give a "minimum", a "maximum" or both.'],
    ['bounds the wrong way round', { termination: [{ type: 'qpos', minimum: 1, maximum: 0 }] }, 'termination[0].minimum: 1 is not below "maximum", which is 0.'],
    ['a rotation of nothing', { reward: [{ type: 'rotation', weight: 1 }] }, 'reward[0]: give either "joint" or "of" for what turns.'],
    ['a velocity of nothing', { reward: [{ type: 'forward-velocity', weight: 1 }] }, 'reward[0]: give either "joint" or "of" for what moves.'],
  ])('says so of %s, with the path in the file', async (_, change, sentence) => {
    await expect(openWorld(smallWorld(change))).rejects.toMatchObject({ code: 'bad-argument', message: expect.stringContaining(`small.json: ${sentence}`) });
  });

  it('asks for a range of the controls where the model gives none, and takes the one of the file', async () => {
    const unlimited = smallModel.replace(' ctrlrange="0 1"', '');
    await expect(openWorld(smallWorld({}, unlimited))).rejects.toThrow('small.json: controlRange: the actuator "hinge" has no ctrlrange in small.xml');
    const reward = await withWorld({ controlRange: [-3, 3], reward: [{ type: 'control-cost', weight: 1 }] }, async (world) => {
      await world.reset(1);
      return (await world.step(Float32Array.of(1, 0))).reward;
    }, unlimited);
    expect(reward).toBeCloseTo(9, 9);
  });

  it('refuses a model without actuators, and one that MuJoCo cannot load, in its words', async () => {
    await expect(openWorld(smallWorld({}, smallModel.replace(/<actuator>[\s\S]*<\/actuator>/, '')))).rejects.toThrow('small.json: model: small.xml has no actuator');
    await expect(openWorld(smallWorld({}, '<mujoco><worldbody><geom type="cube"/></worldbody></mujoco>'))).rejects.toMatchObject({ code: 'bad-argument', message: expect.stringMatching(/"small.xml".*invalid keyword: 'cube'.*line 1/) });
  });
});

describe('the description of a world', () => {
  it('names actions by actuator or joint, and what is observed with sizes', async () => {
    await withWorld({ observation: [{ type: 'qpos' }, { type: 'place', of: { site: 'top' }, axes: 'xz', name: 'the top' }], training: { steps: 7000, hyper: { hiddenSizes: [32] } } }, async ({ task }) => {
      expect(task).toMatchObject({ name: 'small', title: 'Small', usesArm: false, controlPeriodS: 0.02, horizonSteps: 5, actionNames: ['push', 'hinge'] });
      expect(task.observation).toEqual([{ name: 'qpos', size: 9, unit: 'rad or m' }, { name: 'the top', size: 2, unit: 'm' }]);
      expect(task.presets).toMatchObject([{ name: 'standard', steps: 7000, hyper: { hiddenSizes: [32], batchSize: 256 } }]);
    });
  });
});

describe('the action of a world', () => {
  it('is held to [-1, 1], and refused when it is not a number', async () => {
    await withWorld({ reward: [{ type: 'control-cost', weight: 1 }] }, async (world) => {
      await world.reset(1);
      expect((await world.step(Float32Array.of(7, -7))).reward).toBeCloseTo(4, 9);
      await expect(world.step(Float32Array.of(0, NaN))).rejects.toThrow('The action "hinge" was NaN');
    });
  });
});
