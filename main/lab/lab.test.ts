import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ArmDescription, ArmMode } from '../../shared/arm';
import { Failure } from '../../shared/contract/failure';
import type { LabSnapshot, TelemetryBatch } from '../../shared/contract/frames';
import { trainingSettingsSchema, type TrainingSettings } from '../../shared/training';
import type { TrainingSessionOptions } from '../training/training-session';
import { openLab, type Lab } from './lab';
import { connectsTo, FakeLauncher, playControl, requestsTo } from './testing/fake-launcher';
import { FakeSession } from './testing/fake-session';
import { ManualClock } from './testing/manual-clock';

let library: string;
let lab: Lab | undefined;
beforeEach(async () => {
  library = await mkdtemp(path.join(os.tmpdir(), 'tempera-lab-'));
});
afterEach(async () => {
  await lab?.close();
  lab = undefined;
  await rm(library, { recursive: true });
});

async function setUp(options: { readonly control?: Parameters<typeof playControl>[1]; readonly start?: () => Promise<void> } = {}) {
  const clock = new ManualClock();
  const launcher = new FakeLauncher((worker) => {
    if (worker.name === 'control') playControl(worker, options.control);
  });
  const sessions: FakeSession[] = [];
  const begin = async (sessionOptions: TrainingSessionOptions, settings: TrainingSettings): Promise<FakeSession> => {
    await options.start?.();
    const session = new FakeSession(sessionOptions, settings);
    sessions.push(session);
    return session;
  };
  const opened = await openLab({
    library,
    launcher,
    host: 'browser',
    clock,
    starters: { startTraining: begin, resumeTraining: () => Promise.reject(new Failure('not-found', 'not in this test')) },
  });
  lab = opened;
  const batches: TelemetryBatch[] = [];
  opened.subscribe({ wantsLens: true, ready: () => true, send: (batch) => void batches.push(batch) });
  const session = (): FakeSession => sessions.at(-1) ?? expect.fail('no session was begun');
  const snapshot = (): LabSnapshot => {
    clock.advance(100);
    return batches.filter((batch) => batch.lab !== undefined).at(-1)?.lab ?? expect.fail('no snapshot was sent');
  };
  return { lab: opened, clock, launcher, sessions, session, batches, snapshot };
}

const settings = trainingSettingsSchema.parse({ task: 'reach', steps: 100 });

describe('calls', () => {
  it('answers a call that the contract has not, or a bad argument, with a sentence', async () => {
    const { lab } = await setUp();
    for (const name of ['arm.explode', 'toString', '__proto__', undefined, 5]) {
      expect(await lab.answer(name, undefined)).toMatchObject({ ok: false, failure: { code: 'bad-argument', message: expect.stringContaining('no call') } });
    }
    expect(await lab.answer('arm.jog', { positionRad: 'up' })).toEqual({
      ok: false,
      failure: { code: 'bad-argument', message: 'arm.jog: positionRad is "up"; it must be a list.' },
    });
  });

  it('takes null for no argument, as MessagePack has no undefined', async () => {
    const { lab } = await setUp();
    expect(await lab.answer('lab.snapshot', null)).toMatchObject({ ok: true });
  });

  it('passes a refusal of the control worker on as it is', async () => {
    const { lab } = await setUp({ control: { refuse: { engage: { code: 'stopped', message: 'The elbow is too hot.' } } } });
    await lab.call('arm.connect', { address: 'sim' });
    await expect(lab.call('arm.engage')).rejects.toMatchObject({ code: 'stopped', message: 'The elbow is too hot.' });
  });

  it('starts no process for a STOP without an arm', async () => {
    const { lab, launcher } = await setUp();
    expect(await lab.call('arm.stop')).toMatchObject({ mode: 'disconnected' });
    expect(launcher.workers).toEqual([]);
  });
});

describe('the control worker', () => {
  it('shows the arm as disconnected with the reason when it ends, fails what was asked, and starts again', async () => {
    const { lab, launcher, snapshot } = await setUp({ control: { silent: ['jog'] } });
    await lab.call('arm.connect', { address: 'sim' });
    const jog = lab.call('arm.jog', { positionRad: [0] });
    launcher.newest('control').end({ signal: 'SIGSEGV' });
    await expect(jog).rejects.toMatchObject({ code: 'link-lost' });
    const { arm, notices } = snapshot();
    expect(arm).toMatchObject({ mode: 'disconnected', stop: { code: 'control-process-ended', sentence: expect.stringContaining('SIGSEGV') } });
    expect(notices).toHaveLength(1);
    await lab.call('arm.connect', { address: 'sim' });
    expect(launcher.workers.filter(({ name }) => name === 'control')).toHaveLength(2);
    expect(snapshot()).toMatchObject({ arm: { mode: 'holding' }, notices: [] });
  });

  it('fails a request that gets no answer in time', async () => {
    const { lab, clock } = await setUp({ control: { silent: ['jog'] } });
    await lab.call('arm.connect', { address: 'sim' });
    const jog = lab.call('arm.jog', { positionRad: [0] });
    const refused = expect(jog).rejects.toMatchObject({ code: 'link-lost', message: expect.stringContaining('"jog" within 10 s') });
    clock.advance(10_000);
    await refused;
  });

  it('is ended when it does not answer STOP: the servos hold then', async () => {
    const { lab, clock, launcher, snapshot } = await setUp({ control: { silent: ['stop'] } });
    await lab.call('arm.connect', { address: 'sim' });
    const refused = expect(lab.call('arm.stop')).rejects.toMatchObject({ code: 'link-lost' });
    clock.advance(3_000);
    await refused;
    expect(launcher.newest('control').killed).toBe(true);
    expect(snapshot().arm.mode).toBe('disconnected');
  });
});

describe('training', () => {
  it('connects the simulated arm for a task that needs one', async () => {
    const { lab, launcher, snapshot } = await setUp();
    await lab.call('training.start', { settings });
    expect(requestsTo(launcher.newest('control'))).toEqual(['connect']);
    expect(snapshot()).toMatchObject({ arm: { mode: 'holding', address: 'sim' }, training: { id: '0001-reach-sac', state: 'training' } });
  });

  it('needs no arm and no control process for a lock-step run', async () => {
    const { lab, launcher } = await setUp();
    await lab.call('training.start', { settings: { ...settings, lockstep: true } });
    expect(launcher.workers).toEqual([]);
  });

  it('asks for no arm for a task without one, and loads the control process that its rollout needs soon', async () => {
    const { lab, launcher } = await setUp();
    await lab.call('training.start', { settings: { ...settings, task: 'pendulum' } });
    expect(launcher.workers).toHaveLength(1);
    expect(requestsTo(launcher.newest('control'))).toEqual([]);
  });

  it('keeps real time on a real arm, whatever was asked', async () => {
    const { lab, session } = await setUp();
    await lab.call('arm.connect', { address: '/dev/ttyUSB0' });
    await lab.call('training.start', { settings: { ...settings, pace: 'fast' } });
    expect(session().settings.pace).toBe('real-time');
  });

  it('lets one training run at a time, also while the first is still being prepared', async () => {
    let go: () => void = () => undefined;
    const { lab } = await setUp({ start: () => new Promise((resolve) => { go = resolve; }) });
    const first = lab.call('training.start', { settings: { ...settings, lockstep: true } });
    await expect(lab.call('training.start', { settings })).rejects.toMatchObject({ code: 'busy' });
    go();
    await first;
    await expect(lab.call('training.start', { settings })).rejects.toMatchObject({ code: 'busy', message: expect.stringContaining('0001-reach-sac') });
  });

  it('keeps the arm for the training: no other connection, disconnection or replay', async () => {
    const { lab } = await setUp();
    await lab.call('training.start', { settings });
    await expect(lab.call('arm.connect', { address: 'sim' })).rejects.toMatchObject({ code: 'busy' });
    await expect(lab.call('arm.disconnect')).rejects.toMatchObject({ code: 'busy' });
    await expect(lab.call('replay.start', { episodeId: '0001-reach-sac/000001' })).rejects.toMatchObject({ code: 'busy' });
  });

  const arm: ArmDescription = { title: 'SO-101 on /dev/ttyACM0', model: 'so-101', joints: [], identity: { kind: 'SO-101', servos: ['id 1, offset 5'] } };

  it('asks for the arm that it began on when the control process has ended, at whatever port it is now', async () => {
    const { lab, launcher, session } = await setUp({ control: { arm } });
    await lab.call('arm.connect', { address: '/dev/ttyACM0' });
    await lab.call('training.start', { settings });
    launcher.newest('control').end({ signal: 'SIGSEGV' });
    await session().pause();
    session().options.listener.status(session().status());
    await lab.call('arm.connect', { address: '/dev/ttyACM1' });
    expect(connectsTo(launcher.newest('control'))).toMatchObject([{ address: '/dev/ttyACM1', expected: arm }]);
    await lab.call('training.continue');
    expect(session().deeds.at(-1)).toBe('continue');
    await lab.call('training.finish');
    await lab.call('arm.disconnect');
    await lab.call('arm.connect', { address: '/dev/ttyACM2' });
    expect(connectsTo(launcher.newest('control')).at(-1)).not.toHaveProperty('expected');
  });

  it('connects the simulated arm anew when it goes on after the control process has ended', async () => {
    const { lab, launcher, session } = await setUp();
    await lab.call('training.start', { settings });
    launcher.newest('control').end({ signal: 'SIGSEGV' });
    await session().pause();
    session().options.listener.status(session().status());
    await lab.call('training.continue');
    expect(connectsTo(launcher.newest('control'))).toMatchObject([{ address: 'sim' }]);
    expect(session().deeds.at(-1)).toBe('continue');
  });

  it('pauses the run when the arm stops by itself, once, and lets it go on when the operator says so', async () => {
    const { lab, launcher, session } = await setUp();
    await lab.call('training.start', { settings });
    const stop = { code: 'stall', sentence: 'The elbow is blocked.', remedy: 'Free it.', atMs: 0 };
    const tell = (mode: ArmMode) => launcher.newest('control').say({ type: 'status', status: { mode, owner: 'nobody', interventions: {}, ...(mode === 'stopped' ? { stop } : {}) } });
    tell('moving');
    tell('stopped');
    tell('stopped');
    expect(session().deeds).toEqual(['pause: The elbow is blocked.']);
    tell('holding');
    expect(session().status().state).toBe('paused');
    await lab.call('training.continue');
    tell('stopped');
    expect(session().deeds).toEqual(['pause: The elbow is blocked.', 'continue', 'pause: The elbow is blocked.']);
  });

  it('pauses the run when the operator stops or releases the arm', async () => {
    const { lab, session } = await setUp();
    await lab.call('training.start', { settings });
    await lab.call('arm.stop');
    expect(session().deeds).toEqual(['pause: The operator pressed STOP.']);
    await lab.call('arm.engage');
    await lab.call('training.continue');
    await lab.call('arm.release');
    expect(session().deeds.slice(1)).toEqual(['continue', 'pause: The torque of the arm is off.']);
  });

  it('lets STOP pause a lock-step run, whose simulation is in a worker of its own', async () => {
    const { lab, session } = await setUp();
    await lab.call('training.start', { settings: { ...settings, lockstep: true } });
    await lab.call('arm.stop');
    expect(session().deeds).toEqual(['pause: The operator pressed STOP.']);
  });

  it('shows why a run failed until the next one begins', async () => {
    const { lab, session, snapshot } = await setUp();
    await lab.call('training.start', { settings });
    session().end('failed', 'The loss is not finite.');
    expect(await lab.trainingEnded()).toMatchObject({ state: 'failed' });
    expect(snapshot()).toMatchObject({ training: { state: 'failed' }, notices: [{ level: 'error', sentence: 'The loss is not finite.' }] });
    await lab.call('training.start', { settings });
    expect(snapshot().notices).toEqual([]);
  });

  it('calls a run over only when its files are closed, so that whoever reads it then finds it whole', async () => {
    const { lab, session, snapshot } = await setUp();
    await lab.call('training.start', { settings });
    session().options.listener.status({ ...session().status(), state: 'finished' });
    expect(snapshot().training?.state).toBe('finishing');
    session().end('finished');
    await lab.trainingEnded();
    expect(snapshot().training?.state).toBe('finished');
  });

  it('passes metrics, events and episodes on to windows', async () => {
    const { lab, session, clock, batches } = await setUp();
    await lab.call('training.start', { settings });
    const { listener } = session().options;
    listener.metrics({ step: 5, updates: 1, elapsedS: 1 });
    listener.event({ step: 5, atMs: 1, kind: 'learner-restarted', sentence: 'The learner was started again.' });
    clock.advance(100);
    expect(batches.flatMap((batch) => batch.metrics ?? [])).toEqual([{ step: 5, updates: 1, elapsedS: 1 }]);
    expect(batches.flatMap((batch) => batch.events ?? [])).toHaveLength(1);
    expect((await lab.call('lab.snapshot')).notices).toMatchObject([{ sentence: 'The learner was started again.' }]);
  });

  it('refuses to steer a training when none runs', async () => {
    const { lab } = await setUp();
    for (const name of ['training.pause', 'training.continue', 'training.finish'] as const) {
      await expect(lab.call(name)).rejects.toMatchObject({ code: 'unavailable' });
    }
  });
});

describe('the lens', () => {
  const state = { type: 'state', task: 'reach', stepIndex: 1, observation: new Float32Array(2), configuration: new Float64Array(1) };
  const networks = { version: 1, size: { observationSize: 2, actionSize: 1 }, logStdRange: [-5, 2] as const, tensors: {}, alpha: 0.2 };

  it('is drawn from the newest networks, sent once, and drawn anew after the worker was lost', async () => {
    const { lab, launcher, session, clock, snapshot } = await setUp();
    await lab.call('training.start', { settings });
    const control = launcher.newest('control');
    control.say(state);
    expect(launcher.workers.some(({ name }) => name === 'analysis')).toBe(false);
    session().options.listener.networks('reach', networks);
    control.say(state);
    control.say(state);
    expect(launcher.newest('analysis').received).toMatchObject([{ type: 'networks', task: 'reach' }, { type: 'state' }, { type: 'state' }]);

    launcher.newest('analysis').end({ code: 1 });
    expect(snapshot().notices).toMatchObject([{ level: 'warning', sentence: expect.stringContaining('lens') }]);
    control.say(state);
    expect(launcher.workers.filter(({ name }) => name === 'analysis')).toHaveLength(1);
    clock.advance(5_000);
    control.say(state);
    expect(launcher.newest('analysis').received).toMatchObject([{ type: 'networks' }, { type: 'state' }]);
  });

  it('answers an evaluation, and fails it when the worker is lost', async () => {
    const { lab, launcher, session } = await setUp();
    await lab.call('training.start', { settings });
    const request = { task: 'reach', step: 1, policy: networks, episodes: 2, seed: 1 };
    const lost = session().options.evaluate(request);
    launcher.newest('analysis').end({ code: 1 });
    await expect(lost).rejects.toMatchObject({ code: 'unavailable' });
    const answered = session().options.evaluate(request);
    const result = { step: 1, episodes: 2, meanReturn: 0, returnDeviation: 0, successRate: 1, meanLength: 3 };
    const worker = launcher.newest('analysis');
    worker.say({ type: 'evaluated', id: (worker.received.at(-1) as { readonly id: number }).id, result });
    expect(await answered).toEqual(result);
  });

  it('exports a run into the folder "exports" of the library, and passes a refusal on', async () => {
    const { lab, launcher } = await setUp();
    const exported = lab.call('runs.export', { runId: '0001-reach-sac', format: 'onnx' });
    const worker = launcher.newest('analysis');
    const order = worker.received.at(-1) as { readonly id: number };
    expect(order).toMatchObject({ type: 'export', runFolder: path.join(library, 'runs', '0001-reach-sac'), format: 'onnx', out: path.join(library, 'exports', '0001-reach-sac'), force: true });
    worker.say({ type: 'exported', id: order.id, failure: { code: 'not-found', message: 'There is no checkpoint yet.' } });
    await expect(exported).rejects.toMatchObject({ code: 'not-found', message: 'There is no checkpoint yet.' });
    expect(await lab.answer('runs.export', { runId: '0001-reach-sac', format: 'lerobot' })).toMatchObject({ ok: false, failure: { code: 'bad-argument' } });
  });
});

describe('close', () => {
  it('ends the training without evaluation, lets go of the arm, ends the workers and frees the library', async () => {
    const { lab, launcher, session } = await setUp();
    await lab.call('training.start', { settings });
    await lab.close();
    expect(session().deeds).toEqual(['finish: without evaluation']);
    expect(requestsTo(launcher.newest('control')).at(-1)).toBe('disconnect');
    expect(launcher.workers.every(({ killed }) => killed)).toBe(true);
    expect(await readdir(library)).toEqual([]);
    expect(await lab.answer('lab.snapshot', undefined)).toMatchObject({ ok: false, failure: { code: 'unavailable' } });
  });

  it('refuses a second lab on the same library', async () => {
    await setUp();
    await expect(openLab({ library, launcher: new FakeLauncher(), host: 'browser' })).rejects.toMatchObject({ code: 'busy' });
  });
});
