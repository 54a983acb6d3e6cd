import { describe, expect, it } from 'vitest';
import { createRandom } from '../../shared/maths/random';
import { createSimulatedEnvironment } from '../control/simulated-environment';
import { createActingPolicy } from '../learning/acting-policy';
import { evaluatePolicy } from '../training/evaluation';
import { evaluateOrder } from './evaluate-order';
import { randomNetworks } from './testing/fake-networks';

const policy = randomNetworks({ observationSize: 3, actionSize: 1 }, createRandom(8));
const order = { type: 'evaluate', id: 1, task: 'pendulum', step: 700, policy, episodes: 3, seed: 12 } as const;

describe('an ordered evaluation', () => {
  it('is that of the policy in a simulation, with a pause before each episode', async () => {
    let pauses = 0;
    let closed = 0;
    const result = await evaluateOrder(
      {
        async createEnvironment(task) {
          const environment = await createSimulatedEnvironment(task);
          return Object.assign(Object.create(environment) as typeof environment, {
            async close() {
              closed += 1;
              await environment.close();
            },
          });
        },
        createPolicy: createActingPolicy,
      },
      order,
      () => {
        pauses += 1;
        return Promise.resolve();
      },
    );

    const environment = await createSimulatedEnvironment('pendulum');
    const acting = await createActingPolicy(policy);
    expect(result).toEqual(await evaluatePolicy(acting, environment, { step: 700, episodes: 3, seed: 12 }));
    expect([pauses, closed]).toEqual([3, 1]);
    await acting.close();
    await environment.close();
  });

  it.each([
    ['actor', false],
    ['sampler', true],
  ])('lets a policy with the networks of an %s draw its actions: %s', async (part, sampled) => {
    const noises: boolean[] = [];
    const empty = Float32Array.of(0);
    await evaluateOrder(
      {
        createEnvironment: createSimulatedEnvironment,
        createPolicy: () =>
          Promise.resolve({
            version: 1,
            load: () => undefined,
            act(_observation, noise) {
              noises.push(noise !== undefined);
              return Promise.resolve({ action: empty, preTanhMean: empty, logStd: empty, logProb: 0 });
            },
            close: () => Promise.resolve(),
          }),
      },
      { ...order, episodes: 1, policy: { ...policy, tensors: { [`${part}/fc1.kernel`]: { shape: [1, 1], data: empty } } } },
      () => Promise.resolve(),
    );
    expect(new Set(noises)).toEqual(new Set([sampled]));
  });

  it('closes its simulation when the policy cannot act', async () => {
    let closed = 0;
    const environment = await createSimulatedEnvironment('pendulum');
    const failing = evaluateOrder(
      {
        createEnvironment: () => Promise.resolve(Object.assign(Object.create(environment) as typeof environment, { close: () => Promise.resolve(void (closed += 1)) })),
        createPolicy: () => Promise.reject(new Error('no such network')),
      },
      order,
      () => Promise.resolve(),
    );
    await expect(failing).rejects.toThrow('no such network');
    expect(closed).toBe(1);
  });
});
