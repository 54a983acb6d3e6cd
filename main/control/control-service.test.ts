import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EpisodeTracks } from '../../shared/episodes';
import type { RolloutSettings } from './control-messages';
import { ServiceBench } from './testing/service-bench';

const home = [0, -0.6, 0.6, 0.9, 0, 0];
const away = [1.2, -0.6, 0.6, 0.9, 0, 0];

let bench: ServiceBench;
afterEach(async () => {
  const closed = bench.service.close();
  await bench.time.pass(500);
  await closed;
});

async function connected(): Promise<ServiceBench> {
  bench = new ServiceBench();
  await bench.ask({ type: 'connect', address: 'sim' });
  return bench;
}

function rollout(more: Partial<RolloutSettings> = {}): RolloutSettings {
  return { runId: 'run', runFolder: '/nowhere', task: 'reach', seed: 1, pace: 'real-time', firstStep: 0, firstEpisode: 1, lastStep: 1000, learningStarts: 1000, updateToData: 1, ...more };
}

const steps = () => bench.all('transitions').reduce((sum, { batch }) => sum + batch.count, 0);
const position = () => bench.arm?.world.read().positionRad ?? new Float64Array(0);
const goal = () => [...(bench.arm?.arm.goalRad ?? [])];

function expectWithinSpeed(): void {
  bench.arm?.arm.description.joints.forEach(({ maxVelocityRadS }, joint) => expect(bench.arm?.topSpeedRadS[joint]).toBeLessThanOrEqual(maxVelocityRadS));
}

describe('an arm', () => {
  test('is connected where it is, shown, and held at 20 Hz', async () => {
    const { time } = await connected();
    expect(bench.all('answer')[0]).toMatchObject({ status: { mode: 'holding', owner: 'nobody', address: 'sim' } });
    expect(bench.all('scene')).toHaveLength(1);
    const before = bench.all('status').length;
    await time.pass(2000);
    expect(bench.all('pose').length).toBeGreaterThanOrEqual(39);
    expect(bench.all('pose').length).toBeLessThanOrEqual(41);
    expect(bench.all('status').at(-1)?.status.control?.rateHz).toBeCloseTo(20, 0);
    expect(bench.all('status').length - before).toBeLessThanOrEqual(3);
  });

  test('is not there: what needs one says so', async () => {
    bench = new ServiceBench();
    for (const request of [{ type: 'engage' }, { type: 'release' }, { type: 'jog', positionRad: home }, { type: 'begin-rollout', rollout: rollout() }] as const) {
      expect((await bench.ask(request)).failure?.code).toBe('no-arm');
    }
    expect((await bench.ask({ type: 'stop', sentence: 'STOP was pressed.' })).status.mode).toBe('disconnected');
  });

  test('jogs to the angles asked for, within its speed, and is nobody\'s again', async () => {
    const { time } = await connected();
    await bench.ask({ type: 'jog', positionRad: home });
    await time.pass(4000);
    bench.arm?.forget();
    expect((await bench.ask({ type: 'jog', positionRad: away })).status.owner).toBe('jog');
    await time.pass(4000);
    away.forEach((angle, joint) => expect(position()[joint]).toBeCloseTo(angle, 1));
    expectWithinSpeed();
    expect(bench.service.status()).toMatchObject({ mode: 'holding', owner: 'nobody' });
    expect((await bench.ask({ type: 'jog', positionRad: [1, 2] })).failure?.message).toContain('6 joints');
  });

  test('is stopped while it jogs, and the jog does not go on after engage', async () => {
    const { time } = await connected();
    await bench.ask({ type: 'jog', positionRad: home });
    await time.pass(4000);
    await bench.ask({ type: 'jog', positionRad: away });
    await time.pass(600);
    const { status } = await bench.ask({ type: 'stop', sentence: 'STOP was pressed.' });
    expect(status).toMatchObject({ mode: 'stopped', stop: { code: 'operator', sentence: 'STOP was pressed.' } });
    const held = goal();
    expect((await bench.ask({ type: 'jog', positionRad: away })).failure?.code).toBe('stopped');
    await time.pass(1000);
    expect((await bench.ask({ type: 'engage' })).status.mode).toBe('holding');
    await time.pass(1000);
    expect(goal()).toEqual(held);
    expect(held[0]).toBeLessThan(1.1);
  });

  test('that is stopped does nothing that was asked for before', async () => {
    const { time } = await connected();
    await bench.ask({ type: 'stop', sentence: 'STOP was pressed.' });
    const held = goal();
    bench.send({ type: 'request', id: 1001, request: { type: 'engage' } });
    bench.send({ type: 'request', id: 1002, request: { type: 'jog', positionRad: home } });
    bench.send({ type: 'request', id: 1003, request: { type: 'stop', sentence: 'STOP was pressed again.' } });
    await time.pass(500);
    const answers = bench.all('answer').filter(({ id }) => id === 1001 || id === 1002);
    expect(answers.map(({ failure }) => failure?.code)).toEqual(['stopped', 'stopped']);
    expect(bench.service.status().mode).toBe('stopped');
    expect(goal()).toEqual(held);
  });

  test('that is stopped while it is being connected comes up stopped', async () => {
    bench = new ServiceBench();
    bench.send({ type: 'request', id: 1001, request: { type: 'connect', address: 'sim' } });
    await bench.ask({ type: 'stop', sentence: 'STOP was pressed.' });
    await bench.until(() => bench.all('answer').find(({ id }) => id === 1001), 'the connection');
    expect(bench.service.status()).toMatchObject({ mode: 'stopped', stop: { code: 'operator' } });
  });

  test('is released and taken up again where it is then', async () => {
    const { time } = await connected();
    await bench.ask({ type: 'jog', positionRad: home });
    await time.pass(300);
    expect((await bench.ask({ type: 'release' })).status.mode).toBe('released');
    expect(bench.arm?.world.torque).toBe(false);
    await time.pass(300);
    await bench.ask({ type: 'engage' });
    const held = goal();
    await time.pass(500);
    position().forEach((angle, joint) => expect(Math.abs(angle - (held[joint] ?? 0))).toBeLessThan(0.05));
  });

  test('is disconnected holding, and another address is refused before that', async () => {
    await connected();
    expect((await bench.ask({ type: 'connect', address: '/dev/other' })).failure?.code).toBe('busy');
    expect((await bench.ask({ type: 'disconnect' })).status.mode).toBe('disconnected');
  });
});

describe('a rollout', () => {
  test('in real time takes a step a period and sends what it sees', async () => {
    const { time } = await connected();
    await bench.ask({ type: 'begin-rollout', rollout: rollout() });
    await bench.until(() => steps() > 0, 'a step');
    const before = steps();
    await time.pass(2000);
    expect(steps() - before).toBeGreaterThanOrEqual(38);
    expect(steps() - before).toBeLessThanOrEqual(40);
    expect(bench.all('state').length).toBeGreaterThan(5);
    expect(bench.service.status()).toMatchObject({ mode: 'moving', owner: 'training' });
    expect((await bench.ask({ type: 'jog', positionRad: home })).failure?.code).toBe('busy');
    expect((await bench.ask({ type: 'begin-rollout', rollout: rollout() })).failure?.code).toBe('busy');
  });

  test('that is stopped ends its episode, waits, and goes on after engage and continue', async () => {
    const { time } = await connected();
    await bench.ask({ type: 'begin-rollout', rollout: rollout() });
    await bench.until(() => (steps() >= 10 ? true : undefined), 'ten steps');
    const stoppedAt = time.monotonicMs();
    const { status } = await bench.ask({ type: 'stop', sentence: 'STOP was pressed.' });
    expect(time.monotonicMs() - stoppedAt).toBeLessThanOrEqual(50);
    expect(status.mode).toBe('stopped');
    await bench.until(() => bench.all('episode')[0], 'the episode');
    expect(bench.all('episode')[0]?.summary).toMatchObject({ end: 'stopped', number: 1 });
    const held = goal();
    const taken = steps();
    await time.pass(1000);
    expect(steps()).toBe(taken);
    expect(goal()).toEqual(held);
    expect(bench.all('rollout-ended')).toEqual([]);
    expect((await bench.ask({ type: 'pause-rollout', paused: false })).failure?.code).toBe('stopped');
    await bench.ask({ type: 'engage' });
    await time.pass(500);
    expect(steps()).toBe(taken);
    expect(await bench.ask({ type: 'pause-rollout', paused: false })).not.toHaveProperty('failure');
    await bench.until(() => (steps() >= taken + 5 ? true : undefined), 'five more steps');
    expect(bench.all('transitions').at(-1)?.stepsTaken).toBe(steps());
    await bench.ask({ type: 'end-rollout' });
    expect(bench.all('episode').map(({ summary }) => summary.number)).toEqual([1, 2]);
    expect(bench.all('rollout-ended')).toEqual([{ type: 'rollout-ended', reason: 'asked', stepsTaken: steps() }]);
  });

  test('that is stopped and engaged between two of its ticks waits to be continued', async () => {
    const { time } = await connected();
    await bench.ask({ type: 'begin-rollout', rollout: rollout() });
    await bench.until(() => (steps() >= 10 ? true : undefined), 'ten steps');
    bench.send({ type: 'request', id: 1001, request: { type: 'stop', sentence: 'STOP was pressed.' } });
    expect(await bench.ask({ type: 'engage' })).not.toHaveProperty('failure');
    await time.pass(100);
    const taken = steps();
    const held = goal();
    await time.pass(1000);
    expect(steps()).toBe(taken);
    expect(goal()).toEqual(held);
    expect(bench.service.status()).toMatchObject({ mode: 'holding', owner: 'nobody' });
    expect(bench.all('rollout-ended')).toEqual([]);
    await bench.ask({ type: 'pause-rollout', paused: false });
    await bench.until(() => (steps() >= taken + 5 ? true : undefined), 'five more steps');
  });

  test('that is paused lets the arm be jogged, and goes on', async () => {
    const { time } = await connected();
    await bench.ask({ type: 'begin-rollout', rollout: rollout({ pace: 'fast' }) });
    await bench.until(() => (steps() >= 16 ? true : undefined), 'steps');
    const paused = await bench.ask({ type: 'pause-rollout', paused: true, sentence: 'The learner is being restarted.' });
    expect(paused.status.owner).toBe('nobody');
    const taken = steps();
    await bench.ask({ type: 'jog', positionRad: home });
    expect((await bench.ask({ type: 'pause-rollout', paused: false })).failure?.code).toBe('busy');
    await time.pass(5000);
    expect(steps()).toBe(taken);
    home.forEach((angle, joint) => expect(position()[joint]).toBeCloseTo(angle, 1));
    await bench.ask({ type: 'pause-rollout', paused: false });
    await bench.until(() => (steps() > taken ? true : undefined), 'more steps');
  });

  test('waits for its policy after the random steps, and acts with it', async () => {
    await connected();
    await bench.ask({ type: 'begin-rollout', rollout: rollout({ pace: 'fast', learningStarts: 8, lastStep: 20 }) });
    await bench.until(() => (steps() >= 8 ? true : undefined), 'the random steps');
    await bench.time.pass(500);
    expect(steps()).toBe(8);
    bench.send({ type: 'policy', snapshot: { version: 9, size: { observationSize: 25, actionSize: 5 }, logStdRange: [-5, 2], tensors: {} } });
    await bench.until(() => bench.all('rollout-ended')[0], 'the end');
    expect(bench.all('rollout-ended')[0]).toMatchObject({ reason: 'complete', stepsTaken: 20 });
    expect(bench.all('transitions').at(-1)?.policyVersion).toBe(9);
    await bench.time.pass(200);
    expect(bench.service.status()).toMatchObject({ mode: 'holding', owner: 'nobody' });
  });

  test('of a task without an arm needs none, and shows its own scene', async () => {
    bench = new ServiceBench();
    await bench.ask({ type: 'begin-rollout', rollout: rollout({ task: 'pendulum' }) });
    await bench.time.pass(1000);
    expect(steps()).toBeGreaterThanOrEqual(18);
    expect(steps()).toBeLessThanOrEqual(21);
    expect(bench.all('scene').at(-1)?.scene.title).not.toContain('SO-101');
    await bench.ask({ type: 'end-rollout' });
    expect(bench.all('rollout-ended')).toHaveLength(1);
  });

  test('is paused before the torque goes off', async () => {
    await connected();
    await bench.ask({ type: 'begin-rollout', rollout: rollout() });
    await bench.until(() => (steps() >= 5 ? true : undefined), 'steps');
    expect((await bench.ask({ type: 'release' })).status.mode).toBe('released');
    expect(bench.all('rollout-ended')).toEqual([]);
    expect((await bench.ask({ type: 'pause-rollout', paused: false })).failure?.message).toContain('Engage');
  });
});

/** A recorded swing of the shoulder about the home posture, 4 s at 20 Hz. */
function swing(amplitudeRad: number): EpisodeTracks {
  const count = 80;
  const goalRad = new Float32Array(count * 6);
  const timeS = new Float64Array(count);
  for (let step = 0; step < count; step += 1) {
    goalRad.set(home, step * 6);
    goalRad[step * 6] = amplitudeRad * Math.sin((2 * Math.PI * step) / 40);
    timeS[step] = step * 0.05;
  }
  const names = bench.arm?.arm.description.joints.map(({ name }) => name) ?? [];
  const none = new Float32Array(0);
  return {
    summary: { id: 'run/1', runId: 'run', number: 1, task: 'reach', startedMs: 0, startStep: 0, length: count, durationS: 4, episodeReturn: 0, entropySum: 0, alpha: 0, success: true, end: 'terminated' },
    steps: count,
    timeS,
    observationSize: 0,
    observation: none,
    actionNames: [],
    action: none,
    preTanhMean: none,
    logStd: none,
    logProb: none,
    reward: none,
    jointNames: names,
    positionRad: goalRad,
    velocityRadS: goalRad,
    goalRad,
    bodies: none,
    target: none,
    events: [],
  };
}

describe('a replay', () => {
  const request = { type: 'replay', episodeFile: '/nowhere/1.mcap', episodeId: 'run/1', speed: 1 } as const;
  const states = () => bench.all('replay').map(({ status }) => status.state);
  const over = () => bench.until(() => bench.all('replay').find(({ status }) => status.state === 'done' || status.state === 'stopped'), 'the end of the replay');

  test('eases to the first posture, plays the goals in their time, and is done', async () => {
    await connected();
    bench.tracks = swing(0.5);
    await bench.ask(request);
    const begun = await bench.until(() => bench.all('replay').find(({ status }) => status.state === 'playing'), 'the first played step');
    expect(states()[0]).toBe('easing-in');
    expect(begun.status).toMatchObject({ episodeId: 'run/1', steps: 80, speed: 1 });
    const beganMs = bench.time.monotonicMs();
    bench.arm?.forget();
    expect((await over()).status).toMatchObject({ state: 'done', stepIndex: 79 });
    expect((bench.time.monotonicMs() - beganMs) / 1000).toBeCloseTo(4, 0);
    expect(bench.arm?.topSpeedRadS[0]).toBeGreaterThan(1);
    expectWithinSpeed();
    await bench.time.pass(200);
    expect(bench.service.status()).toMatchObject({ mode: 'holding', owner: 'nobody' });
  });

  test('at five times the speed still keeps within the speed of the joints', async () => {
    await connected();
    bench.tracks = swing(1.2);
    await bench.ask({ ...request, speed: 5 });
    await bench.until(() => bench.all('replay').find(({ status }) => status.state === 'playing'), 'the first played step');
    bench.arm?.forget();
    expect((await over()).status.state).toBe('done');
    expectWithinSpeed();
  });

  test('is ended by a stop, with the arm held', async () => {
    await connected();
    bench.tracks = swing(0.5);
    await bench.ask(request);
    await bench.until(() => bench.all('replay').find(({ status }) => status.stepIndex >= 20), 'step 20');
    expect((await bench.ask({ type: 'stop', sentence: 'STOP was pressed.' })).status.mode).toBe('stopped');
    const held = goal();
    expect((await over()).status.state).toBe('stopped');
    await bench.ask({ type: 'engage' });
    await bench.time.pass(1000);
    expect(goal()).toEqual(held);
  });

  test('is ended when asked', async () => {
    await connected();
    bench.tracks = swing(0.5);
    await bench.ask(request);
    await bench.time.pass(500);
    expect((await bench.ask({ type: 'end-replay' })).status.owner).toBe('nobody');
    expect(states().at(-1)).toBe('stopped');
  });

  test('that meets an error stops the arm with the reason, and leaves the service alive', async () => {
    await connected();
    bench.tracks = swing(0.5);
    const twin = bench.arm?.twin ?? expect.fail('no arm is connected');
    const furnish = vi.spyOn(twin, 'furnish').mockImplementation(() => {
      throw new Error('its things cannot be laid out');
    });
    await bench.ask(request);
    expect((await over()).status.state).toBe('stopped');
    expect(bench.service.status()).toMatchObject({
      mode: 'stopped',
      owner: 'nobody',
      stop: { code: 'replay-failed', sentence: expect.stringMatching(/^The replay of run\/1 could not go on: .*its things cannot be laid out/) },
    });
    furnish.mockRestore();
    expect((await bench.ask({ type: 'engage' })).status).toMatchObject({ mode: 'holding', owner: 'nobody' });
    bench.posted.length = 0;
    await bench.ask(request);
    expect((await over()).status.state).toBe('done');
  });

  test('of another arm, or of none, is refused', async () => {
    await connected();
    bench.tracks = { ...swing(0.5), jointNames: ['hip'] };
    expect((await bench.ask(request)).failure?.message).toContain('hip');
    bench.tracks = { ...swing(0.5), goalRad: new Float32Array(0) };
    expect((await bench.ask(request)).failure?.message).toContain('no motion');
  });
});

test('an error that nobody expected stops the arm and is told in the last message', async () => {
  await connected();
  const last = bench.service.fail(new Error('boom'));
  expect(last).toMatchObject({ type: 'status', status: { mode: 'stopped', stop: { code: 'worker-failed' } } });
});
