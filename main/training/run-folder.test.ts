import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { learnerSettingsSchema, trainingSettingsSchema } from '../../shared/training';
import { createRun, listRuns, readHistory, readRun, runFolder, saveRun } from './run-folder';

const settings = trainingSettingsSchema.parse({ task: 'reach', steps: 1000 });
const hyper = learnerSettingsSchema.parse({});
let library: string;
beforeEach(async () => {
  library = await mkdtemp(path.join(tmpdir(), 'tempera-library-'));
});
afterEach(() => rm(library, { recursive: true }));

describe('a library of runs', () => {
  it('gives each run the next free number', async () => {
    await mkdir(runFolder(library, '0041-mine'), { recursive: true });
    const ids = [(await createRun(library, settings, hyper, 1)).id, (await createRun(library, settings, hyper, 2)).id];
    expect(ids).toEqual(['0042-reach-sac', '0043-reach-sac']);
  });

  it('gives different numbers to those who ask at once', async () => {
    const runs = await Promise.all(Array.from({ length: 6 }, () => createRun(library, settings, hyper, 1)));
    expect(new Set(runs.map((run) => run.id)).size).toBe(6);
  });

  it('stores and reads a record', async () => {
    const record = await createRun(library, settings, hyper, 5);
    expect(await readRun(runFolder(library, record.id))).toEqual(record);
  });

  it('lists nothing where there is no library yet', async () => {
    expect(await listRuns(path.join(library, 'none'), 0)).toEqual({ runs: [], damaged: [] });
  });

  it('tells which folders are damaged, and hides no other run', async () => {
    const good = await createRun(library, settings, hyper, 1);
    const bad = await createRun(library, settings, hyper, 1);
    const old = await createRun(library, settings, hyper, 1);
    await writeFile(path.join(runFolder(library, bad.id), 'run.json'), '{"version":1,"id"');
    await writeFile(path.join(runFolder(library, old.id), 'run.json'), '{"version":9}');
    await mkdir(runFolder(library, '0009-empty'));
    const { runs, damaged } = await listRuns(library, 1);
    expect(runs.map((run) => run.id)).toEqual([good.id]);
    expect(damaged.map(({ id, failure }) => [id, failure.code])).toEqual([
      [bad.id, 'damaged-file'],
      [old.id, 'damaged-file'],
      ['0009-empty', 'not-found'],
    ]);
  });

  it.each([
    ['a process that lives', { host: hostname(), processId: process.pid }, 1000, 'training'],
    ['a process that has gone', { host: hostname(), processId: 0x3fff_ffff }, 1000, 'interrupted'],
    ['a process that has been silent for long', { host: hostname(), processId: process.pid }, 100_000, 'interrupted'],
    ['another machine that saved just now', { host: 'another-machine', processId: 1 }, 1000, 'training'],
    ['nobody', undefined, 1000, 'interrupted'],
  ])('shows a run that was training under %s as it is', async (_who, owner, silentMs, state) => {
    const record = await createRun(library, settings, hyper, 0);
    await saveRun(runFolder(library, record.id), { ...record, state: 'training', owner, savedMs: 0 });
    expect((await listRuns(library, silentMs)).runs[0]?.state).toBe(state);
  });

  it('leaves a finished run finished', async () => {
    const record = await createRun(library, settings, hyper, 0);
    await saveRun(runFolder(library, record.id), { ...record, state: 'finished', owner: undefined });
    expect((await listRuns(library, 1e9)).runs[0]?.state).toBe('finished');
  });

  it.each(['../outside', '/etc', '', '.hidden'])('refuses "%s" as the name of a run', (name) => {
    expect(() => runFolder(library, name)).toThrow('is not the name of a run');
  });

  it('reads the history of a run whose last line was cut off, and names a line that says something else', async () => {
    const folder = runFolder(library, (await createRun(library, settings, hyper, 0)).id);
    await writeFile(path.join(folder, 'metrics.jsonl'), '{"step":1,"updates":0,"elapsedS":0.5}\n{"step":2,"upd');
    expect(await readHistory(folder)).toEqual({ metrics: [{ step: 1, updates: 0, elapsedS: 0.5 }], events: [] });
    await writeFile(path.join(folder, 'metrics.jsonl'), '{"step":"one"}\n');
    await expect(readHistory(folder)).rejects.toThrow(`Line 1 of ${path.join(folder, 'metrics.jsonl')} is damaged`);
  });

  it('reads a run as the first version stored it', async () => {
    const folder = runFolder(library, '0001-reach-sac');
    await mkdir(folder, { recursive: true });
    const stored = await readFile(new URL('testing/run-version-1.json', import.meta.url), 'utf8');
    await writeFile(path.join(folder, 'run.json'), stored);
    expect(await readRun(folder)).toMatchObject({ id: '0001-reach-sac', state: 'finished', step: 400, lastEvaluation: { successRate: 1 } });
  });
});
