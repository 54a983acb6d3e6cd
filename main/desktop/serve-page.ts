import { readPageFile } from '../server/page-files';
import { pageHeaders } from '../server/page-headers';
import { requestedPath } from './page-address';

/** Answers a request to the page's own scheme from the folder of the built page. */
export async function servePage(request: { readonly method: unknown; readonly url: unknown }, pageFolder: string): Promise<Response> {
  const pathname = requestedPath(request);
  if (pathname === undefined) return new Response('Refused.', { status: 403, headers: pageHeaders });
  const file = await readPageFile(pageFolder, pathname);
  if (file === undefined) return new Response('The page has no such file.', { status: 404, headers: pageHeaders });
  return new Response(file.body, { status: 200, headers: { ...pageHeaders, 'Content-Type': file.contentType } });
}
