import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { isCallName } from '../../shared/contract/calls';
import { Failure } from '../../shared/contract/failure';
import { contractVersion } from '../../shared/contract/frames';
import { decodeWire, encodeWire, type HostMessage } from '../../shared/contract/wire';
import { systemClock } from '../lab/clock';
import type { LabService } from '../lab/lab-service';
import { TelemetryHub } from '../lab/telemetry-hub';
import { openBrowserHost, type BrowserHost } from './browser-host';

let folder: string;
let host: BrowserHost;
let hub: TelemetryHub;
const answered: unknown[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tempera-host-'));
  const pageFolder = path.join(folder, 'page');
  await mkdir(path.join(pageFolder, 'assets'), { recursive: true });
  await writeFile(path.join(pageFolder, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(path.join(pageFolder, 'assets', 'app.js'), 'true;');
  await writeFile(path.join(folder, 'secret.json'), '{"secret":true}');
  hub = new TelemetryHub(systemClock);
  answered.length = 0;
  const lab: LabService = {
    answer: async (name, argument) => {
      answered.push(name);
      if (!isCallName(name)) return { ok: false, failure: new Failure('bad-argument', `The lab has no call ${String(name)}.`).report() };
      return { ok: true, result: { name, argument, values: new Float32Array([1.5, -2]) } };
    },
    subscribe: (sink) => hub.subscribe(sink),
  };
  host = await openBrowserHost({ lab, pageFolder, clock: systemClock, port: 0 });
});

afterEach(async () => {
  await host.close();
  hub.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Sends the path exactly as given: fetch would tidy it up first. */
function get(target: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: host.port, path: target, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => { body += text; });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

const cookie = (): { readonly Cookie: string } => ({ Cookie: `tempera-${host.port}=${host.token}` });
const origin = (): string => `http://127.0.0.1:${host.port}`;

describe('HTTP', () => {
  it('turns the token in the address into a strict, script-proof cookie, which opens the page', async () => {
    const signIn = await get(new URL(host.url).search.replace('?', '/?'));
    expect(signIn.status).toBe(200);
    expect(String(signIn.headers['set-cookie'])).toMatch(/^tempera-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(signIn.headers['referrer-policy']).toBe('no-referrer');
    const page = await get('/', cookie());
    expect(page).toMatchObject({ status: 200, body: '<!doctype html><title>page</title>' });
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect((await get('/assets/app.js', cookie())).headers['content-type']).toContain('text/javascript');
  });

  it.each([
    ['no token', '/', {}, 401],
    ['a wrong token', '/?token=wrong', {}, 401],
    ['an empty token', '/?token=', {}, 401],
    ['a wrong cookie', '/', { Cookie: 'tempera=1' }, 401],
    ['an asset without the cookie', '/assets/app.js', {}, 401],
  ])('refuses %s', async (_name, target, headers, status) => {
    const answer = await get(target, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.body).not.toContain('page</title>');
  });

  it.each(['tempera.example', 'localhost.evil.example:1', '127.0.0.1', '127.0.0.1:1'])('refuses the host name "%s", even with the cookie', async (name) => {
    expect((await get('/', { ...cookie(), Host: name })).status).toBe(403);
  });

  it('answers to its own names', async () => {
    for (const name of ['localhost', 'LocalHost', '[::1]', '127.0.0.1']) {
      expect((await get('/', { ...cookie(), Host: `${name}:${host.port}` })).status).toBe(200);
    }
  });

  it('refuses pages of another origin', async () => {
    expect((await get('/', { ...cookie(), Origin: 'https://evil.example' })).status).toBe(403);
    expect((await get('/', { ...cookie(), Origin: 'null' })).status).toBe(403);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'])('refuses %s', async (method) => {
    expect((await get('/', cookie(), method)).status).toBe(405);
  });

  it.each(['/../secret.json', '/..%2fsecret.json', '/%2e%2e/secret.json', '/%2e%2e%2fsecret.json', '/assets/../../secret.json', '/..%5csecret.json', '//../secret.json', '/%00/../secret.json'])(
    'gives nothing beside the page for %s',
    async (target) => {
      const answer = await get(target, cookie());
      expect(answer.status).toBe(404);
      expect(answer.body).not.toContain('secret":true');
    },
  );

  it('refuses a port that is taken, with the remedy', async () => {
    const lab: LabService = { answer: async () => ({ ok: true, result: null }), subscribe: (sink) => hub.subscribe(sink) };
    await expect(openBrowserHost({ lab, pageFolder: folder, clock: systemClock, port: host.port })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('--port'),
    });
  });
});

/** A window of the contract in a few lines, on a real socket. */
class Window {
  private readonly received: HostMessage[] = [];
  private wake: () => void = () => undefined;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;

  constructor(readonly socket: WebSocket) {
    socket.binaryType = 'nodebuffer';
    socket.on('message', (data: Buffer) => {
      this.received.push(decodeWire(data) as HostMessage);
      this.wake();
    });
    this.closed = new Promise((resolve) => socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })));
  }

  async next(type: HostMessage['type']): Promise<HostMessage> {
    for (;;) {
      const index = this.received.findIndex((message) => message.type === type);
      const [message] = index === -1 ? [] : this.received.splice(index, 1);
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => { this.wake = resolve; });
    }
  }
}

function open(options: { readonly headers?: Readonly<Record<string, string>>; readonly origin?: string; readonly target?: string } = {}): Promise<Window> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}${options.target ?? '/lab'}`, {
    headers: { ...(options.headers ?? cookie()) },
    ...('origin' in options ? { origin: options.origin } : { origin: origin() }),
  });
  const window = new Window(socket);
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(window));
    socket.on('error', reject);
  });
}

describe('WebSocket', () => {
  it('greets with the version and answers calls, typed arrays and all', async () => {
    const window = await open();
    expect(await window.next('hello')).toEqual({ type: 'hello', contractVersion });
    window.socket.send(encodeWire({ type: 'call', id: 5, name: 'episodes.list', argument: { runId: 'a' } }));
    expect(await window.next('answer')).toEqual({
      type: 'answer',
      id: 5,
      answer: { ok: true, result: { name: 'episodes.list', argument: { runId: 'a' }, values: new Float32Array([1.5, -2]) } },
    });
  });

  it.each([
    ['no cookie', { headers: {} }],
    ['a wrong cookie', { headers: { Cookie: 'tempera=wrong' } }],
    ['another origin', { origin: 'https://evil.example' }],
    ['no origin', { origin: undefined }],
    ['another path', { target: '/other' }],
    ['the token in the address alone', { headers: {}, target: '/lab?token=x' }],
  ])('refuses %s', async (_name, options) => {
    await expect(open(options)).rejects.toThrow(/Unexpected server response: 40[013]/);
  });

  it('refuses a rebound host name with the right cookie', async () => {
    const headers = { ...cookie(), Host: `evil.example:${host.port}` };
    await expect(open({ headers, origin: `http://evil.example:${host.port}` })).rejects.toThrow('403');
  });

  it('answers an unknown call with a Failure and stays open', async () => {
    const window = await open();
    window.socket.send(encodeWire({ type: 'call', id: 1, name: 'constructor' }));
    expect(await window.next('answer')).toMatchObject({ id: 1, answer: { ok: false, failure: { code: 'bad-argument' } } });
    window.socket.send(encodeWire({ type: 'call', id: 2, name: 'lab.snapshot' }));
    expect(await window.next('answer')).toMatchObject({ id: 2, answer: { ok: true } });
  });

  it.each([
    ['garbage', Buffer.from([0xc1, 0xff, 0x00])],
    ['a value that is no message', Buffer.from([0x05])],
    ['a message of unknown type', Buffer.from(encodeWire({ type: 'beat' }))],
    ['a call without a name', Buffer.from([0x82, 0xa4, ...Buffer.from('type'), 0xa4, ...Buffer.from('call'), 0xa2, ...Buffer.from('id'), 0x01])],
  ])('closes on %s with a sentence, before the lab sees it', async (_name, bytes) => {
    const window = await open();
    window.socket.send(bytes);
    const { code, reason } = await window.closed;
    expect(code).toBe(1007);
    expect(reason.length).toBeGreaterThan(10);
    expect(answered).toEqual([]);
  });

  it('closes on a text message', async () => {
    const window = await open();
    window.socket.send('{"type":"call"}');
    expect((await window.closed).code).toBe(1007);
  });

  it('closes on an oversized message with code 1009', async () => {
    const window = await open();
    window.socket.send(Buffer.alloc(300 * 1024));
    expect((await window.closed).code).toBe(1009);
    expect(answered).toEqual([]);
  });

  it('does not send a window that never says what it saw more than a few batches, and never waits for it', async () => {
    const mute = await open();
    await mute.next('hello');
    const batches: number[] = [];
    mute.socket.on('message', (data: Buffer) => {
      const message = decodeWire(data) as HostMessage;
      if (message.type === 'telemetry') batches.push(message.batch.sequence);
    });
    const keen = await open();
    for (let step = 0; step < 12; step += 1) {
      hub.publishEntry('metrics', { step, updates: 0, elapsedS: 0 });
      const message = await keen.next('telemetry');
      if (message.type === 'telemetry') keen.socket.send(encodeWire({ type: 'seen', sequence: message.batch.sequence }));
    }
    expect(batches.length).toBeLessThanOrEqual(4);
    // Once it says so, all that it missed comes in one batch.
    mute.socket.send(encodeWire({ type: 'seen', sequence: 3 }));
    hub.publishEntry('metrics', { step: 12, updates: 0, elapsedS: 0 });
    while (batches.length < 5) await new Promise((resolve) => mute.socket.once('message', resolve));
    expect(batches).toEqual([0, 1, 2, 3, 4]);
  });

  it('closes its windows in order when the lab closes', async () => {
    const window = await open();
    await host.close();
    expect((await window.closed).code).toBe(1001);
    host = await openBrowserHost({ lab: { answer: async () => ({ ok: true, result: null }), subscribe: (sink) => hub.subscribe(sink) }, pageFolder: folder, clock: systemClock, port: 0 });
  });

  it('ends within its time though a connection is left hanging', async () => {
    const socket = net.connect(host.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: ');
    await host.close();
    socket.destroy();
  });
});
