import { describe, expect, it, vi } from 'vitest';
import type { Bridge, ConnectionState } from '../../shared/contract/bridge';
import { contractVersion, type TelemetryBatch } from '../../shared/contract/frames';
import { createLabStore } from './lab-store';
import { followTelemetry } from './telemetry';

function setUp() {
  const telemetry = new Set<(batch: TelemetryBatch) => void>();
  const connection = new Set<(state: ConnectionState) => void>();
  const bridge: Bridge = {
    call: () => Promise.reject(new Error('no calls are made by telemetry')),
    onTelemetry: (listener) => {
      telemetry.add(listener);
      return () => telemetry.delete(listener);
    },
    onConnection: (listener) => {
      connection.add(listener);
      return () => connection.delete(listener);
    },
  };
  let frame: (() => void) | undefined;
  const store = createLabStore();
  const changed = vi.fn();
  store.subscribe(changed);
  const stop = followTelemetry(bridge, store, (callback) => {
    frame = callback;
    return () => { frame = undefined; };
  });
  let sequence = 0;
  return {
    store,
    changed,
    stop,
    send: (dropped: number) => { for (const listener of telemetry) listener({ version: contractVersion, sequence: sequence++, dropped }); },
    connect: (state: ConnectionState) => { for (const listener of connection) listener(state); },
    paint: () => {
      const callback = frame;
      frame = undefined;
      callback?.();
    },
    listeners: () => telemetry.size + connection.size,
  };
}

describe('followTelemetry', () => {
  it('changes the store once a frame, however many batches came', () => {
    const { store, changed, send, paint } = setUp();
    for (let count = 0; count < 50; count++) send(1);
    expect(changed).not.toHaveBeenCalled();
    paint();
    expect(changed).toHaveBeenCalledTimes(1);
    expect(store.getState().dropped).toBe(50);
  });

  it('does not pile batches up while a hidden window gets no frames', () => {
    const { store, send } = setUp();
    for (let count = 0; count < 1000; count++) send(1);
    expect(store.getState().dropped).toBeGreaterThan(700);
  });

  it('tells of a lost connection at once', () => {
    const { store, connect } = setUp();
    connect({ type: 'lost', sentence: 'The lab does not answer.' });
    expect(store.getState().connection).toEqual({ type: 'lost', sentence: 'The lab does not answer.' });
  });

  it('lets go of the bridge and of the waiting frame when it ends', () => {
    const { changed, send, paint, stop, listeners } = setUp();
    send(1);
    stop();
    paint();
    expect(changed).not.toHaveBeenCalled();
    expect(listeners()).toBe(0);
  });
});
