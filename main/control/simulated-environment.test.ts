import { expect, test } from 'vitest';
import { createRandom } from '../../shared/maths/random';
import type { Environment } from '../worlds/environment';
import { createSimulatedEnvironment } from './simulated-environment';

async function rollOut(environment: Environment, seed: number, steps: number): Promise<number[]> {
  const random = createRandom(seed);
  const action = new Float32Array(environment.task.actionNames.length);
  const seen = [...(await environment.reset(seed))];
  for (let step = 0; step < steps; step += 1) {
    action.forEach((_, index) => (action[index] = 2 * random.uniform() - 1));
    const { observation, reward } = await environment.step(action);
    seen.push(reward, ...observation);
  }
  return seen;
}

test('the same seed gives the same episode, also after another one, and in another environment', async () => {
  const first = await createSimulatedEnvironment('reach');
  const second = await createSimulatedEnvironment('reach');
  const episode = await rollOut(first, 3, 40);
  expect(episode.every(Number.isFinite)).toBe(true);
  await rollOut(first, 4, 25);
  expect(await rollOut(first, 3, 40)).toEqual(episode);
  await rollOut(second, 5, 7);
  expect(await rollOut(second, 3, 40)).toEqual(episode);
  await first.close();
  await second.close();
});

test('an episode is cut after the horizon, not ended', async () => {
  const environment = await createSimulatedEnvironment('reach');
  const still = new Float32Array(environment.task.actionNames.length);
  await environment.reset(1);
  for (let step = 1; step < environment.task.horizonSteps; step += 1) expect((await environment.step(still)).truncated).toBe(false);
  expect(await environment.step(still)).toMatchObject({ truncated: true, terminated: false, success: false });
  await environment.close();
});

test('the pose shows the arm, its goals and the target in the scene', async () => {
  const environment = await createSimulatedEnvironment('reach');
  await environment.reset(1);
  const pose = environment.pose();
  expect(pose.sceneId).toBe(environment.scene.id);
  expect(pose.bodies).toHaveLength(7 * environment.scene.bodies.length);
  expect(pose.target).toHaveLength(3);
  expect(pose.goalRad).toHaveLength(6);
  expect(pose.tip).toHaveLength(3);
  await environment.close();
});

test('pendulum needs no arm', async () => {
  const environment = await createSimulatedEnvironment('pendulum');
  expect(environment.task.usesArm).toBe(false);
  expect(await environment.reset(1)).toHaveLength(3);
  await environment.close();
});

test('an unknown task is refused by name', async () => {
  await expect(createSimulatedEnvironment('juggle')).rejects.toThrow('juggle');
});
