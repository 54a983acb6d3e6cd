import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from './program';
import { FakeHost } from './testing/fake-host';

const example = path.join(import.meta.dirname, '../../docs/examples/worlds/hopper');

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tempera-train-'));
  file = path.join(folder, 'hopper.json');
  for (const ending of ['json', 'xml']) await writeFile(path.join(folder, `hopper.${ending}`), await readFile(`${example}.${ending}`));
});
afterEach(() => rm(folder, { recursive: true }));

async function edit(ending: 'json' | 'xml', replace: (text: string) => string): Promise<void> {
  const name = path.join(folder, `hopper.${ending}`);
  await writeFile(name, replace(await readFile(name, 'utf8')));
}

describe('train with the path of a task file', () => {
  it('opens the file by its whole path, then trains the task by its name, with a final evaluation that its length allows', async () => {
    const host = new FakeHost({ library: folder });
    host.onEnded = () => Promise.reject(new Error('the lab of this test goes no further'));
    await runProgram(['train', path.relative(process.cwd(), file), '--steps', '500'], host);
    expect(host.calls.slice(0, 2)).toMatchObject([
      { name: 'tasks.open', argument: { path: file } },
      { name: 'training.start', argument: { settings: { task: 'hopper', steps: 500, preset: 'standard' } } },
    ]);
    expect(host.opened).toMatchObject([{ finalEvaluationEpisodes: 40 }]);
  });

  it.each<[string, () => Promise<void>, string]>([
    ['no file', () => rm(file), 'There is no file '],
    ['broken JSON', () => edit('json', (text) => text.slice(0, 200)), 'hopper.json is not JSON: '],
    ['a wrong name', () => edit('json', (text) => text.replace('"joint": "rootx"', '"joint": "root"')), 'reward[0].joint: there is no joint "root"; the model has "rootx", "rootz", "rooty"'],
    ['a missing model', () => rm(path.join(folder, 'hopper.xml')), 'model: there is no file hopper.xml'],
    ['a broken model', () => edit('xml', (text) => text.replace('</worldbody>', '')), 'MuJoCo cannot load the model '],
    ["the name of one of Tempera's own", () => edit('json', (text) => text.replace('"hopper"', '"reach"')), 'name: "reach" is a task of Tempera\'s own'],
  ])('refuses %s in one sentence with exit code 2, before anything is opened', async (_, spoil, sentence) => {
    await spoil();
    const host = new FakeHost({ library: folder });
    expect(await runProgram(['train', file], host)).toBe(2);
    expect(host.written.errors).toContain(sentence);
    expect(host.written.errors.trimEnd().split('\n')).toHaveLength(1);
    expect(host.opened).toEqual([]);
  });
});
