import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readResults, withSeed, writeResults, type StoredSeed } from './results-file';
import { replaceTable, tableBegin, tableEnd, tableLine } from './results-table';
import { scoreRows, type ScoreRow } from './rows';
import { settingsOf } from './train-seed';

const [row] = scoreRows as [ScoreRow];

function storedSeed(seed: number, meanReturn: number): StoredSeed {
  const evaluation = { step: 1, episodes: 200, meanReturn, returnDeviation: 1, successRate: 1, meanLength: 200 };
  return { seed, run: `${row.name}/seed-${seed}`, steps: row.steps, hyper: settingsOf(row, seed).hyper, evaluations: Array(5).fill(evaluation), updates: 9, trainingS: 30, machine: '2 cores', date: '2026-11-22' };
}

describe('the table of scores', () => {
  it('has a line with the mean, every seed and how many they are', () => {
    const text = tableLine(row, [storedSeed(1, -140), storedSeed(2, -150.06)]);
    expect(text).toContain(`| \`${row.name}\` | return ≥ −160, ≥ −175 | **−145.0** |`);
    expect(text).toContain('| −140.0; −150.1 | 2 | so far | 30 s a seed | 2026-11-22, 2 cores |');
  });

  it('says that a goal is met, with an interval, once there are five seeds, and that it is not as soon as it is not', () => {
    const five = [1, 2, 3, 4, 5].map((seed) => storedSeed(seed, -140));
    expect(tableLine(row, five)).toContain('| −140.0 [−140.0, −140.0] |');
    expect(tableLine(row, five)).toContain('| 5 | yes |');
    expect(tableLine(row, [storedSeed(1, -161)])).toContain('| 1 | **no** |');
  });

  it('replaces the lines that are new and keeps the others, in the order of the rows', () => {
    const [first, second, third] = scoreRows.map(({ name }) => name);
    const before = `# Results\n${tableBegin}\n| row |\n| --- |\n| \`${third}\` | old |\n| \`${first}\` | old |\n${tableEnd}\nMore.\n`;
    const after = replaceTable(before, [`| \`${second}\` | new |`, `| \`${third}\` | new |`]);
    expect(after.split('\n').filter((text) => text.startsWith('| `'))).toEqual([`| \`${first}\` | old |`, `| \`${second}\` | new |`, `| \`${third}\` | new |`]);
    expect(after.startsWith(`# Results\n${tableBegin}\n| row | goal`)).toBe(true);
    expect(after.endsWith(`${tableEnd}\nMore.\n`)).toBe(true);
    expect(replaceTable(after, [])).toBe(after);
  });

  it('says when the document has no place for it', () => {
    expect(() => replaceTable('# Results\n', [])).toThrow(tableBegin);
    expect(() => replaceTable(`${tableEnd}\n${tableBegin}`, [])).toThrow(tableBegin);
  });
});

describe('the file of results', () => {
  it('is read as it was written, and a seed that was run again replaces the older one', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tempera-results-'));
    const file = path.join(folder, 'results.json');
    const nothing = await readResults(file);
    expect(nothing.rows).toEqual({});
    const results = withSeed(withSeed(withSeed(nothing, row.name, storedSeed(2, -150)), row.name, storedSeed(1, -140)), row.name, storedSeed(2, -145));
    await writeResults(file, results);
    const read = await readResults(file);
    expect(read).toEqual(results);
    expect(read.rows[row.name]?.map(({ seed, evaluations }) => [seed, evaluations[0]?.meanReturn])).toEqual([[1, -140], [2, -145]]);
    await rm(folder, { recursive: true });
  });

  it.each(['{', '{"version":1}', '{"version":1,"rows":{"a":[{"seed":1}]}}'])('is refused, by its path, when it is %s', async (text) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tempera-results-'));
    const file = path.join(folder, 'results.json');
    await writeFile(file, text);
    await expect(readResults(file)).rejects.toMatchObject({ code: 'damaged-file', message: expect.stringContaining(file) as string });
    await rm(folder, { recursive: true });
  });
});
