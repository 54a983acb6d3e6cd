import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Failure } from '../../shared/contract/failure';
import { learnerSettingsSchema } from '../../shared/training';
import { writeFileAtomic } from '../../main/training/atomic-file';
import { isMissing } from '../../main/training/json-lines';
import { evaluationSchema } from '../../main/training/run-record';

const seedSchema = z.strictObject({
  seed: z.number().int().min(0),
  /** The folder of the run, inside of the folder of the results. */
  run: z.string(),
  /** What it was trained with: a row whose settings have changed since is run again. */
  steps: z.number().int().positive(),
  hyper: learnerSettingsSchema,
  evaluations: z.array(evaluationSchema),
  fourGoals: z
    .strictObject({ shares: z.array(z.number()).readonly(), reached: z.number(), meanReturn: z.number(), meanLength: z.number(), covarianceBetween: z.number() })
    .optional(),
  updates: z.number().int().min(0),
  /** Seconds, the evaluations with them. */
  trainingS: z.number(),
  machine: z.string(),
  /** As 2026-11-22. */
  date: z.string(),
});
export type StoredSeed = z.infer<typeof seedSchema>;

const resultsSchema = z.strictObject({ version: z.literal(1), rows: z.record(z.string(), z.array(seedSchema)) });

/** Everything that `npm run reproduce` has found so far, by the name of the row: `results.json`. */
export type Results = z.infer<typeof resultsSchema>;

/** No results yet if there is no file. @throws Failure `damaged-file`. */
export async function readResults(file: string): Promise<Results> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    if (isMissing(thrown)) return { version: 1, rows: {} };
    throw thrown;
  }
  const parsed = resultsSchema.safeParse(parseJson(text, file));
  if (parsed.success) return parsed.data;
  throw new Failure('damaged-file', `${file} does not hold results: ${z.prettifyError(parsed.error)}. Move it away and run again.`, { cause: parsed.error });
}

export async function writeResults(file: string, results: Results): Promise<void> {
  await writeFileAtomic(file, `${JSON.stringify(results, undefined, 1)}\n`);
}

/** The results with this seed of the row put in, in place of an older one. */
export function withSeed(results: Results, row: string, seed: StoredSeed): Results {
  const others = (results.rows[row] ?? []).filter((other) => other.seed !== seed.seed);
  return { ...results, rows: { ...results.rows, [row]: [...others, seed].sort((left, right) => left.seed - right.seed) } };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    throw new Failure('damaged-file', `${file} is not JSON. Move it away and run again.`, { cause: thrown });
  }
}
