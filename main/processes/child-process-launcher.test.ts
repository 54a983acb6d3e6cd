import { fork } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChildProcessLauncher } from './child-process-launcher';
import { buildWorkers } from './testing/build-workers';
import type { FromSample, ToSample } from './testing/sample-messages';
import type { WorkerExit, WorkerHandle } from './worker';

let built: Awaited<ReturnType<typeof buildWorkers>>;
beforeAll(async () => {
  // The launcher knows the names of real workers alone: the sample stands in for one.
  built = await buildWorkers({ 'analysis-worker': 'main/processes/testing/sample-worker.ts' });
});
afterAll(() => built.remove());

function launch(onOutput?: (line: string) => void): WorkerHandle<ToSample, FromSample> {
  return createChildProcessLauncher(built.folder, onOutput === undefined ? {} : { onOutput }).launch<ToSample, FromSample>('analysis');
}
const exitOf = (worker: WorkerHandle<ToSample, FromSample>) => new Promise<WorkerExit>((resolve) => worker.onExit(resolve));
const nextMessage = (worker: WorkerHandle<ToSample, FromSample>) => new Promise<FromSample>((resolve) => worker.onMessage(resolve));

describe('a worker in a child process', () => {
  it('is sent and sends typed arrays, even views on larger buffers', async () => {
    const worker = launch();
    const answer = nextMessage(worker);
    worker.post({ type: 'echo', numbers: new Float32Array([9, 1.5, -2, 9]).subarray(1, 3) });
    expect(await answer).toEqual({ type: 'echo', numbers: Float32Array.of(1.5, -2) });
    const exit = exitOf(worker);
    worker.kill();
    expect(await exit).toEqual({ signal: 'SIGKILL' });
    worker.post({ type: 'print', text: 'nobody hears this' });
  });

  it.each(['throw', 'reject'] as const)('says a last word and exits with code 1 after an error of its own: %s', async (type) => {
    const lines: string[] = [];
    const worker = launch((line) => lines.push(line));
    const [last, exit] = [nextMessage(worker), exitOf(worker)];
    worker.post({ type, sentence: 'the wheels came off' });
    expect(await last).toEqual({ type: 'failed', sentence: 'the wheels came off' });
    expect(await exit).toEqual({ code: 1 });
    expect(lines.join('\n')).toContain('Error: the wheels came off');
  });

  it('sends every message before it exits', async () => {
    const worker = launch();
    const indices: number[] = [];
    worker.onMessage((message) => {
      if (message.type === 'count') indices.push(message.index);
    });
    const exit = exitOf(worker);
    worker.post({ type: 'exit-after', messages: 200 });
    expect(await exit).toEqual({ code: 3 });
    expect(indices).toEqual(Array.from({ length: 200 }, (_, index) => index));
  });

  it('puts things in order when its parent has gone', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tempera-worker-'));
    const will = path.join(folder, 'will');
    const child = fork(path.join(built.folder, 'analysis-worker.cjs'), { serialization: 'advanced', env: { ...process.env, SAMPLE_WORKER_WILL: will } });
    await new Promise((resolve) => {
      child.once('message', resolve);
      child.send({ type: 'echo', numbers: Float32Array.of(1) });
    });
    const code = new Promise((resolve) => child.once('exit', resolve));
    child.disconnect();
    expect(await code).toBe(0);
    expect(await readFile(will, 'utf8')).toBe('held');
    await rm(folder, { recursive: true });
  });

  it('that was not built is a failure that says what to do', () => {
    expect(() => createChildProcessLauncher(tmpdir()).launch('learner')).toThrow(/^The learner worker is missing at .*: build the app with "npm run build"\.$/);
  });
});
