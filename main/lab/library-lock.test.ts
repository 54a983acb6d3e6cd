import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockLibrary, ownIdentity, type LockIdentity } from './library-lock';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tempera-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

function identity(processId: number, living: readonly number[], change: Partial<LockIdentity> = {}): LockIdentity {
  return { processId, hostName: 'bench', bootMs: 1_000, nowMs: Date.now(), isAlive: (id) => living.includes(id), ...change };
}

describe('lockLibrary', () => {
  it('refuses a second process with a sentence that names the first, and lets it in afterwards', async () => {
    const lock = await lockLibrary(folder, identity(1, [1, 2]));
    await expect(lockLibrary(folder, identity(2, [1, 2]))).rejects.toMatchObject({ code: 'busy', message: expect.stringContaining('process 1 on bench') });
    await lock.release();
    await lockLibrary(folder, identity(2, [1, 2]));
  });

  it.each([
    ['whose process has ended', identity(2, [2])],
    ['from before the machine was restarted, though the process number is in use again', identity(2, [1, 2], { bootMs: 9_000_000 })],
  ])('replaces a lock %s', async (_name, second) => {
    const first = await lockLibrary(folder, identity(1, [1]));
    const lock = await lockLibrary(folder, second);
    // The first owner must not take away what is no longer its own.
    await first.release();
    expect(await readdir(folder)).toHaveLength(1);
    await lock.release();
    expect(await readdir(folder)).toHaveLength(0);
  });

  it('leaves the lock of another machine alone', async () => {
    await lockLibrary(folder, identity(1, [1], { hostName: 'other' }));
    await expect(lockLibrary(folder, identity(2, [2]))).rejects.toMatchObject({ code: 'busy' });
  });

  it('takes a damaged lock for one being written at first, and replaces it later', async () => {
    const file = path.join(folder, '.tempera-lock');
    await writeFile(file, '{"version":');
    await expect(lockLibrary(folder, identity(2, [2]))).rejects.toMatchObject({ code: 'busy' });
    await utimes(file, 0, 0);
    await lockLibrary(folder, identity(2, [2]));
  });

  it('lets exactly one of many that come at once in, over a stale lock too', async () => {
    await lockLibrary(folder, identity(99, [99]));
    const living = [1, 2, 3, 4, 5, 6, 7, 8];
    const results = await Promise.allSettled(living.map((id) => lockLibrary(folder, identity(id, living))));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });

  it('knows that its own process lives and that an impossible one does not', () => {
    expect(ownIdentity().isAlive(process.pid)).toBe(true);
    expect(ownIdentity().isAlive(2 ** 30)).toBe(false);
  });
});
