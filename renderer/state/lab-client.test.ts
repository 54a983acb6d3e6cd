import { describe, expect, it } from 'vitest';
import type { Bridge } from '../../shared/contract/bridge';
import type { CallName } from '../../shared/contract/calls';
import { Failure } from '../../shared/contract/failure';
import { createLabClient, followRunHistory } from './lab-client';
import { createLabStore } from './lab-store';

function setUp(answer: (name: CallName) => unknown) {
  const called: CallName[] = [];
  const bridge: Bridge = {
    call: async (...[name]) => {
      called.push(name);
      return (await answer(name)) as never;
    },
    onTelemetry: () => () => undefined,
    onConnection: () => () => undefined,
  };
  const store = createLabStore();
  return { called, store, client: createLabClient(bridge, store, () => 100) };
}

function refuse(code: 'busy' | 'no-arm' | 'link-lost', message: string): never {
  throw new Failure(code, message);
}

describe('LabClient', () => {
  it('shows a refusal to the operator and goes on', async () => {
    const { client, store } = setUp(() => refuse('busy', 'Training has the arm: pause it first.'));
    await expect(client.call('arm.engage')).resolves.toBeUndefined();
    expect(store.getState().toasts).toMatchObject([{ level: 'warning', sentence: 'Training has the arm: pause it first.' }]);
  });

  it('gives a refusal back without a toast when the caller shows it itself', async () => {
    const { client, store } = setUp(() => refuse('busy', 'Busy.'));
    await expect(client.attempt('arm.engage')).resolves.toEqual({ ok: false, failure: { code: 'busy', message: 'Busy.' } });
    expect(store.getState().toasts).toEqual([]);
  });

  it('marks a STOP as sent until it is answered', async () => {
    let answer: () => void = () => undefined;
    const { client, store } = setUp(() => new Promise<void>((resolve) => { answer = resolve; }));
    const stopping = client.stop();
    expect(store.getState().stopSentMs).toBe(100);
    answer();
    await stopping;
    expect(store.getState().stopSentMs).toBeUndefined();
  });

  it('sends every STOP, also while an earlier one is unanswered', () => {
    const { client, called } = setUp(() => new Promise(() => undefined));
    void client.stop();
    void client.stop();
    expect(called).toEqual(['arm.stop', 'arm.stop']);
  });

  it.each([
    ['link-lost', 'error'],
    ['no-arm', 'information'],
  ] as const)('tells of a STOP that failed with %s as %s', async (code, level) => {
    const { client, store } = setUp(() => refuse(code, 'It did not reach the arm.'));
    await client.stop();
    expect(store.getState().toasts).toMatchObject([{ level }]);
  });
});

describe('followRunHistory', () => {
  it('reads the stored curve of a run once when the run appears', async () => {
    const stored = { metrics: [{ step: 1, updates: 1, elapsedS: 1 }], events: [] };
    const { client, store, called } = setUp((name) => (name === 'runs.history' ? stored : []));
    followRunHistory(client);
    store.setState({ history: { runId: '0001-reach-sac', metrics: [{ step: 2, updates: 2, elapsedS: 2 }], episodes: [], events: [] } });
    await expect.poll(() => store.getState().history.metrics.map(({ step }) => step)).toEqual([1, 2]);
    expect(called.filter((name) => name === 'runs.history')).toHaveLength(1);
  });
});
