/** The desktop app's own page and nothing else. Pure functions over whatever Electron hands in. */

export const pageScheme = 'app';
export const pageHost = 'tempera';
export const pageOrigin = `${pageScheme}://${pageHost}`;
export const pageUrl = `${pageOrigin}/index.html`;

/** Whether an address is one of our page. `URL.origin` is "null" for custom schemes in Node, so parts are compared. */
export function isPageAddress(address: unknown): boolean {
  const url = parseUrl(address);
  return url !== undefined && url.protocol === `${pageScheme}:` && url.host === pageHost && url.username === '' && url.password === '';
}

/**
 * The path that a request to the page's scheme asks for, percent-encoded as it came, or undefined for what is refused:
 * other methods than GET, other hosts.
 */
export function requestedPath(request: { readonly method: unknown; readonly url: unknown }): string | undefined {
  if (request.method !== 'GET' || !isPageAddress(request.url)) return undefined;
  return parseUrl(request.url)?.pathname;
}

/** The address in parts, or undefined for what is no address. */
export function parseUrl(address: unknown): URL | undefined {
  if (typeof address !== 'string') return undefined;
  try {
    return new URL(address);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
