import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../shared/maths/random';
import { mean, standardDeviation } from '../../shared/maths/statistics';
import { createActingPolicy } from '../learning/acting-policy';
import type { NamedTensors, NetworkSnapshot } from '../learning/learner';
import { criticShapes, initialParameters, samplerShapes } from '../learning/networks';
import { createStateInspector } from '../learning/state-inspector';
import { createProjection, findTask } from '../worlds/task-registry';
import { createSimulatedEnvironment } from '../control/simulated-environment';
import { createLens, fanSize } from './lens';
import { createFakeInspector, fakeActionNames, fakeProjection, fakeSnapshot, randomNetworks } from './testing/fake-networks';

function fakeLens(policy: { readonly mean: readonly number[]; readonly logStd: readonly number[]; readonly slopes: readonly number[]; readonly alpha?: number }) {
  const snapshot = fakeSnapshot({ version: 3, alpha: policy.alpha ?? 0.2 });
  return createLens({ inspector: createFakeInspector(policy), snapshot, projection: fakeProjection, actionNames: fakeActionNames });
}

const request = { source: 'live', stepIndex: 4, observation: Float32Array.of(1, 2), configuration: Float64Array.of(0.5, 0.25) } as const;
const policy = { mean: [0.3, -0.6], logStd: [-1, -0.5], slopes: [2, -1] };

describe('a lens', () => {
  it('draws every action where it moves the tip, with the mean action and the tip itself', async () => {
    const { fan, meanAction, preTanhMean } = await fakeLens(policy).frame(request);
    expect(fan.actions).toHaveLength(fanSize * 2);
    for (let index = 0; index < fanSize; index += 1) {
      // The fake arm moves its tip by a tenth of the action, from where the configuration says that it is.
      expect(fan.points[3 * index]).toBeCloseTo(0.5 + 0.1 * (fan.actions[2 * index] ?? 0), 6);
      expect(fan.points[3 * index + 1]).toBeCloseTo(0.25 + 0.1 * (fan.actions[2 * index + 1] ?? 0), 6);
    }
    expect([...meanAction]).toEqual([...Float32Array.from(preTanhMean, Math.tanh)]);
    expect([...fan.meanPoint]).toEqual([expect.closeTo(0.5 + 0.1 * Math.tanh(0.3), 6), expect.closeTo(0.25 - 0.1 * Math.tanh(0.6), 6), 0]);
    expect([...fan.origin]).toEqual([0.5, 0.25, 0]);
  });

  it('draws the same fan of the same policy, and moves it with the policy', async () => {
    const lens = fakeLens(policy);
    const [first, second] = [await lens.frame(request), await lens.frame(request)];
    expect(second.fan).toEqual(first.fan);
    const moved = await fakeLens({ ...policy, mean: [0.4, -0.6] }).frame(request);
    for (let index = 0; index < fanSize; index += 1) {
      expect(moved.fan.actions[2 * index] ?? 0).toBeGreaterThan(first.fan.actions[2 * index] ?? 0);
      expect(moved.fan.actions[2 * index + 1]).toBe(first.fan.actions[2 * index + 1]);
    }
  });

  it('estimates entropy and soft value over the fan', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0.01, max: 2, noNaN: true }), async (alpha) => {
        const frame = await fakeLens({ ...policy, alpha }).frame(request);
        const average = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
        expect(frame.entropy).toBeCloseTo(-average(frame.fan.logProb), 4);
        expect(frame.softValue).toBeCloseTo(average(frame.fan.q) + alpha * frame.entropy, 4);
        expect(frame.alpha).toBe(alpha);
      }),
      { numRuns: 10 },
    );
  });

  it('takes an energy slice over cell centres, the first row at the bottom', async () => {
    const { energy, meanAction } = await fakeLens(policy).frame({ ...request, slice: { dimensionX: 1, dimensionY: 0 } });
    if (energy === undefined) throw new Error('a slice was asked for');
    expect([energy.columns, energy.rows, energy.q.length]).toEqual([36, 20, 720]);
    const [slopeX, slopeY] = [-1, 2];
    const at = (column: number, row: number) => energy.q[row * energy.columns + column] ?? Number.NaN;
    expect(at(0, 0)).toBeCloseTo(slopeX * (1 / 36 - 1) + slopeY * (1 / 20 - 1), 5);
    expect(at(35, 19)).toBeCloseTo(slopeX * (1 - 1 / 36) + slopeY * (1 - 1 / 20), 5);
    expect(at(20, 15)).toBeCloseTo(slopeX * (41 / 36 - 1) + slopeY * (31 / 20 - 1), 5);
    expect(meanAction).toHaveLength(2);
    expect(energy.kl).toBeGreaterThan(0);
  });

  it('takes over newer networks', async () => {
    const lens = fakeLens(policy);
    lens.load(fakeSnapshot({ version: 9, alpha: 0.05 }));
    expect(await lens.frame(request)).toMatchObject({ policyVersion: 9, alpha: 0.05, stepIndex: 4, source: 'live' });
  });

  it('refuses networks that give no numbers, in a sentence', async () => {
    await expect(fakeLens({ ...policy, slopes: [Number.NaN, 0] }).frame(request)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('Q value of an action is NaN') as string,
    });
    await expect(fakeLens({ ...policy, mean: [Number.NaN, 0] }).frame(request)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('the lens of a sampler of any shape', () => {
  it('says so, draws its particles, and has finite densities of its own', async () => {
    const size = { observationSize: 2, actionSize: 2 };
    const random = createRandom(5);
    const part = (name: string, tensors: NamedTensors) => Object.fromEntries(Object.entries(tensors).map(([key, tensor]) => [`${name}/${key}`, tensor]));
    const snapshot: NetworkSnapshot = {
      ...fakeSnapshot({ version: 1, alpha: 0.2 }),
      tensors: {
        ...part('sampler', initialParameters(samplerShapes(size, [16]), random)),
        ...part('critics', initialParameters(criticShapes(size, [16]), random)),
        'temperature/logAlpha': { shape: [1, 1], data: Float32Array.of(Math.log(0.2)) },
      },
    };
    const lens = createLens({ inspector: await createStateInspector(snapshot, fanSize), snapshot, projection: fakeProjection, actionNames: fakeActionNames });
    const frame = await lens.frame({ ...request, slice: { dimensionX: 0, dimensionY: 1 } });
    expect(frame.marginals).toBe('particles');
    const u = Array.from(frame.fan.actions, Math.atanh).filter((_, index) => index % 2 === 0);
    expect(frame.preTanhMean[0]).toBeCloseTo(mean(u), 4);
    expect(Math.exp(frame.logStd[0] ?? NaN)).toBeCloseTo(standardDeviation(u), 4);
    // The fan of a Gaussian of these moments has about this entropy.
    expect(Math.abs(frame.entropy - (frame.logStd[0] ?? NaN) - (frame.logStd[1] ?? NaN) - Math.log(2 * Math.PI * Math.E))).toBeLessThan(1.5);
    expect(frame.energy?.kl).toBeGreaterThan(0);
    expect((await fakeLens(policy).frame(request)).marginals).toBeUndefined();
    await lens.close();
  });
});

describe.each(['reach', 'pendulum'])('the lens of real networks in %s', (task) => {
  it('has the mean action of the acting policy, and finite values throughout', async () => {
    const environment = await createSimulatedEnvironment(task);
    const observation = (await environment.reset(5)).slice();
    const configuration = environment.configuration().slice();
    const { actionNames } = findTask(task);
    const snapshot = randomNetworks({ observationSize: observation.length, actionSize: actionNames.length }, createRandom(3));
    const projection = await createProjection(task);
    const lens = createLens({ inspector: await createStateInspector(snapshot, fanSize), snapshot, projection, actionNames });
    const acting = await createActingPolicy(snapshot);

    const slice = actionNames.length > 1 ? { dimensionX: 0, dimensionY: 1 } : undefined;
    const frame = await lens.frame({ source: 'live', stepIndex: 0, observation, configuration, slice });
    const { action } = await acting.act(observation, undefined);
    frame.meanAction.forEach((value, index) => {
      expect(value).toBeCloseTo(action[index] ?? Number.NaN, 6);
    });
    for (const values of [frame.fan.points, frame.fan.q, frame.fan.logProb, frame.fan.meanPoint, frame.energy?.q ?? []]) {
      expect([...values].every(Number.isFinite)).toBe(true);
    }
    expect(new Set(frame.fan.points).size).toBeGreaterThan(100);
    await lens.close();
    await acting.close();
    projection?.close();
    await environment.close();
  });
});
