import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { learnerSettingsSchema, trainingSettingsSchema } from '../../shared/training';
import { createRun, runFolder } from '../training/run-folder';
import { readWorldFile } from '../worlds/custom/world-file';
import { taskDescriptions } from '../worlds/task-registry';
import { TaskShelf } from './task-shelf';

const example = path.join(import.meta.dirname, '../../docs/examples/worlds/hopper');
const own = taskDescriptions.map(({ name }) => name);

let folder: string;
let file: string;
let library: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tempera-shelf-'));
  library = path.join(folder, 'library');
  await mkdir(path.join(folder, 'mine'));
  file = path.join(folder, 'mine/hopper.json');
  for (const ending of ['json', 'xml']) await cp(`${example}.${ending}`, path.join(folder, `mine/hopper.${ending}`));
});
afterEach(() => rm(folder, { recursive: true }));

async function edit(replace: (text: string) => string): Promise<void> {
  await writeFile(file, replace(await readFile(file, 'utf8')));
}
const names = async (shelf: TaskShelf) => (await shelf.list()).tasks.map(({ name }) => name);
async function makeRun(): Promise<string> {
  const settings = trainingSettingsSchema.parse({ task: 'hopper', steps: 10 });
  const { id } = await createRun(library, settings, learnerSettingsSchema.parse({}), 1, (await readWorldFile(file)).files);
  return runFolder(library, id);
}

describe('the tasks of a lab', () => {
  it("are Tempera's own, and the worlds that were opened", async () => {
    const shelf = new TaskShelf(library);
    expect(await names(shelf)).toEqual(own);
    expect(await shelf.find('pendulum')).toEqual({ description: expect.objectContaining({ name: 'pendulum' }) });
    await expect(shelf.find('hopper')).rejects.toMatchObject({ code: 'not-found' });

    expect(await shelf.open(file)).toMatchObject({ name: 'hopper', title: 'Hopper', usesArm: false });
    expect(await names(shelf)).toEqual([...own, 'hopper']);
    const { description, world } = await shelf.find('hopper');
    expect(description.actionNames).toEqual(['thigh', 'leg', 'foot']);
    expect([...(world?.keys() ?? [])]).toEqual(['task.json', 'hopper.xml']);
  });

  it('reads an opened file anew for every run, and says when it has become another task', async () => {
    const shelf = new TaskShelf(library);
    await shelf.open(file);
    await edit((text) => text.replace('"horizonSteps": 1000', '"horizonSteps": 7'));
    expect((await shelf.find('hopper')).description.horizonSteps).toBe(7);
    await edit((text) => text.replace('"name": "hopper"', '"name": "jumper"'));
    await expect(shelf.find('hopper')).rejects.toThrow(`${file} is the task "jumper" now`);
  });

  it('has the worlds of runs, the newest of a name, and is not put off by a damaged one', async () => {
    const old = await makeRun();
    await edit((text) => text.replace('"title": "Hopper"', '"title": "New hopper"'));
    await makeRun();
    await rm(path.dirname(file), { recursive: true });
    const shelf = new TaskShelf(library);
    expect((await shelf.list()).tasks.at(-1)).toMatchObject({ name: 'hopper', title: 'New hopper' });
    expect((await shelf.find('hopper')).description.title).toBe('New hopper');

    await writeFile(path.join(old, 'world/task.json'), '{');
    const { tasks, damaged } = await shelf.list();
    expect(tasks).toHaveLength(own.length + 1);
    expect(damaged).toMatchObject([{ code: 'bad-argument', message: expect.stringContaining('is not JSON') }]);
    expect((await shelf.find('hopper')).description.title).toBe('New hopper');
  });

  it.each<[string, () => Promise<string>, string]>([
    ['part of a path', async () => 'mine/hopper.json', '"mine/hopper.json" is not the whole path of a task file'],
    ['a file of another kind', async () => file.replace('.json', '.xml'), 'is no task file: the name of one ends in ".json".'],
    [
      "the name of one of Tempera's own",
      async () => {
        await edit((text) => text.replace('"name": "hopper"', '"name": "reach"'));
        return file;
      },
      'name: "reach" is a task of Tempera\'s own; give yours another name.',
    ],
  ])('refuses to open %s', async (_, given, sentence) => {
    await expect(new TaskShelf(library).open(await given())).rejects.toMatchObject({ code: 'bad-argument', message: expect.stringContaining(sentence) });
  });
});
