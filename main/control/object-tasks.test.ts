import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import type { Environment } from '../worlds/environment';
import { createArmTask } from '../worlds/task-registry';
import { ArmEnvironment } from './arm-environment';
import { connectArm } from './connect-arm';
import { createFastClock } from './control-clock';
import { systemTime } from './control-time';
import { createSimulatedEnvironment } from './simulated-environment';
import { ServiceBench } from './testing/service-bench';

/** What a fixed rule makes of an observation. */
type Rule = (observation: Float32Array, action: Float32Array) => void;

async function play(environment: Environment, seed: number, rule: Rule): Promise<{ readonly success: boolean; readonly steps: number; readonly trace: readonly number[] }> {
  let observation = await environment.reset(seed);
  const action = new Float32Array(environment.task.actionNames.length);
  const trace: number[] = [...observation];
  for (let steps = 1; ; steps += 1) {
    rule(observation, action);
    const outcome = await environment.step(action);
    observation = outcome.observation;
    trace.push(outcome.reward, ...observation);
    expect(trace.every(Number.isFinite)).toBe(true);
    if (outcome.terminated || outcome.truncated) return { success: outcome.success, steps, trace };
  }
}

const limit = (value: number): number => Math.min(1, Math.max(-1, value));

/** Over the cube, down, close, up: metres from the observation's scales. */
function liftRule(): Rule {
  let closing = 0;
  return (observation, action) => {
    const [ahead = 0, aside = 0, up = 0] = observation.subarray(12, 15).map((value) => value * 0.03);
    const over = Math.hypot(ahead, aside) < 0.006;
    if (closing === 0) action.set([limit(60 * ahead), limit(60 * aside), over ? limit(60 * up) : 0, 1]);
    if (closing > 0 || (over && up > -0.003)) closing += 1;
    if (closing > 1) action.set([0, 0, closing < 11 ? 0 : 0.7, -1]);
  };
}

/** Onto the line through puck and spot, then along it. */
const pushRule: Rule = (observation, action) => {
  const [toPuckX = 0, toPuckY = 0, toSpotX = 0, toSpotY = 0] = observation.subarray(10, 14).map((value) => value * 0.05);
  const distance = Math.hypot(toSpotX, toSpotY) + 1e-6;
  const [x, y] = [toSpotX / distance, toSpotY / distance];
  const along = toPuckX * x + toPuckY * y;
  const [asideX, asideY] = [toPuckX - along * x, toPuckY - along * y];
  const forward = distance < 0.01 ? 0 : limit(Math.hypot(asideX, asideY) > 0.006 ? (along - 0.045) / 0.01 : (along - 0.034 + distance) / 0.01);
  action.set([limit(150 * asideX + 0.7 * x * forward), limit(150 * asideY + 0.7 * y * forward)]);
};

test('a cube can be grasped and lifted, through the supervisor: eight of ten starts by a fixed rule', async () => {
  const environment = await createSimulatedEnvironment('lift');
  let done = 0;
  for (let seed = 0; seed < 10; seed += 1) done += (await play(environment, seed, liftRule())).success ? 1 : 0;
  expect(done).toBeGreaterThanOrEqual(8);
  await environment.close();
}, 30_000);

test('a puck can be pushed to its spot, through the supervisor: seven of ten starts by a fixed rule', async () => {
  const environment = await createSimulatedEnvironment('push');
  let done = 0;
  for (let seed = 0; seed < 10; seed += 1) done += (await play(environment, seed, pushRule)).success ? 1 : 0;
  expect(done).toBeGreaterThanOrEqual(7);
  await environment.close();
}, 30_000);

test.each(['push', 'lift', 'multi-goal-reach'])('%s: the same seed gives the same episode bit for bit, after others and elsewhere', async (task) => {
  const rule: Rule = (observation, action) => action.forEach((_, index) => (action[index] = Math.sin(7 * (observation[index] ?? 0) + index)));
  const first = await createSimulatedEnvironment(task);
  const second = await createSimulatedEnvironment(task);
  const { trace } = await play(first, 3, rule);
  await play(first, 4, rule);
  expect((await play(first, 3, rule)).trace).toEqual(trace);
  expect((await play(second, 3, rule)).trace).toEqual(trace);
  await first.close();
  await second.close();
}, 30_000);

test('pressing the hand down for a whole episode stops no arm', async () => {
  const environment = await createSimulatedEnvironment('lift');
  // Over the cube, fingers closed: it lies under them.
  const press: Rule = (observation, action) => action.set([limit(2 * (observation[12] ?? 0)), limit(2 * (observation[13] ?? 0)), -1, -1]);
  for (const seed of [1, 2]) expect((await play(environment, seed, press)).steps).toBe(environment.task.horizonSteps);
  await environment.close();
}, 30_000);

test('the scene shows the things, and the pose has them where they are', async () => {
  const environment = await createSimulatedEnvironment('push');
  await environment.reset(5);
  const pose = environment.pose();
  expect(environment.scene.bodies.at(-1)?.name).toBe('puck');
  expect(pose.sceneId).toBe(environment.scene.id);
  expect(pose.bodies).toHaveLength(7 * environment.scene.bodies.length);
  const [x = NaN, y = NaN, z = NaN] = pose.bodies.subarray(-7);
  expect(Math.hypot(x - (pose.target?.[0] ?? NaN), y - (pose.target?.[1] ?? NaN))).toBeGreaterThan(0.049);
  expect(z).toBeCloseTo(0.0175, 3);
  await environment.close();
});

describe('an arm that things were laid before', () => {
  let connected: Awaited<ReturnType<typeof connectArm>>;
  beforeEach(async () => {
    connected = await connectArm('sim', systemTime);
  });
  afterEach(() => connected.close());

  const open = (name: string): ArmEnvironment =>
    new ArmEnvironment({ task: createArmTask(name, connected.twin), arm: connected.arm, twin: connected.twin, clock: createFastClock(0.05) });

  it('has them no more when the environment is closed', async () => {
    const bare = connected.twin.scene;
    connected.arm.take('training');
    const environment = open('push');
    await environment.reset(1);
    expect(connected.arm.state.objects).toHaveLength(13);
    expect(connected.twin.scene).toBe(environment.scene);
    await environment.close();
    await connected.arm.tick({ type: 'hold' }, 0.05);
    expect(connected.arm.state.objects).toBeUndefined();
    expect(connected.twin.scene).toBe(bare);
  });

  it('has those of the next task after another', async () => {
    connected.arm.take('training');
    const push = open('push');
    await push.reset(1);
    const lift = open('lift');
    await lift.reset(1);
    expect(lift.scene.bodies.at(-1)?.name).toBe('cube');
    await push.reset(1);
    expect(connected.twin.scene.bodies.at(-1)?.name).toBe('puck');
  });
});

test('a real arm cannot see them: the task is refused in one sentence', async () => {
  // Emulated servos are as blind as real ones.
  const connected = await connectArm('emulated-feetech', systemTime);
  const task = createArmTask('lift', connected.twin);
  expect(() => new ArmEnvironment({ task, arm: connected.arm, twin: connected.twin, clock: createFastClock(0.05) })).toThrow(
    /^The task "lift" has to know where the cube is, which .* cannot sense: train it on the simulated arm \("sim"\)\.$/,
  );
  await expect(connected.arm.furnish(task.objects ?? [])).rejects.toThrow('is a real arm');
  await connected.close();
});

test('a replay lays the things before a simulated arm, where they were at the start of the episode', async () => {
  const bench = new ServiceBench();
  await bench.ask({ type: 'connect', address: 'sim' });
  const { twin, arm } = bench.arm ?? expect.fail('no arm');
  const steps = 20;
  const posture = [0, -0.4, 0.4, 1.2, 0, 0.5];
  const puckAt = [0.3, 0.1, 0.0175, 1, 0, 0, 0];
  const bodies = Float32Array.from([...new Array<number>(7 * twin.scene.bodies.length).fill(0), ...puckAt]);
  const rows = (row: ArrayLike<number>): Float32Array => Float32Array.from({ length: steps * row.length }, (_, index) => row[index % row.length] ?? 0);
  const none = new Float32Array(0);
  const names = arm.description.joints.map(({ name }) => name);
  const summary = { id: 'run/1', runId: 'run', number: 1, task: 'push', startedMs: 0, startStep: 0, length: steps, durationS: 1, episodeReturn: 0, entropySum: 0, alpha: 0, success: false, end: 'truncated' } as const;
  const still = { observation: none, action: none, preTanhMean: none, logStd: none, logProb: none, reward: none, target: none };
  bench.tracks = {
    ...still,
    summary,
    steps,
    timeS: Float64Array.from({ length: steps }, (_, step) => step * 0.05),
    observationSize: 0,
    actionNames: [],
    jointNames: names,
    positionRad: rows(posture),
    velocityRadS: rows(posture.map(() => 0)),
    goalRad: rows(posture),
    bodies: rows(bodies),
    events: [],
  };
  await bench.ask({ type: 'replay', episodeFile: '/nowhere/1.mcap', episodeId: 'run/1', speed: 1 });
  await bench.until(() => bench.all('replay').find(({ status }) => status.state === 'done'), 'the end of the replay');
  expect(bench.all('scene').at(-1)?.scene.bodies.at(-1)?.name).toBe('puck');
  const drawn = [...(bench.all('pose').at(-1)?.pose.bodies.subarray(-7) ?? [])];
  puckAt.forEach((value, index) => expect(drawn[index]).toBeCloseTo(value, 2));
  await bench.service.close();
});
