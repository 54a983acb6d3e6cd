import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WorkerExit, WorkerLauncher } from '../processes/worker';
import { createWorkerKeeper } from './worker-keeper';

interface FakeProcess {
  readonly sent: unknown[];
  say(message: unknown): void;
  exit(how: WorkerExit): void;
}

function keep() {
  const processes: FakeProcess[] = [];
  const launcher: WorkerLauncher = {
    launch() {
      const sent: unknown[] = [];
      let say: (message: never) => void = () => undefined;
      let exit: (how: WorkerExit) => void = () => undefined;
      processes.push({ sent, say: (message) => say(message as never), exit: (how) => exit(how) });
      return {
        processId: 1,
        post: (message) => void sent.push(message),
        onMessage(listener) {
          say = listener;
          return () => undefined;
        },
        onExit(listener) {
          exit = listener;
          return () => undefined;
        },
        kill: () => exit({ signal: 'SIGKILL' }),
      };
    },
  };
  const told: string[] = [];
  const keeper = createWorkerKeeper<string, { readonly type: string }>({
    launcher,
    name: 'learner',
    beforeRestart: () => Promise.resolve(),
    onStarted: (post) => post('begin'),
    onMessage: (message) => told.push(message.type),
    onLost: (sentence) => told.push(sentence),
    onGivenUp: (failure) => told.push(`given up: ${failure.message}`),
  });
  keeper.start();
  return { keeper, processes, told, newest: () => processes.at(-1) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('keeping a worker', () => {
  it('starts it again when it ends unasked, and tells it everything again', async () => {
    const { processes, told, keeper } = keep();
    processes[0]?.exit({ signal: 'SIGSEGV' });
    keeper.post('lost');
    await vi.advanceTimersByTimeAsync(200);
    expect(processes.map((one) => one.sent)).toEqual([['begin'], ['begin']]);
    expect(told).toEqual(['The learner ended unexpectedly with signal SIGSEGV.']);
  });

  it('waits longer each time, and gives up after five restarts in a row', async () => {
    const { processes, told, newest } = keep();
    for (const waitMs of [200, 400, 800, 1600, 3200]) {
      newest()?.exit({ code: 134 });
      const count = processes.length;
      await vi.advanceTimersByTimeAsync(waitMs - 1);
      expect(processes).toHaveLength(count);
      await vi.advanceTimersByTimeAsync(1);
      expect(processes).toHaveLength(count + 1);
    }
    newest()?.exit({ code: 134 });
    vi.runAllTimers();
    expect(processes).toHaveLength(6);
    expect(told.at(-1)).toBe('given up: The learner ended 6 times in a row, the last time with code 134. Resume the run when the cause is mended.');
  });

  it('counts anew after something lasting', async () => {
    const { keeper, processes, newest, told } = keep();
    for (let death = 0; death < 9; death += 1) {
      newest()?.exit({ code: 1 });
      await vi.runAllTimersAsync();
      keeper.steady();
    }
    expect(processes).toHaveLength(10);
    expect(told.some((sentence) => sentence.startsWith('given up'))).toBe(false);
  });

  it('does not restart one that told an expected failure and ended in order', async () => {
    const { processes, told, newest } = keep();
    newest()?.say({ type: 'failed', failure: { code: 'damaged-file', message: 'The checkpoint is damaged.' } });
    newest()?.exit({ code: 0 });
    vi.runAllTimers();
    expect(processes).toHaveLength(1);
    expect(told).toEqual(['given up: The checkpoint is damaged.']);
  });

  it('ends it when it is closed, by force when it does not listen', async () => {
    const { keeper, processes, newest, told } = keep();
    const closed = keeper.close('end');
    expect(newest()?.sent).toEqual(['begin', 'end']);
    await vi.advanceTimersByTimeAsync(5000);
    await closed;
    vi.runAllTimers();
    expect(processes).toHaveLength(1);
    expect(told).toEqual([]);
  });

  it('closed while it waits to restart, starts nothing more', async () => {
    const { keeper, processes, newest } = keep();
    newest()?.exit({ code: 1 });
    await keeper.close('end');
    vi.runAllTimers();
    expect(processes).toHaveLength(1);
  });
});
