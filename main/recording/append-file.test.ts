import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAppendFile } from './append-file';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tempera-append-'));
});
afterEach(() => rm(folder, { recursive: true }));

const bytes = (text: string) => new TextEncoder().encode(text);

describe('a file that grows at its end', () => {
  it('holds what was appended, in order, without a wait between', async () => {
    const path = join(folder, 'a');
    const file = await createAppendFile(path);
    for (let index = 0; index < 200; index += 1) file.append(bytes(`${String(index)} `));
    await file.settle(true);
    expect(await readFile(path, 'utf8')).toBe(Array.from({ length: 200 }, (_, index) => `${String(index)} `).join(''));
    file.append(bytes('end'));
    await file.close(false);
    expect(await readFile(path, 'utf8')).toMatch(/199 end$/);
  });

  it('is never an older file, nor one in a folder that is not there', async () => {
    const path = join(folder, 'a');
    await (await createAppendFile(path)).close(false);
    await expect(createAppendFile(path)).rejects.toMatchObject({ name: 'Failure', code: 'busy' });
    await expect(createAppendFile(join(folder, 'none', 'a'))).rejects.toMatchObject({ name: 'Failure', code: 'unavailable', message: expect.stringContaining('ENOENT') as string });
  });

  it('reports a full disk when it is closed, writes nothing after the gap, and lets the file go', async () => {
    const calls: string[] = [];
    const file = await createAppendFile('/disk/episode', () =>
      Promise.resolve({
        appendFile(data) {
          calls.push(Buffer.from(data as Uint8Array).toString());
          return calls.length === 2 ? Promise.reject(new Error('ENOSPC: no space left on device')) : Promise.resolve();
        },
        datasync: () => Promise.resolve(),
        close: () => Promise.resolve(void calls.push('closed')),
      }),
    );
    for (const text of ['one', 'two', 'three']) {
      file.append(bytes(text));
      await file.settle(false).catch(() => undefined);
    }
    await expect(file.close(true)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(/disk\/episode.*ENOSPC.*free some space/) as string });
    expect(calls).toEqual(['one', 'two', 'closed']);
  });
});
