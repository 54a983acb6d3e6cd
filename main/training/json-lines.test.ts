import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filterJsonLines, openJsonLines, readJsonLines } from './json-lines';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-lines-'));
  file = path.join(folder, 'rows.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

async function write(rows: readonly unknown[]): Promise<void> {
  const lines = await openJsonLines(file);
  for (const row of rows) lines.append(row);
  await lines.close();
}

describe('a file of JSON lines', () => {
  it('gives back its rows, and none when it is absent', async () => {
    expect(await readJsonLines(file)).toEqual([]);
    await write([{ step: 1 }, { step: 2 }]);
    expect(await readJsonLines(file)).toEqual([{ step: 1 }, { step: 2 }]);
  });

  it('cut off at any byte reads up to its last whole line, and goes on from there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ text: fc.string(), value: fc.integer() }), { minLength: 1, maxLength: 5 }), fc.nat(), async (rows, cut) => {
        await rm(file, { force: true });
        await write(rows);
        const whole = await readFile(file);
        const length = cut % (whole.length + 1);
        await truncate(file, length);
        const kept = whole.subarray(0, length).toString('latin1').split('\n').length - 1;
        expect(await readJsonLines(file)).toEqual(rows.slice(0, kept));
        await write([{ more: true }]);
        expect(await readJsonLines(file)).toEqual([...rows.slice(0, kept), { more: true }]);
      }),
      { numRuns: 40 },
    );
  });

  it('names the line that is damaged', async () => {
    await writeFile(file, '{"step":1}\n{"st\n{"step":3}\n');
    await expect(readJsonLines(file)).rejects.toThrow(`Line 2 of ${file} is not JSON`);
  });

  it('drops the rows that are not to be kept, in one piece', async () => {
    await write([1, 2, 3, 4]);
    await appendFile(file, '5');
    await filterJsonLines(file, (row) => Number(row) <= 2);
    expect(await readJsonLines(file)).toEqual([1, 2]);
  });
});
