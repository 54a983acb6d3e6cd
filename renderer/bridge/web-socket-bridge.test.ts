import { describe, expect, it } from 'vitest';
import type { ConnectionState } from '../../shared/contract/bridge';
import { contractVersion, type TelemetryBatch } from '../../shared/contract/frames';
import { decodeWire, encodeWire, windowMessageSchema, type HostMessage, type WindowMessage } from '../../shared/contract/wire';
import { openWebSocketBridge, type Socket } from './web-socket-bridge';

class FakeSocket implements Socket {
  binaryType: BinaryType = 'blob';
  onopen: Socket['onopen'] = null;
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  readonly sent: WindowMessage[] = [];
  closed = false;

  send(data: Parameters<Socket['send']>[0]): void {
    this.sent.push(windowMessageSchema.parse(decodeWire(data as Uint8Array)));
  }
  close(): void {
    this.closed = true;
  }
  receive(message: HostMessage): void {
    this.onmessage?.call(this as never, { data: encodeWire(message).buffer } as MessageEvent);
  }
  drop(): void {
    this.onclose?.call(this as never, {} as CloseEvent);
  }
}

function setUp() {
  const sockets: FakeSocket[] = [];
  let timers: { readonly delayMs: number; readonly action: () => void }[] = [];
  const bridge = openWebSocketBridge({
    connect: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    after: (delayMs, action) => {
      const timer = { delayMs, action };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  });
  const states: ConnectionState[] = [];
  bridge.onConnection((state) => void states.push(state));
  /** Lets the timers of this delay run out. */
  const runOut = (delayMs: number): void => {
    const due = timers.filter((timer) => timer.delayMs === delayMs);
    timers = timers.filter((timer) => timer.delayMs !== delayMs);
    for (const timer of due) timer.action();
  };
  const newest = (): FakeSocket => sockets.at(-1) ?? expect.fail('no socket was opened');
  const greet = (): void => newest().receive({ type: 'hello', contractVersion });
  return { bridge, sockets, states, runOut, newest, greet, delays: () => timers.map((timer) => timer.delayMs) };
}

function batch(sequence: number): TelemetryBatch {
  return { version: contractVersion, sequence };
}

describe('openWebSocketBridge', () => {
  it('sends calls that were made early once the host has greeted, and gives back their results', async () => {
    const { bridge, greet, newest } = setUp();
    const result = bridge.call('runs.list');
    expect(newest().sent).toEqual([]);
    greet();
    await Promise.resolve();
    expect(newest().sent).toEqual([{ type: 'call', id: 0, name: 'runs.list' }]);
    newest().receive({ type: 'answer', id: 0, answer: { ok: true, result: [] } });
    expect(await result).toEqual([]);
  });

  it('rebuilds a refusal as a Failure', async () => {
    const { bridge, greet, newest } = setUp();
    greet();
    const result = bridge.call('arm.stop');
    newest().receive({ type: 'answer', id: 0, answer: { ok: false, failure: { code: 'no-arm', message: 'There is no arm.' } } });
    await expect(result).rejects.toMatchObject({ name: 'Failure', code: 'no-arm', message: 'There is no arm.' });
  });

  it('says what it has seen after the listeners have taken it', () => {
    const { bridge, greet, newest } = setUp();
    const seen: number[] = [];
    bridge.onTelemetry(({ sequence }) => void seen.push(sequence));
    greet();
    newest().receive({ type: 'telemetry', batch: batch(0) });
    expect(seen).toEqual([0]);
    expect(newest().sent).toEqual([{ type: 'seen', sequence: 0 }]);
  });

  it('fails open calls when the link drops, and opens it again with growing patience', async () => {
    const { bridge, sockets, states, runOut, greet, newest, delays } = setUp();
    greet();
    const result = bridge.call('arm.engage');
    newest().drop();
    await expect(result).rejects.toMatchObject({ code: 'link-lost' });
    expect(states.at(-1)).toMatchObject({ type: 'lost' });
    runOut(250);
    expect(sockets).toHaveLength(2);
    newest().drop();
    expect(delays()).toContain(500);
    runOut(500);
    greet();
    expect(states.at(-1)).toEqual({ type: 'connected' });
    // A link that was good starts the patience anew.
    newest().drop();
    expect(delays()).toContain(250);
  });

  it('calls a silent host lost, though its socket is still open', () => {
    const { states, runOut, greet, newest } = setUp();
    greet();
    const socket = newest();
    runOut(7_000);
    expect(socket.closed).toBe(true);
    expect(states.at(-1)).toMatchObject({ type: 'lost', sentence: expect.stringContaining('does not answer') });
  });

  it('asks for a reload when the host speaks another version, and takes nothing from it', () => {
    const { bridge, states, newest } = setUp();
    const batches: TelemetryBatch[] = [];
    bridge.onTelemetry((taken) => void batches.push(taken));
    newest().receive({ type: 'hello', contractVersion: 99 as never });
    newest().receive({ type: 'telemetry', batch: batch(0) });
    expect(states.at(-1)).toMatchObject({ type: 'lost', sentence: expect.stringContaining('reload the window') });
    expect(batches).toEqual([]);
  });

  it('tells a late listener how the link stands', () => {
    const { bridge, greet } = setUp();
    greet();
    const states: ConnectionState[] = [];
    bridge.onConnection((state) => void states.push(state));
    expect(states).toEqual([{ type: 'connected' }]);
  });
});
