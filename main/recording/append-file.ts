import { open, type FileHandle } from 'node:fs/promises';
import { Failure } from '../../shared/contract/failure';

/** A file that grows at its end, without making the caller wait: bytes are written in the order in which they came. */
export interface AppendFile {
  /** Takes over the bytes. An error of the disk is kept for `settle` and `close`; nothing is written after it. */
  append(bytes: Uint8Array): void;
  /** Resolves when everything that was appended before is with the operating system, and with `sync` on the disk. */
  settle(sync: boolean): Promise<void>;
  /** Settles and closes. Rejects with a `Failure` when anything could not be written. */
  close(sync: boolean): Promise<void>;
}

/** What is needed of a file handle. */
export type WritableHandle = Pick<FileHandle, 'appendFile' | 'datasync' | 'close'>;

/** Creates the file; refuses with a `Failure` where one lies already, because recordings are never overwritten. */
export async function createAppendFile(path: string, openFile: (path: string) => Promise<WritableHandle> = openNew): Promise<AppendFile> {
  const handle = await openFile(path);
  let waiting: Uint8Array[] = [];
  let failure: Failure | undefined;
  let chain: Promise<void> = Promise.resolve();

  async function writeWaiting(): Promise<void> {
    if (waiting.length === 0 || failure !== undefined) return;
    const bytes = waiting.length === 1 && waiting[0] !== undefined ? waiting[0] : Buffer.concat(waiting);
    waiting = [];
    await attempt(() => handle.appendFile(bytes));
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      const detail = thrown instanceof Error ? thrown.message : String(thrown);
      failure ??= new Failure('unavailable', `The recording ${path} could not be written (${detail}): free some space, or choose another library folder.`, { cause: thrown });
    }
  }

  async function settle(sync: boolean): Promise<void> {
    chain = chain.then(writeWaiting);
    if (sync) chain = chain.then(() => attempt(() => handle.datasync()));
    await chain;
    if (failure !== undefined) throw failure;
  }

  return {
    append(bytes) {
      waiting.push(bytes);
      chain = chain.then(writeWaiting);
    },
    settle,
    async close(sync) {
      try {
        await settle(sync);
      } finally {
        await handle.close();
      }
    },
  };
}

async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') {
      throw new Failure('busy', `There is a recording at ${path} already, and recordings are never overwritten: go on with a higher episode number, or move the file away.`);
    }
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Failure('unavailable', `The recording ${path} could not be created (${detail}): check the library folder and its free space.`, { cause: thrown });
  }
}
