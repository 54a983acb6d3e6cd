import { mkdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { Failure } from '../../shared/contract/failure';

/**
 * One process at a time may open a library: two would number their runs alike and fight over the arm. The lock is
 * a small file that names its owner, so that one left behind by a crash or a power cut is recognised and replaced.
 */

const lockName = '.tempera-lock';
/** A lock that cannot be read may be one that is being written now; this much later it is damage. */
const writingMs = 10_000;
/** Boot times are computed from two clocks; they agree to within this. */
const bootToleranceMs = 60_000;

const ownerSchema = z.object({
  version: z.literal(1),
  processId: z.number().int().positive(),
  hostName: z.string(),
  bootMs: z.number(),
  sinceMs: z.number(),
});
type Owner = z.infer<typeof ownerSchema>;

/** Who asks for the lock, and how it can tell whether another process lives. */
export interface LockIdentity {
  readonly processId: number;
  readonly hostName: string;
  /** When this machine started, milliseconds since the epoch: process numbers are reused after a restart. */
  readonly bootMs: number;
  readonly nowMs: number;
  isAlive(processId: number): boolean;
}

export function ownIdentity(): LockIdentity {
  return {
    processId: process.pid,
    hostName: os.hostname(),
    bootMs: Date.now() - os.uptime() * 1000,
    nowMs: Date.now(),
    isAlive: (processId) => {
      try {
        process.kill(processId, 0);
        return true;
      } catch (error) {
        // A process of another user exists too, but may not be signalled.
        return errorCode(error) === 'EPERM';
      }
    },
  };
}

export interface LibraryLock {
  release(): Promise<void>;
}

/** Takes the lock of a library folder, which exists. Throws a `Failure` of code `busy` while another process has it. */
export async function lockLibrary(library: string, identity: LockIdentity = ownIdentity()): Promise<LibraryLock> {
  const file = path.join(library, lockName);
  const owner: Owner = {
    version: 1,
    processId: identity.processId,
    hostName: identity.hostName,
    bootMs: identity.bootMs,
    sinceMs: identity.nowMs,
  };
  const text = `${JSON.stringify(owner)}\n`;
  const taken = (await create(file, text)) || (await replaceStale(library, file, text, identity));
  if (!taken) throw busy(library, file, undefined);
  return {
    release: async () => {
      if ((await readIfThere(file)) === text) await rm(file, { force: true });
    },
  };
}

async function create(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw new Failure('unavailable', `The library cannot be written: ${String(error)}; choose another folder with --library, --out or TEMPERA_HOME.`, { cause: error });
  }
}

/** Replacing a stale lock takes two steps, so whoever does it holds a guard: a folder, because making one is atomic. */
async function replaceStale(library: string, file: string, text: string, identity: LockIdentity): Promise<boolean> {
  const guard = `${file}-guard`;
  if (!(await takeGuard(guard, identity))) return false;
  try {
    const found = await readIfThere(file);
    if (found !== undefined) {
      const owner = parseOwner(found);
      if (owner === undefined ? await isFresh(file, identity) : isHeld(owner, identity)) throw busy(library, file, owner);
      await rm(file, { force: true });
    }
    return await create(file, text);
  } finally {
    await rmdir(guard);
  }
}

async function takeGuard(guard: string, identity: LockIdentity): Promise<boolean> {
  try {
    await mkdir(guard);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    // Left behind by a crash in the middle of a replacement: the next attempt finds it gone.
    if (!(await isFresh(guard, identity))) await rm(guard, { recursive: true, force: true });
    return false;
  }
}

function isHeld(owner: Owner, identity: LockIdentity): boolean {
  // Nothing can be said about a process of another machine that shares the folder.
  if (owner.hostName !== identity.hostName) return true;
  if (Math.abs(owner.bootMs - identity.bootMs) > bootToleranceMs) return false;
  return identity.isAlive(owner.processId);
}

async function isFresh(file: string, identity: LockIdentity): Promise<boolean> {
  try {
    return identity.nowMs - (await stat(file)).mtimeMs < writingMs;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function busy(library: string, file: string, owner: Owner | undefined): Failure {
  const who = owner === undefined ? 'another Tempera' : `another Tempera (process ${owner.processId} on ${owner.hostName}, since ${new Date(owner.sinceMs).toISOString()})`;
  return new Failure('busy', `The library ${library} is in use by ${who}; close it, choose another folder with --library, --out or TEMPERA_HOME, or delete ${file} if it no longer runs.`);
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
