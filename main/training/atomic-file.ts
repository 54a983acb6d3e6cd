import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Writes a file so that a reader, or a machine that loses power, finds the old content or the new, never a part. */
export async function writeFileAtomic(file: string, content: string | Uint8Array): Promise<void> {
  const partial = `${file}.partial`;
  await writeFileDurable(partial, content);
  await rename(partial, file);
  await syncFolder(path.dirname(file));
}

/** Writes a file and waits until it lies on the disk. */
export async function writeFileDurable(file: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(file, 'w');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Puts a folder with what `write` fills it with in the place of `folder`, whole or not at all. */
export async function writeFolderAtomic(folder: string, write: (partial: string) => Promise<void>): Promise<void> {
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await write(partial);
  await syncFolder(partial);
  // `rename` replaces no folder that has files: an old one of this name steps aside first.
  const replaced = `${folder}.replaced.partial`;
  await rm(replaced, { recursive: true, force: true });
  if (existsSync(folder)) await rename(folder, replaced);
  await rename(partial, folder);
  await rm(replaced, { recursive: true, force: true });
  await syncFolder(path.dirname(folder));
}

/** Makes the names in a folder durable. Windows cannot open folders, and needs nothing of the kind. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
