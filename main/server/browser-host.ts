import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import os from 'node:os';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { Failure } from '../../shared/contract/failure';
import type { Clock } from '../lab/clock';
import type { LabService } from '../lab/lab-service';
import { readPageFile } from './page-files';
import { pageHeaders } from './page-headers';
import { judgeRequest, judgeUpgrade, type GuardedHost, type GuardedRequest, type GuardVerdict } from './request-guard';
import { createToken } from './token';
import { serveWindow } from './window-connection';

/** Tried first, so that the address stays the same from day to day; another free port if it is taken. */
export const usualPort = 7420;
/** Calls carry settings and joint angles: a few kilobytes. */
const largestMessageBytes = 256 * 1024;
const windowLimit = 32;
const closeTimeoutMs = 1_000;

export interface BrowserHostOptions {
  readonly lab: LabService;
  /** Folder of the built page. */
  readonly pageFolder: string;
  readonly clock: Clock;
  /** Address to listen on; loopback unless the operator says otherwise. */
  readonly hostName?: string;
  /** Exactly this port, or a `Failure`; 0 takes any free one. Absent: the usual one, else any. */
  readonly port?: number;
}

export interface BrowserHost {
  /** What to open in a browser, with the token. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  close(): Promise<void>;
}

/** Serves the page and the contract over HTTP and WebSocket. */
export async function openBrowserHost({ lab, pageFolder, clock, hostName = '127.0.0.1', port }: BrowserHostOptions): Promise<BrowserHost> {
  const server = createServer();
  const boundPort = await listen(server, hostName, port);
  const host: GuardedHost = { names: hostNames(hostName, boundPort), token: createToken(), cookieName: `tempera-${boundPort}` };
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessageBytes, perMessageDeflate: false });
  const windows = new Map<WebSocket, () => void>();

  server.on('request', (request, response) => {
    answerRequest(request, response, host, pageFolder).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A browser that goes away in the middle of the handshake is no fault of the lab's.
    socket.on('error', () => socket.destroy());
    const verdict = judgeUpgrade(guarded(request), host);
    if (verdict.type !== 'serve') return refuseUpgrade(socket, verdict.type === 'refuse' ? verdict.status : 401);
    if (windows.size >= windowLimit) return refuseUpgrade(socket, 503);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      windows.set(webSocket, serveWindow(webSocket, lab, clock));
      webSocket.on('close', () => windows.delete(webSocket));
    });
  });

  const visible = hostName.includes(':') ? `[${hostName}]` : hostName;
  const shown = isEveryInterface(hostName) ? (ownAddresses()[0] ?? '127.0.0.1') : visible;
  return {
    url: `http://${shown}:${boundPort}/?token=${host.token}`,
    port: boundPort,
    token: host.token,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const closeWindow of windows.values()) closeWindow();
      server.closeIdleConnections();
      const cancel = clock.after(closeTimeoutMs, () => {
        for (const webSocket of windows.keys()) webSocket.terminate();
        server.closeAllConnections();
      });
      await closed;
      cancel();
      sockets.close();
    },
  };
}

async function listen(server: Server, hostName: string, port: number | undefined): Promise<number> {
  try {
    return await listenOn(server, hostName, port ?? usualPort);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (port === undefined && code === 'EADDRINUSE') return listenOn(server, hostName, 0);
    if (code === 'EADDRINUSE') throw new Failure('unavailable', `Port ${port} is in use by another program; choose another with --port, or 0 for any free one.`, { cause: error });
    if (code === 'EACCES') throw new Failure('unavailable', `Port ${port} needs rights that this user has not; choose one above 1023 with --port.`, { cause: error });
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new Failure('bad-argument', `This machine has no address ${hostName}; give one of its own with --host, or 127.0.0.1.`, { cause: error });
    }
    throw error;
  }
}

function listenOn(server: Server, hostName: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: hostName, port }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Names under which a browser may reach this server. Only names of this machine: any other is a rebound one. */
function hostNames(hostName: string, port: number): ReadonlySet<string> {
  const names = ['127.0.0.1', 'localhost', '[::1]', hostName.includes(':') ? `[${hostName}]` : hostName];
  if (isEveryInterface(hostName)) names.push(...ownAddresses(), os.hostname(), `${os.hostname()}.local`);
  return new Set(names.flatMap((name) => [`${name}:${port}`.toLowerCase(), ...(port === 80 ? [name.toLowerCase()] : [])]));
}

function isEveryInterface(hostName: string): boolean {
  return hostName === '0.0.0.0' || hostName === '::';
}

function ownAddresses(): readonly string[] {
  const addresses = Object.values(os.networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.filter((address) => !address.internal).map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address));
}

function guarded(request: IncomingMessage): GuardedRequest {
  const { host, origin, cookie } = request.headers;
  return { method: request.method, url: request.url, host, origin, cookie };
}

async function answerRequest(request: IncomingMessage, response: ServerResponse, host: GuardedHost, pageFolder: string): Promise<void> {
  const verdict = judgeRequest(guarded(request), host);
  if (verdict.type === 'refuse') return sendText(response, verdict);
  if (verdict.type === 'sign-in') {
    // Not a redirect: after a click on a link elsewhere a browser would follow that one without the strict cookie.
    response.writeHead(200, {
      ...pageHeaders,
      'Content-Type': 'text/html; charset=utf-8',
      'Set-Cookie': `${host.cookieName}=${host.token}; Path=/; HttpOnly; SameSite=Strict`,
    });
    // The empty icon keeps the browser from asking for /favicon.ico, which is not there.
    response.end('<!doctype html><meta http-equiv="refresh" content="0; url=/"><link rel="icon" href="data:,"><title>Tempera</title>');
    return;
  }
  const file = await readPageFile(pageFolder, verdict.pathname);
  if (file === undefined) return sendText(response, { status: 404, sentence: 'The page has no such file.' });
  response.writeHead(200, { ...pageHeaders, 'Content-Type': file.contentType, 'Content-Length': file.body.byteLength });
  response.end(file.body);
}

function sendText(response: ServerResponse, { status, sentence }: { readonly status: number; readonly sentence: string }): void {
  response.writeHead(status, { ...pageHeaders, 'Content-Type': 'text/plain; charset=utf-8', ...(status === 405 ? { Allow: 'GET' } : {}) });
  response.end(`${sentence}\n`);
}

function refuseUpgrade(socket: Duplex, status: (GuardVerdict & { type: 'refuse' })['status'] | 503): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
