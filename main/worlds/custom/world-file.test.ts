import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../shared/contract/failure';
import { describeSource } from './custom-world';
import { smallDocument, smallModel } from './testing/small-world';
import { parseWorld, readWorldFile } from './world-file';

function sentenceOf(text: string): string {
  try {
    parseWorld(text, 'small.json');
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    expect(thrown.code).toBe('bad-argument');
    return thrown.message;
  }
  return 'accepted';
}

const json = (change: Readonly<Record<string, unknown>>) => JSON.stringify({ ...smallDocument, ...change });

describe('the text of a task file', () => {
  it.each<[string, string, string]>([
    ['is taken', JSON.stringify(smallDocument), 'accepted'],
    ['is taken with a byte order mark', `\uFEFF${JSON.stringify(smallDocument)}`, 'accepted'],
    ['is no JSON', '{\n  "version": 1,\n  "name" "small"\n}', 'small.json is not JSON: '],
    ['is no object', '3', 'small.json: the file is 3; it must be an object.'],
    ['is of another version', json({ version: 2 }), 'small.json: version is 2; it must be 1.'],
    ['lacks a part', JSON.stringify({ ...smallDocument, frameSkip: undefined }), 'small.json: frameSkip is missing; it must be a finite number.'],
    ['has a key that is not known', json({ framskip: 2 }), 'small.json: the file has "framskip", which is not known there; leave it out.'],
    ['has a misspelt key inside', json({ reward: [{ type: 'alive', weigth: 1 }] }), 'small.json: reward[0] has "weigth", which is not known there; leave it out.'],
    ['has a term of no kind', json({ reward: [{ type: 'jump', weight: 1 }] }), 'small.json: reward[0].type is "jump"; it must be one of "forward-velocity", "distance", "rotation", "control-cost", "alive", "contact-cost".'],
    ['has a weight of NaN', json({}).replace('"weight":1', '"weight":NaN'), 'small.json: reward[0].weight is "NaN"; it must be a finite number.'],
    ['has an infinite weight', json({}).replace('"weight":1', '"weight":-Infinity'), 'small.json: reward[0].weight is "-Infinity"; it must be a finite number.'],
    ['has a weight beyond all numbers', json({}).replace('"weight":1', '"weight":1e999'), 'small.json: reward[0].weight is Infinity; it must be a finite number.'],
    ['keeps the word NaN in a text', json({ description: 'no NaN, no Infinity' }), 'accepted'],
    ['has a range the wrong way round', json({ controlRange: [1, -1] }), 'small.json: controlRange [1,-1] needs the lower number first.'],
    ['names neither site nor body', json({ tip: {} }), 'small.json: tip {} needs either "site" or "body".'],
    ['has a name with a space', json({ name: 'my world' }), 'small.json: name "my world" has to be of small letters'],
    ['observes nothing', json({ observation: [] }), 'small.json: observation is []; it must be a list whose length is at least 1.'],
    ['trains with what there is not', json({ training: { hyper: { momentum: 1 } } }), 'small.json: training.hyper has "momentum", which is not known there; leave it out.'],
  ])('%s', (_, text, sentence) => {
    expect(sentenceOf(text)).toContain(sentence);
  });

  it('says where JSON breaks off', () => {
    expect(sentenceOf('{\n  "version": 1,\n  "name" "small"\n}')).toMatch(/^small\.json is not JSON: [^\n]*(line 3|"name")[^\n]*\.$/);
  });

  it('is taken or refused in one sentence that begins with the file, whatever it is', () => {
    const broken = fc.record({ key: fc.constantFrom(...Object.keys(smallDocument), 'reset', 'success', 'tip', 'termination', 'training'), value: fc.jsonValue() }).map(({ key, value }) => json({ [key]: value }));
    const cut = fc.nat({ max: 200 }).map((length) => JSON.stringify(smallDocument).slice(0, length));
    fc.assert(
      fc.property(fc.oneof(broken, cut, fc.string(), fc.json()), (text) => {
        expect(sentenceOf(text)).toMatch(/^(accepted|small\.json[: ][^\n]+\.)$/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a task file with its model', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'tempera-world-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function write(files: Readonly<Record<string, string>>, change: Readonly<Record<string, unknown>> = {}): Promise<string> {
    for (const [name, content] of Object.entries({ 'home/small.json': json(change), ...files })) {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    return path.join(folder, 'home/small.json');
  }
  const refusal = async (file: string) => readWorldFile(file).then(() => 'read', (thrown: unknown) => (thrown instanceof Failure && thrown.code === 'bad-argument' ? thrown.message : String(thrown)));
  const cube = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n';
  const including = (inner: string) => smallModel.replace('<worldbody>', `${inner}<worldbody>`);

  it('says what is missing', async () => {
    expect(await refusal(path.join(folder, 'none.json'))).toContain('none.json; give the path of a task file');
    const file = await write({});
    expect(await refusal(file)).toBe(`${file}: model: there is no file small.xml in ${path.dirname(file)}; put the MuJoCo XML there, or give its name.`);
  });

  it('takes includes, meshes in their folder and files of those, and leaves comments and all else out', async () => {
    const file = await write(
      {
        'home/models/small.xml': including('<!-- <include file="left-out.xml"/> --><compiler meshdir="../meshes"/><include file="parts/more.xml"/>'),
        'home/models/parts/more.xml': '<mujoco><include file="deep.xml"/></mujoco>',
        'home/models/parts/deep.xml': "<mujoco><asset><mesh name='cube' file='cube.obj'/></asset><worldbody><geom type='mesh' mesh='cube' contype='0' conaffinity='0'/></worldbody></mujoco>",
        'home/meshes/cube.obj': cube,
        'home/left-out.xml': '<mujoco/>',
        'home/notes.txt': 'mine',
      },
      { model: 'models/small.xml' },
    );
    const { source, files } = await readWorldFile(file);
    expect([...files.keys()].sort()).toEqual(['meshes/cube.obj', 'models/parts/deep.xml', 'models/parts/more.xml', 'models/small.xml', 'task.json']);
    expect(await describeSource(source)).toMatchObject({ name: 'small' });
  });

  it.each<[string, string]>([
    ['an include', '<include file="../outside.xml"/>'],
    ['a mesh', '<asset><mesh name="m" file="../../cube.obj"/></asset>'],
    ['a file from the root', '<asset><mesh name="m" file="/etc/hostname"/></asset>'],
  ])('refuses %s that leads out of its folder', async (_, inner) => {
    const file = await write({ 'home/small.xml': including(inner), 'outside.xml': '<mujoco/>', 'cube.obj': cube });
    expect(await refusal(file)).toContain('which is outside the folder of the task file; copy it there, so that a run can keep a copy.');
  });

  it('refuses a model outside its folder, and a link that leads out of it', async () => {
    expect(await refusal(await write({ 'small.xml': smallModel }, { model: '../small.xml' }))).toContain('model: ../small.xml is outside the folder');
    await symlink(path.join(folder, 'small.xml'), path.join(folder, 'home/linked.xml'));
    expect(await refusal(await write({}, { model: 'linked.xml' }))).toContain('linked.xml is a link that leads out of the folder');
  });

  it('passes on what MuJoCo says of a model, with the file', async () => {
    const file = await write({ 'home/small.xml': '<mujoco><worldbody><body>' });
    const { source } = await readWorldFile(file);
    await expect(describeSource(source)).rejects.toMatchObject({ code: 'bad-argument', message: expect.stringContaining(`MuJoCo cannot load the model "${path.join(folder, 'home/small.xml')}": Loading error: XML parse error`) });
    const missing = await readWorldFile(await write({ 'home/small.xml': including('<include file="nowhere.xml"/>') }));
    await expect(describeSource(missing.source)).rejects.toThrow(/nowhere\.xml/);
  });
});
