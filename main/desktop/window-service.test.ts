import { describe, expect, it } from 'vitest';
import { contractVersion, type TelemetryBatch } from '../../shared/contract/frames';
import { batchesInFlight } from '../../shared/contract/wire';
import type { TelemetrySink } from '../lab/telemetry-hub';
import { channels } from './ipc-channels';
import type { IpcEventOrigin } from './ipc-sender';
import { serveDesktopWindow, type TelemetryPort } from './window-service';

function setUp() {
  const frame = { url: 'app://tempera/index.html' };
  const contents = { mainFrame: frame };
  const trusted: IpcEventOrigin = { sender: contents, senderFrame: frame };
  const stranger: IpcEventOrigin = { sender: contents, senderFrame: { url: 'app://tempera/index.html' } };

  const answered: unknown[][] = [];
  const sinks: TelemetrySink[] = [];
  const lab = {
    answer: async (name: unknown, argument: unknown) => {
      answered.push([name, argument]);
      return { ok: true as const, result: 'done' };
    },
    subscribe: (sink: TelemetrySink) => {
      sinks.push(sink);
      return { resume: () => undefined, close: () => void sinks.splice(sinks.indexOf(sink), 1) };
    },
  };
  let handler: (event: IpcEventOrigin, ...values: readonly unknown[]) => Promise<unknown> = async () => undefined;
  let listener: (event: IpcEventOrigin, ...values: readonly unknown[]) => void = () => undefined;
  const ports: { sent: unknown[]; nonce: string; closed: boolean; reply: (data: unknown) => void }[] = [];
  serveDesktopWindow({
    lab,
    contents: () => contents,
    ipc: {
      handle: (channel, handle) => { if (channel === channels.call) handler = handle; },
      on: (channel, listen) => { if (channel === channels.askTelemetry) listener = listen; },
    },
    openPort: (nonce) => {
      const record: (typeof ports)[number] = { sent: [], nonce, closed: false, reply: () => undefined };
      ports.push(record);
      const port: TelemetryPort = {
        postMessage: (message) => void record.sent.push(message),
        on: (event: string, listen: (event: { readonly data: unknown }) => void) => {
          if (event === 'message') record.reply = (data) => listen({ data });
        },
        start: () => undefined,
        close: () => { record.closed = true; },
      };
      return port;
    },
  });
  return { trusted, stranger, answered, sinks, ports, call: (event: IpcEventOrigin, ...values: unknown[]) => handler(event, ...values), ask: (event: IpcEventOrigin, ...values: unknown[]) => listener(event, ...values) };
}

const nonce = 'a'.repeat(32);
const batch = (sequence: number): TelemetryBatch => ({ version: contractVersion, sequence });

describe('serveDesktopWindow', () => {
  it('answers calls of our page, and refuses those of any other frame before the lab sees them', async () => {
    const { trusted, stranger, answered, call } = setUp();
    expect(await call(trusted, 'arm.stop', undefined)).toEqual({ ok: true, result: 'done' });
    expect(await call(stranger, 'arm.stop', undefined)).toMatchObject({ ok: false, failure: { code: 'unauthorised' } });
    expect(answered).toEqual([['arm.stop', undefined]]);
  });

  it('hands a port over to our page alone, with its nonce, and greets first', () => {
    const { trusted, stranger, ports, ask } = setUp();
    ask(stranger, nonce);
    ask(trusted, 'not a nonce');
    ask(trusted, { length: 32 });
    expect(ports).toHaveLength(0);
    ask(trusted, nonce);
    expect(ports[0]).toMatchObject({ nonce, sent: [{ type: 'hello', contractVersion }] });
  });

  it('stops sending to a page that does not keep up, and goes on when it has seen', () => {
    const { trusted, sinks, ports, ask } = setUp();
    ask(trusted, nonce);
    const sink = sinks[0] ?? expect.fail('no subscription');
    let sequence = 0;
    while (sink.ready()) sink.send(batch(sequence++));
    expect(sequence).toBe(batchesInFlight);
    for (const nonsense of [{ type: 'seen', sequence: NaN }, { type: 'seen', sequence: -1 }, 'seen', null]) ports[0]?.reply(nonsense);
    expect(sink.ready()).toBe(false);
    ports[0]?.reply({ type: 'seen', sequence: 0 });
    expect(sink.ready()).toBe(true);
    // A number from the future must not open the gate for good.
    ports[0]?.reply({ type: 'seen', sequence: 1_000_000 });
    while (sink.ready()) sink.send(batch(sequence++));
    expect(sequence).toBeLessThanOrEqual(2 * batchesInFlight);
  });

  it('gives a reloaded page a new port and closes the old one', () => {
    const { trusted, sinks, ports, ask } = setUp();
    ask(trusted, nonce);
    ask(trusted, 'b'.repeat(32));
    expect(ports.map((port) => port.closed)).toEqual([true, false]);
    expect(sinks).toHaveLength(1);
  });
});
