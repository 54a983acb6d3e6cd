import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../shared/contract/failure';

/** A model with every file that it names, as the folder of its task file has them. */
export interface ModelFiles {
  readonly mjcf: string;
  /** All but the model itself, by their paths from the folder of the model, with "/". */
  readonly assets: ReadonlyMap<string, Uint8Array>;
  /** All, by their paths from the folder of the task file, with "/". */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A run keeps a copy of its world: more than this, in bytes, is a mistake. */
const mostBytes = 64 * 1024 * 1024;

/** `file` of include, mesh, hfield, skin and model, and those of the sides of a cube texture. */
const fileAttribute = /\bfile(?:right|left|up|down|front|back)?\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const folderAttribute = /\b(?:meshdir|texturedir|assetdir)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const comment = /<!--[\s\S]*?-->/g;
const isXml = /\.(?:xml|mjcf)$/i;

/**
 * Reads a model and, through its includes, all that it names. A name that leads out of the folder of the task file is
 * refused: a run copies its world, and the copy has to be whole. A file that is not there is left to MuJoCo to name.
 *
 * @param model path of the XML from `folder`
 * @param fail makes the sentence for what is wrong with the model
 */
export async function readModelFiles(folder: string, model: string, fail: (sentence: string) => never): Promise<ModelFiles> {
  const root = await realpath(folder);
  const files = new Map<string, Uint8Array>();
  const modelFolder = path.posix.dirname(slashed(model));
  let bytes = 0;

  async function take(name: string): Promise<Uint8Array | undefined> {
    const known = files.get(name);
    if (known !== undefined) return known;
    const content = await readInside(root, name, fail);
    if (content === undefined) return undefined;
    bytes += content.length;
    if (bytes > mostBytes) fail(`with the files that it names, ${model} has more than ${mostBytes / 1024 / 1024} MB; leave out what the physics does not need.`);
    files.set(name, content);
    return content;
  }

  const main = insideName(slashed(model));
  if (main === undefined) fail(`${model} is outside the folder of the task file; put it there, so that a run can keep a copy.`);
  const content = await take(main);
  if (content === undefined) fail(`there is no file ${model} in ${folder}; put the MuJoCo XML there, or give its name.`);
  const mjcf = textOf(content);

  const queue: { readonly name: string; readonly text: string }[] = [{ name: main, text: mjcf }];
  const folders = new Set(['', ...namesIn(mjcf, folderAttribute)]);
  for (const { name: includer, text } of queue) {
    for (const folderName of namesIn(text, folderAttribute)) folders.add(folderName);
    for (const named of namesIn(text, fileAttribute)) {
      const candidates = [modelFolder, path.posix.dirname(includer)].flatMap((base) => [...folders].map((inner) => path.posix.join(base, inner, named)));
      const inside = new Set(candidates.map(insideName).filter((candidate) => candidate !== undefined));
      if (inside.size === 0 || path.posix.isAbsolute(named)) fail(`${includer} names the file "${named}", which is outside the folder of the task file; copy it there, so that a run can keep a copy.`);
      for (const candidate of inside) {
        const isNew = !files.has(candidate);
        const found = await take(candidate);
        if (found === undefined) continue;
        if (isNew && isXml.test(candidate)) queue.push({ name: candidate, text: textOf(found) });
        break;
      }
    }
  }

  const assets = [...files].filter(([name]) => name !== main).map(([name, data]) => [path.posix.relative(modelFolder, name), data] as const);
  return { mjcf, assets: new Map(assets), files };
}

/** The path without "." and "..", or undefined where it leads out. */
function insideName(name: string): string | undefined {
  const plain = path.posix.normalize(name);
  return plain.startsWith('../') || plain === '..' || path.posix.isAbsolute(plain) || path.win32.isAbsolute(plain) ? undefined : plain;
}

/** Undefined when there is no such file. A link that leads out of the folder counts as outside. */
async function readInside(root: string, name: string, fail: (sentence: string) => never): Promise<Uint8Array | undefined> {
  try {
    const real = await realpath(path.join(root, name));
    const from = path.relative(root, real);
    if (from.startsWith('..') || path.isAbsolute(from)) fail(`${name} is a link that leads out of the folder of the task file; put the file itself there.`);
    const { size, isFile } = await describe(real);
    if (!isFile) return undefined;
    if (size > mostBytes) fail(`${name} has more than ${mostBytes / 1024 / 1024} MB; leave out what the physics does not need.`);
    return new Uint8Array(await readFile(real));
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    if (isMissing(thrown)) return undefined;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return fail(`${name} cannot be read: ${reason}.`);
  }
}

async function describe(file: string): Promise<{ readonly size: number; readonly isFile: boolean }> {
  const found = await stat(file);
  return { size: found.size, isFile: found.isFile() };
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR');
}

function namesIn(xml: string, attribute: RegExp): readonly string[] {
  return [...xml.replace(comment, '').matchAll(attribute)].map((match) => slashed(match[1] ?? match[2] ?? '')).filter((name) => name !== '');
}

function slashed(name: string): string {
  return name.replaceAll('\\', '/');
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
