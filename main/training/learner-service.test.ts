import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { learnerSettingsSchema } from '../../shared/training';
import { createLearner } from '../learning/create-learner';
import type { TransitionBatch } from '../learning/learner';
import type { FromLearner, ToLearner } from './learner-messages';
import { runLearnerService } from './learner-service';

const size = { observationSize: 2, actionSize: 1 };
const batch = (count: number, reward = 0.5): TransitionBatch => ({
  count,
  observation: new Float32Array(2 * count).fill(0.1),
  action: new Float32Array(count).fill(0.2),
  reward: new Float32Array(count).fill(reward),
  nextObservation: new Float32Array(2 * count).fill(0.3),
  terminated: new Float32Array(count),
});

function service(hyper: object = {}) {
  const posted: FromLearner[] = [];
  const waiters: { test: () => boolean; resolve: () => void }[] = [];
  let receive: ((message: ToLearner) => void) | undefined;
  const done = runLearnerService(
    {
      post(message) {
        posted.push(message);
        for (const { test, resolve } of waiters) if (test()) resolve();
      },
      onMessage: (listener) => (receive = listener),
    },
    { createLearner: (options) => createLearner(options), nowMs: () => performance.now() },
  );
  const send = (message: ToLearner): void => receive?.(message);
  const settings = learnerSettingsSchema.parse({ hiddenSizes: [8], batchSize: 4, learningStarts: 10, updateToData: 3, ...hyper });
  const begin = (resumeFrom?: string): void => send({ type: 'begin', size, settings, seed: 1, executor: 'onnx-cpu', threads: 1, ...(resumeFrom === undefined ? {} : { resumeFrom }) });
  const updates = (): number => Math.max(0, ...posted.map((message) => (message.type === 'progress' ? message.updates : 0)));
  const until = (test: () => boolean): Promise<void> => new Promise((resolve) => (test() ? resolve() : waiters.push({ test, resolve })));
  return { posted, send, begin, updates, until, done };
}

describe('the learner\'s service', () => {
  it('publishes its first policy and networks before it learns', async () => {
    const { posted, begin, send, done } = service();
    begin();
    send({ type: 'end' });
    await done;
    expect(posted.map((message) => message.type)).toEqual(['ready', 'policy', 'networks']);
  });

  it('makes as many updates as its steps have earned, tells how far it is, and publishes what it learnt', async () => {
    const { posted, begin, send, updates, until, done } = service();
    begin();
    send({ type: 'transitions', batch: batch(10), stepsTaken: 10 });
    send({ type: 'transitions', batch: batch(4), stepsTaken: 14 });
    await until(() => updates() === 12);
    send({ type: 'transitions', batch: batch(1), stepsTaken: 15 });
    await until(() => posted.some((message) => message.type === 'policy' && message.snapshot.version === 15));
    send({ type: 'end' });
    await done;
    expect(updates()).toBe(15);
  });

  it('rests while it is paused, and changes its temperature between updates', async () => {
    const { posted, begin, send, updates, until, done } = service();
    begin();
    send({ type: 'pause', paused: true });
    send({ type: 'transitions', batch: batch(20), stepsTaken: 20 });
    send({ type: 'set-temperature', setting: { mode: 'fixed', alpha: 0.5 } });
    await until(() => posted.some((message) => message.type === 'ready'));
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(updates()).toBe(0);
    send({ type: 'pause', paused: false });
    await until(() => updates() === 30);
    expect(posted.findLast((message) => message.type === 'progress')).toMatchObject({ metrics: { alpha: 0.5 }, temperature: { mode: 'fixed', alpha: 0.5 } });
    send({ type: 'end' });
    await done;
  });

  it('goes on from a checkpoint, which holds everything that was sent before it was asked for', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tempera-service-'));
    const checkpoint = path.join(folder, '000000020');
    const first = service();
    first.begin();
    first.send({ type: 'transitions', batch: batch(20), stepsTaken: 20 });
    await first.until(() => first.updates() === 30);
    first.send({ type: 'checkpoint', folder: checkpoint, step: 20 });
    await first.until(() => first.posted.some((message) => message.type === 'checkpointed'));
    first.send({ type: 'end' });
    await first.done;

    const second = service();
    second.begin(checkpoint);
    second.send({ type: 'transitions', batch: batch(1), stepsTaken: 21 });
    await second.until(() => second.updates() === 33);
    expect(second.posted[0]).toMatchObject({ type: 'ready', updates: 30 });
    second.send({ type: 'end' });
    await second.done;
    await rm(folder, { recursive: true });
  });

  it('ends with one clear failure for a reward that is not a number', async () => {
    const { posted, begin, send, done } = service();
    begin();
    send({ type: 'transitions', batch: batch(3, Number.NaN), stepsTaken: 3 });
    await done;
    expect(posted.at(-1)).toMatchObject({ type: 'failed', failure: { code: 'bad-argument', message: expect.stringContaining('reward of transition 0 is NaN') as string } });
  });

  it('treats a message before it began as an error of the program', async () => {
    const { send, done } = service();
    send({ type: 'pause', paused: true });
    await expect(done).rejects.toThrow('the learner was sent "pause" before "begin"');
  });
});
