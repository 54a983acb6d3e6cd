import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** One file of the built page. */
export interface PageFile {
  readonly contentType: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/**
 * The file that a request for the page means, or undefined for what lies outside of the page's folder, is hidden
 * or is of no known kind. Pure: it looks at names alone. `pathname` is as it came, percent-encoded.
 */
export function pageFilePath(root: string, pathname: unknown): string | undefined {
  if (typeof pathname !== 'string' || !pathname.startsWith('/')) return undefined;
  const decoded = decodeOnce(pathname);
  // A backslash separates folders on Windows, and a NUL cuts names short in system calls.
  if (decoded === undefined || decoded.includes('\\') || decoded.includes('\0')) return undefined;
  const segments = decoded.slice(1).split('/');
  if (segments.some((segment) => segment.startsWith('.') || segment.includes(':'))) return undefined;
  const file = path.resolve(root, ...(decoded === '/' ? ['index.html'] : segments));
  // A comparison of beginnings would let "/page-evil" pass for a root of "/page".
  const relative = path.relative(root, file);
  if (relative === '' || relative.startsWith('..') || path.isAbsolute(relative)) return undefined;
  return contentTypes[path.extname(file)] === undefined ? undefined : file;
}

/** Reads a file of the page; undefined when there is none. */
export async function readPageFile(root: string, pathname: unknown): Promise<PageFile | undefined> {
  const file = pageFilePath(root, pathname);
  const contentType = file === undefined ? undefined : contentTypes[path.extname(file)];
  if (file === undefined || contentType === undefined) return undefined;
  try {
    return { contentType, body: new Uint8Array(await readFile(file)) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR' || error.code === 'ENOTDIR')) return undefined;
    throw error;
  }
}

function decodeOnce(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
