import { describe, expect, it } from 'vitest';
import { contractVersion, type TelemetryBatch } from '../../shared/contract/frames';
import { noncePattern, type DesktopApi } from '../../shared/contract/desktop';
import type { CallAnswer, ConnectionState } from '../../shared/contract/bridge';
import { openDesktopBridge, type PortReceiver } from './desktop-bridge';

function setUp(answer: CallAnswer = { ok: true, result: null }) {
  const nonces: string[] = [];
  const api: DesktopApi = { call: async () => answer, askTelemetry: (nonce) => void nonces.push(nonce) };
  let deliver: (event: MessageEvent) => void = () => undefined;
  const receiver: PortReceiver = { addEventListener: (_type, listener) => { deliver = listener; } };
  const bridge = openDesktopBridge(api, receiver);
  const replies: unknown[] = [];
  const port = { onmessage: undefined as ((event: { data: unknown }) => void) | undefined, postMessage: (reply: unknown) => void replies.push(reply) };
  const offer = (nonce: unknown, source: unknown = receiver): void => deliver({ source, data: { type: 'tempera-telemetry', nonce }, ports: [port] } as never);
  const states: ConnectionState[] = [];
  const batches: TelemetryBatch[] = [];
  bridge.onConnection((state) => void states.push(state));
  bridge.onTelemetry((batch) => void batches.push(batch));
  return { bridge, nonce: nonces[0], port, offer, receiver, replies, states, batches };
}

describe('openDesktopBridge', () => {
  it('asks for a port with a nonce, takes the port that carries it, and answers each batch', () => {
    const { nonce, port, offer, replies, states, batches } = setUp();
    expect(nonce).toMatch(noncePattern);
    offer(nonce);
    port.onmessage?.({ data: { type: 'hello', contractVersion } });
    port.onmessage?.({ data: { type: 'telemetry', batch: { version: contractVersion, sequence: 7 } } });
    expect(states).toEqual([{ type: 'connected' }]);
    expect(batches.map((batch) => batch.sequence)).toEqual([7]);
    expect(replies).toEqual([{ type: 'seen', sequence: 7 }]);
  });

  it('takes no port that another nonce or another window offers', () => {
    const { nonce, port, offer } = setUp();
    offer('0'.repeat(32));
    offer(nonce, {});
    expect(port.onmessage).toBeUndefined();
  });

  it('asks for a reload when the lab speaks another version', () => {
    const { nonce, port, offer, states } = setUp();
    offer(nonce);
    port.onmessage?.({ data: { type: 'hello', contractVersion: 99 } });
    expect(states).toEqual([{ type: 'lost', sentence: expect.stringContaining('reload the window') }]);
  });

  it('rebuilds a refusal as a Failure', async () => {
    const { bridge } = setUp({ ok: false, failure: { code: 'stopped', message: 'A stop is latched.' } });
    await expect(bridge.call('arm.engage')).rejects.toMatchObject({ name: 'Failure', code: 'stopped' });
  });
});
