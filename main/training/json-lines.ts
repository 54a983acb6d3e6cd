import { open, readFile } from 'node:fs/promises';
import { Failure } from '../../shared/contract/failure';
import { writeFileAtomic } from './atomic-file';

/** A file with one JSON value a line, appended to while it is read. A cut-off last line is left out by readers. */
export interface JsonLinesWriter<Row> {
  /** Queues a row; rows are written in order. */
  append(row: Row): void;
  /** Resolves when every row so far is written; rejects with the first `Failure` of writing. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Opens for appending. A last line that was cut off by a crash is removed first. */
export async function openJsonLines<Row>(file: string): Promise<JsonLinesWriter<Row>> {
  await mendLastLine(file);
  const handle = await open(file, 'a');
  let queue: Promise<void> = Promise.resolve();
  let failure: Failure | undefined;

  async function write(text: string): Promise<void> {
    if (failure !== undefined) return;
    try {
      await handle.appendFile(text);
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      failure = new Failure('unavailable', `${file} cannot be written (${reason}): free some space on the disk, then resume the run.`, { cause: thrown });
    }
  }

  async function flush(): Promise<void> {
    await queue;
    if (failure !== undefined) throw failure;
  }

  return {
    append(row) {
      const text = `${JSON.stringify(row)}\n`;
      queue = queue.then(() => write(text));
    },
    flush,
    async close() {
      await queue;
      await handle.close();
      if (failure !== undefined) throw failure;
    },
  };
}

/**
 * Reads the values of a file of JSON lines; an absent file has none.
 * @throws Failure `damaged-file` for a whole line that is not JSON.
 */
export async function readJsonLines(file: string): Promise<readonly unknown[]> {
  const text = await readTextIfAny(file);
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  lines.pop();
  return lines.map((line, index) => {
    try {
      return JSON.parse(line) as unknown;
    } catch (thrown) {
      throw new Failure('damaged-file', `Line ${index + 1} of ${file} is not JSON: remove that line, or restore the file from a copy.`, { cause: thrown });
    }
  });
}

/** Keeps the rows that `keep` accepts, and takes the others out of the file. */
export async function filterJsonLines(file: string, keep: (row: unknown) => boolean): Promise<void> {
  const rows = await readJsonLines(file);
  const kept = rows.filter(keep);
  if (kept.length === rows.length) return;
  await writeFileAtomic(file, kept.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

async function mendLastLine(file: string): Promise<void> {
  const text = await readTextIfAny(file);
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) await writeFileAtomic(file, whole);
}

async function readTextIfAny(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    if (isMissing(thrown)) return '';
    throw thrown;
  }
}

/** Whether an error of the file system says that there is no such file. */
export function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}
