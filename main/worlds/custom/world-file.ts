import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../shared/contract/failure';
import { issueSentence } from '../../../shared/contract/issue-sentence';
import type { WorldSource } from './custom-world';
import { readModelFiles } from './model-files';
import { worldSchema, type WorldDefinition } from './world-schema';

/** The name that a task file has in a copied world. */
export const worldFileName = 'task.json';

/** A world as its folder has it. */
export interface WorldFile {
  readonly source: WorldSource;
  /** Everything that a copy needs, by paths from its folder, the task file as `worldFileName`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A task that is a file of the operator's, and not one of Tempera's own by name. */
export function isWorldFile(task: string): boolean {
  return task.endsWith('.json');
}

/**
 * Reads a task file with its model and all that the model names. Rejects with a `Failure`: one sentence with the
 * file, and the path inside it where there is one.
 */
export async function readWorldFile(file: string): Promise<WorldFile> {
  const text = await readText(file);
  const definition = parseWorld(text, file);
  const folder = path.dirname(file);
  const { mjcf, assets, files } = await readModelFiles(folder, definition.model, (sentence) => {
    throw new Failure('bad-argument', `${file}: model: ${sentence}`);
  });
  if (files.has(worldFileName)) throw new Failure('bad-argument', `${file}: model: the model names a file ${worldFileName}, which is what a copy of the task file is called; rename it.`);
  return { source: { file, definition, mjcf, assets }, files: new Map([[worldFileName, new TextEncoder().encode(text)], ...files]) };
}

/** Reads a task file alone, without its model. Rejects as `readWorldFile` does. */
export async function readWorldDefinition(file: string): Promise<WorldDefinition> {
  return parseWorld(await readText(file), file);
}

/** Parses the text of a task file. Throws a `Failure` of code `bad-argument`. */
export function parseWorld(text: string, file: string): WorldDefinition {
  const document = parseJson(text, file);
  const parsed = worldSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  // A misspelt key is missing under its right name too: the spelling is what helps.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  throw new Failure('bad-argument', issue === undefined ? `${file} is not a task file.` : issueSentence(file, issue, document, 'the file'), { cause: parsed.error });
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') {
      throw new Failure('bad-argument', `There is no file ${file}; give the path of a task file, or the name of a task.`, { cause: thrown });
    }
    throw new Failure('bad-argument', `${file} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}.`, { cause: thrown });
  }
}

/** NaN and Infinity, which programs write though JSON has no such numbers, become texts, to be refused by their path. */
const stringOrWrongNumber = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

function parseJson(text: string, file: string): unknown {
  const legible = text.replace(/^\uFEFF/, '').replace(stringOrWrongNumber, (match) => (match.startsWith('"') ? match : JSON.stringify(match)));
  try {
    return JSON.parse(legible) as unknown;
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Failure('bad-argument', `${file} is not JSON: ${reason.replace(/ \(line.*\)$/, '').replace(/ in JSON at position (\d+)$/, (_, position) => ` in ${lineOf(legible, Number(position))}`)}.`, { cause: thrown });
  }
}

function lineOf(text: string, position: number): string {
  const before = text.slice(0, position).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}
