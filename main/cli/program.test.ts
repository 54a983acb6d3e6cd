import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../shared/contract/failure';
import { runProgram } from './program';
import { FakeHost, fakeRun, fakeSnapshot, fakeStatus } from './testing/fake-host';

let library: string;
beforeEach(async () => {
  library = await mkdtemp(path.join(os.tmpdir(), 'tempera-cli-'));
});
afterEach(() => rm(library, { recursive: true }));

describe('bad arguments', () => {
  it.each([
    [['fly'], /unknown command 'fly'/],
    [['train'], /Say what to learn: one of reach, pendulum/],
    [['train', 'dance'], /no task "dance"; use one of reach, pendulum/],
    [['train', 'reach', '--steps', '0'], /'0' is invalid. It must be a whole number from 1 to/],
    [['train', 'reach', '--steps', '1e9'], /'1e9' is invalid/],
    [['train', 'reach', '--steps', '10.5'], /'10.5' is invalid/],
    [['train', 'reach', '--seed', '-1'], /'-1' is invalid|unknown option|argument missing/],
    [['train', 'reach', '--seed', '4294967296'], /whole number from 0 to 4294967295/],
    [['train', 'reach', '--algorithm', 'ppo'], /'ppo' is invalid. Allowed choices are sac/],
    [['train', 'reach', '--backend', 'abacus'], /Allowed choices are auto, onnx-cpu/],
    [['train', 'reach', '--threads', '0'], /whole number from 1 to 256/],
    [['train', 'reach', '--preset', 'magic'], /no preset "magic"/],
    [['train', 'reach', '--frobnicate'], /unknown option '--frobnicate'/],
    [['train', 'reach', 'push'], /too many arguments/],
    [['train', 'reach', '--lockstep', '--arm', '/dev/ttyUSB0'], /--lockstep is for the simulated arm/],
    [['train', 'pendulum', '--arm', '/dev/ttyUSB0'], /uses no arm; leave --arm/],
    [['train', '--resume', '0009-reach-sac'], /no run "0009-reach-sac" in the library/],
    [['train', '--resume', '../../etc'], /is not the name of a run/],
    [['train', 'reach', '--resume', '0001-reach-sac'], /keeps its task/],
    [['train', '--resume', '0001-reach-sac', '--seed', '2', '--lockstep'], /keeps its --seed, --lockstep; leave them out/],
    [['evaluate'], /missing required argument 'run'/],
    [['evaluate', '0009-reach-sac'], /no run "0009-reach-sac"/],
    [['evaluate', '0009-reach-sac', '--episodes', '0'], /whole number from 1/],
    [['replay', 'x'], /"x" is no episode/],
    [['replay', '0009-reach-sac/000001'], /no run "0009-reach-sac"/],
    [['replay', '0009-reach-sac/000001', '--speed', '9'], /number from 0.05 to 5/],
    [['export', '0009-reach-sac', '--format', 'onnx', '--out', 'x'], /no run "0009-reach-sac"/],
    [['export', '0009-reach-sac', '--format', 'lerobot', '--out', 'x'], /'lerobot' is invalid. Allowed choices are onnx, csv, tensorboard/],
    [['export', '0009-reach-sac', '--out', 'x'], /required option '--format <name>' not specified/],
    [['export', '0009-reach-sac', '--format', 'csv'], /required option '--out <folder>' not specified/],
    [['export', '0009-reach-sac', '--format', 'onnx', '--out', 'x', '--checkpoint', '-1'], /whole number from 0|argument missing/],
    [['emulate', 'toaster'], /'toaster' is invalid for argument 'kind'. Allowed choices are feetech, dynamixel, board/],
    [['serve', '--port', '70000'], /whole number from 0 to 65535/],
  ])('%j: one sentence, exit code 2, nothing written', async (words, sentence) => {
    const host = new FakeHost({ library });
    expect(await runProgram(words, host)).toBe(2);
    expect(host.written.errors).toMatch(sentence);
    expect(host.written.errors.trim().split('\n').length).toBeLessThanOrEqual(2);
    expect(host.written.output).toBe('');
    expect(host.opened).toEqual([]);
    expect(await readdir(library)).toEqual([]);
  });

  it('prints help and version with exit code 0', async () => {
    for (const words of [['--help'], ['--version'], ['train', '--help']]) {
      const host = new FakeHost({ library });
      expect(await runProgram(words, host)).toBe(0);
      expect(host.written.output).not.toBe('');
    }
  });
});

describe('train', () => {
  function trainingHost(): FakeHost {
    const host = new FakeHost({ library });
    host.answers = { 'training.start': () => fakeRun({ state: 'preparing', step: 0 }) };
    host.onEnded = async () => fakeRun();
    return host;
  }

  it('asks for what the command line says, at full speed in simulation', async () => {
    const host = trainingHost();
    expect(await runProgram(['train', 'reach', '--seed', '7', '--steps', '300', '--backend', 'onnx-cpu', '--threads', '2', '--lockstep', '--json'], host)).toBe(0);
    expect(host.opened).toEqual([{ library, finalEvaluationEpisodes: 100 }]);
    expect(host.calls).toMatchObject([
      { name: 'training.start', argument: { settings: { task: 'reach', algorithm: 'sac', seed: 7, steps: 300, executor: 'onnx-cpu', threads: 2, lockstep: true, pace: 'fast' } } },
    ]);
    expect(host.closedLabs).toBe(1);
  });

  it.each([
    [['train', 'pendulum'], 200],
    [['train', 'reach'], 100],
    [['train', 'reach', '--evaluation-episodes', '7'], 7],
  ])('%j evaluates the end over %d episodes, and takes the steps of the preset', async (words, episodes) => {
    const host = trainingHost();
    await runProgram(words, host);
    expect(host.opened[0]?.finalEvaluationEpisodes).toBe(episodes);
    expect(host.calls[0]?.argument).toMatchObject({ settings: { steps: expect.any(Number) } });
  });

  it('connects a real arm first and keeps real time on it', async () => {
    const host = trainingHost();
    await runProgram(['train', 'reach', '--arm', '/dev/ttyUSB0', '--out', path.join(library, 'other')], host);
    expect(host.opened[0]?.library).toBe(path.join(library, 'other'));
    expect(host.calls).toMatchObject([
      { name: 'arm.connect', argument: { address: '/dev/ttyUSB0' } },
      { name: 'training.start', argument: { settings: { pace: 'real-time' } } },
    ]);
  });

  it('prints JSON lines, the last with the final evaluation', async () => {
    const host = trainingHost();
    host.onEnded = async () => {
      host.send({ metrics: [{ step: 1000, updates: 1, elapsedS: 2, alpha: 0.2 }], events: [{ step: 0, atMs: 1, kind: 'started', sentence: 'Begun.' }] });
      return fakeRun();
    };
    await runProgram(['train', 'reach', '--json'], host);
    const lines = host.written.output.trim().split('\n').map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(lines.map((line) => line['type'])).toEqual(['started', 'metrics', 'event', 'finished']);
    expect(lines.at(-1)).toMatchObject({ type: 'finished', run: '0001-reach-sac', library, success: 0.97, return: -3.25, evaluation: { episodes: 100, successRate: 0.97 } });
    expect(host.written.errors).toBe('');
  });

  it('says the result in one sentence on a terminal', async () => {
    const host = trainingHost();
    host.onEnded = async () => {
      host.send({ lab: fakeSnapshot({ training: fakeStatus() }) });
      return fakeRun();
    };
    await runProgram(['train', 'reach'], host);
    expect(host.written.output).toContain('finished at step 50000 after 2:40. Return -3.25, success 97 % over 100 episodes');
    expect(host.written.errors).toContain('312 steps/s');
  });

  it('takes keys on a terminal: labels, a pause, and going on after a lost link with the same arm', async () => {
    const host = trainingHost();
    host.takesKeys = true;
    let end: (run: ReturnType<typeof fakeRun>) => void = () => undefined;
    const ended = new Promise<ReturnType<typeof fakeRun>>((resolve) => { end = resolve; });
    host.onEnded = () => ended;
    const lost = { mode: 'stopped', owner: 'nobody', interventions: {}, address: '/dev/ttyACM0', stop: { code: 'link-lost', sentence: '', remedy: '', atMs: 0 } } as const;
    host.answers = { ...host.answers, 'lab.snapshot': () => ({ ...fakeSnapshot(), arm: lost }) };
    const code = runProgram(['train', 'reach', '--arm', '/dev/ttyACM0'], host);
    while (!host.calls.some(({ name }) => name === 'training.start')) await new Promise((resolve) => setImmediate(resolve));
    const before = host.calls.length;
    for (const key of ['s', 'f', 'p', 'x']) host.press(key);
    await new Promise((resolve) => setImmediate(resolve));
    expect(host.calls.slice(before)).toEqual([
      { name: 'training.label', argument: { outcome: 'success' } },
      { name: 'training.label', argument: { outcome: 'failure' } },
      { name: 'training.pause', argument: undefined },
    ]);
    host.press('c');
    await new Promise((resolve) => setImmediate(resolve));
    expect(host.calls.slice(before + 3).map(({ name }) => name)).toEqual(['lab.snapshot', 'arm.connect', 'training.continue']);
    expect(host.written.errors).toContain('Keys: space stops the arm');
    end(fakeRun());
    expect(await code).toBe(0);
  });

  it('ends with a checkpoint on Ctrl-C, at once on the second', async () => {
    const host = trainingHost();
    let end: (run: ReturnType<typeof fakeRun>) => void = () => undefined;
    const ended = new Promise<ReturnType<typeof fakeRun>>((resolve) => { end = resolve; });
    host.onEnded = () => ended;
    host.answers = {
      'training.start': () => {
        queueMicrotask(() => host.interrupt());
        return fakeRun({ state: 'preparing', step: 0 });
      },
    };
    const code = runProgram(['train', 'reach', '--json'], host);
    while (host.interruptions === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(host.exits).toEqual([]);
    host.interrupt();
    expect(host.exits).toEqual([1]);
    expect(host.interruptions).toBe(1);
    end(fakeRun({ step: 4200, state: 'finished', lastEvaluation: undefined }));
    expect(await code).toBe(0);
    expect(JSON.parse(host.written.output.trim().split('\n').at(-1) ?? '')).toMatchObject({ type: 'interrupted', step: 4200 });
    expect(host.closedLabs).toBe(1);
  });

  it('reports a failed run and ends with exit code 1', async () => {
    const host = trainingHost();
    host.onEnded = async () => {
      host.send({ lab: fakeSnapshot({ training: fakeStatus({ state: 'failed', note: 'The loss is not finite at update 12.' }) }) });
      return fakeRun({ state: 'failed', step: 12 });
    };
    expect(await runProgram(['train', 'reach', '--json'], host)).toBe(1);
    expect(JSON.parse(host.written.output.trim().split('\n').at(-1) ?? '')).toMatchObject({ type: 'failed', message: 'The loss is not finite at update 12.' });
  });

  it('shows a refusal of the lab as its sentence, and closes the lab', async () => {
    const host = trainingHost();
    host.answers = { 'training.start': () => { throw new Failure('stopped', 'A stop is latched; engage the arm first.'); } };
    expect(await runProgram(['train', 'reach'], host)).toBe(1);
    expect(host.written.errors).toBe('tempera: A stop is latched; engage the arm first.\n');
    expect(host.closedLabs).toBe(1);
  });
});

describe('replay', () => {
  async function makeRun(): Promise<string> {
    const folder = path.join(library, 'runs', '0001-reach-sac');
    await mkdir(path.join(folder, 'episodes'), { recursive: true });
    await writeFile(path.join(folder, 'run.json'), '{}');
    const file = path.join(folder, 'episodes', '000012.mcap');
    await writeFile(file, '');
    return file;
  }

  function replayHost(state: 'done' | 'stopped'): FakeHost {
    const host = new FakeHost({ library });
    const stop = { code: 'load', sentence: 'The elbow is overloaded.', remedy: 'Free it.', atMs: 0 };
    const arm = { mode: 'holding' as const, owner: 'nobody' as const, interventions: {}, ...(state === 'stopped' ? { stop } : {}) };
    host.answers = {
      'lab.snapshot': () => fakeSnapshot({ arm }),
      'replay.start': () => {
        host.send({ lab: fakeSnapshot({ replay: { episodeId: '0001-reach-sac/000012', speed: 1, stepIndex: 3, steps: 9, state: 'playing' } }) });
        host.send({ lab: fakeSnapshot({ replay: { episodeId: '0001-reach-sac/000012', speed: 1, stepIndex: 9, steps: 9, state } }) });
      },
    };
    return host;
  }

  it.each(['name', 'file'])('plays an episode given by its %s', async (kind) => {
    const file = await makeRun();
    const host = replayHost('done');
    expect(await runProgram(['replay', kind === 'file' ? file : '0001-reach-sac/12', '--speed', '0.5'], host)).toBe(0);
    expect(host.calls).toMatchObject([
      { name: 'arm.connect', argument: { address: 'sim' } },
      { name: 'replay.start', argument: { episodeId: '0001-reach-sac/000012', speed: 0.5 } },
      { name: 'lab.snapshot' },
    ]);
    expect(host.closedLabs).toBe(1);
  });

  it('says why a replay was stopped, with exit code 1', async () => {
    await makeRun();
    const host = replayHost('stopped');
    expect(await runProgram(['replay', '0001-reach-sac/000012'], host)).toBe(1);
    expect(host.written.errors).toContain('The elbow is overloaded. Free it.');
  });
});
