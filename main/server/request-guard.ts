import { tokensEqual } from './token';

/** What the guard knows of the host that it guards. */
export interface GuardedHost {
  /** Host headers that mean this server, in lower case, for example "127.0.0.1:7420". */
  readonly names: ReadonlySet<string>;
  readonly token: string;
  readonly cookieName: string;
}

/** A request as far as the guard looks at it; all of it came from outside. */
export interface GuardedRequest {
  readonly method: unknown;
  /** Path and query as they came. */
  readonly url: unknown;
  readonly host: unknown;
  readonly origin: unknown;
  readonly cookie: unknown;
}

export type GuardVerdict =
  /** Serve this path. */
  | { readonly type: 'serve'; readonly pathname: string }
  /** The token was right: set the cookie and go on to the page without the token in its address. */
  | { readonly type: 'sign-in' }
  | { readonly type: 'refuse'; readonly status: 400 | 401 | 403 | 405; readonly sentence: string };

const signInSentence = 'Open the address with the token that Tempera printed when it started.';

/**
 * Decides on an HTTP request. Pages of other sites can make a browser send requests here, under a name of theirs too
 * (DNS rebinding): so Host must be ours, Origin ours where a browser sends one, and the token or its cookie right.
 */
export function judgeRequest(request: GuardedRequest, host: GuardedHost): GuardVerdict {
  if (request.method !== 'GET') return { type: 'refuse', status: 405, sentence: 'This server answers GET alone.' };
  const common = judgeHostAndOrigin(request, host, { originRequired: false });
  if (common !== undefined) return common;
  const url = parseTarget(request.url);
  if (url === undefined) return { type: 'refuse', status: 400, sentence: 'This address cannot be read.' };
  const given = url.query.get('token');
  if (given !== null && url.pathname === '/') {
    return tokensEqual(given, host.token) ? { type: 'sign-in' } : { type: 'refuse', status: 401, sentence: `The token in this address is wrong. ${signInSentence}` };
  }
  if (!tokensEqual(cookieValue(request.cookie, host.cookieName), host.token)) return { type: 'refuse', status: 401, sentence: signInSentence };
  return { type: 'serve', pathname: url.pathname };
}

/** Decides on a WebSocket upgrade: as above, but browsers always name the origin there, so it is required. */
export function judgeUpgrade(request: GuardedRequest, host: GuardedHost): GuardVerdict {
  if (request.method !== 'GET') return { type: 'refuse', status: 405, sentence: 'A WebSocket opens with GET.' };
  const common = judgeHostAndOrigin(request, host, { originRequired: true });
  if (common !== undefined) return common;
  const url = parseTarget(request.url);
  if (url?.pathname !== '/lab') return { type: 'refuse', status: 400, sentence: 'The WebSocket of the lab is at /lab.' };
  if (!tokensEqual(cookieValue(request.cookie, host.cookieName), host.token)) return { type: 'refuse', status: 401, sentence: signInSentence };
  return { type: 'serve', pathname: url.pathname };
}

function judgeHostAndOrigin(request: GuardedRequest, host: GuardedHost, { originRequired }: { readonly originRequired: boolean }): GuardVerdict | undefined {
  if (typeof request.host !== 'string' || !host.names.has(request.host.toLowerCase())) {
    return { type: 'refuse', status: 403, sentence: `This server does not answer to the name ${JSON.stringify(request.host)}.` };
  }
  if (request.origin === undefined && !originRequired) return undefined;
  if (request.origin !== `http://${request.host.toLowerCase()}`) {
    return { type: 'refuse', status: 403, sentence: `Pages of ${JSON.stringify(request.origin)} may not use this server.` };
  }
  return undefined;
}

/** Splits without normalising: "." and ".." segments stay visible to whoever looks the file up. */
function parseTarget(url: unknown): { readonly pathname: string; readonly query: URLSearchParams } | undefined {
  if (typeof url !== 'string' || !url.startsWith('/') || url.length > 2048) return undefined;
  const mark = url.indexOf('?');
  return mark === -1 ? { pathname: url, query: new URLSearchParams() } : { pathname: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) };
}

function cookieValue(header: unknown, name: string): string | undefined {
  if (typeof header !== 'string') return undefined;
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals !== -1 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}
