import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { Failure } from '../shared/contract/failure';
import { large, measureCase, nameOf, small, type Percentiles } from './learner';
import type { UpdateShape } from './matrix-products';

export interface PeersRow {
  readonly shape: string;
  readonly threads: number;
  /** One update of ours, and its matrix products alone. */
  readonly updateMs: Percentiles;
  readonly floorMs?: Percentiles;
  readonly peers: readonly MeasuredPeer[];
}

export type MeasuredPeer = { readonly type: 'measured'; readonly name: string; readonly version: string; readonly updateMs: Percentiles } | MissingPeer;

/** Why a peer did not run, with what would help. */
interface MissingPeer {
  readonly type: 'missing';
  readonly name: string;
  readonly sentence: string;
}

/** Python scripts in `bench/peers`, by how they are called in a table. */
const peers = { PyTorch: 'torch_eager.py', 'Stable-Baselines3': 'stable_baselines3_sac.py', SBX: 'sbx_sac.py' } as const;

/** Time for a library to load, to compile and to be measured. */
const longestMs = 300_000;

const answerSchema = z.union([
  z.object({ version: z.string(), tenth: z.number(), median: z.number() }),
  z.object({ missing: z.string(), install: z.string() }),
]);

/**
 * One SAC update of ours beside those of Python's libraries, as far as this machine's Python has them: PyTorch eager,
 * Stable-Baselines3 and SBX. The environment variable PYTHON names another Python. Prints one table, or one line of JSON.
 */
export async function benchPeers({ json, quick }: { readonly json: boolean; readonly quick: boolean }): Promise<readonly PeersRow[]> {
  const folder = scriptFolder();
  const rows: PeersRow[] = [];
  for (const [shape, updates] of [[large, 300], [small, 2000]] as const) {
    for (const threads of new Set([1, cpus().length])) {
      const count = quick ? updates / 10 : updates;
      const { updateMs, floorMs } = await measureCase({ shape, executor: 'onnx-cpu', threads, updates: count });
      const measured = Object.entries(peers).map(([name, script]) => runPeer(name, path.join(folder, script), shape, threads, count));
      rows.push({ shape: nameOf(shape), threads, updateMs, ...(floorMs === undefined ? {} : { floorMs }), peers: measured });
    }
  }
  process.stdout.write(json ? `${JSON.stringify({ bench: 'peers', rows })}\n` : table(rows));
  return rows;
}

/** The scripts stay where they are written; this bundle lies in dist/main, or one folder below it. */
function scriptFolder(): string {
  const found = ['..', '../..', '../../..'].map((up) => path.join(__dirname, up, 'bench', 'peers')).find((folder) => existsSync(folder));
  if (found === undefined) throw new Failure('unavailable', `The peers are missing near ${__dirname}: run "npm run bench -- peers" in a checkout of Tempera.`);
  return found;
}

function runPeer(name: string, script: string, shape: UpdateShape, threads: number, updates: number): MeasuredPeer {
  const python = process.env['PYTHON'] ?? 'python3';
  const { error, status, stdout, stderr } = spawnSync(python, [script, JSON.stringify({ ...shape, threads, updates })], {
    encoding: 'utf8',
    timeout: longestMs,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONWARNINGS: 'ignore', JAX_PLATFORMS: 'cpu', OMP_NUM_THREADS: String(threads) },
  });
  const failed = (sentence: string): MissingPeer => ({ type: 'missing', name, sentence });
  if (error !== undefined) return failed(`"${python}" did not run (${error.message}): install Python 3, or name it in PYTHON.`);
  if (status !== 0) return failed(`It failed: ${stderr.trim().split('\n').at(-1) ?? `code ${status}`}`);
  const answer = answerSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  if ('missing' in answer) return failed(`Python has no package "${answer.missing}": ${answer.install}`);
  return { type: 'measured', name, version: answer.version, updateMs: { tenth: answer.tenth, median: answer.median } };
}

function table(rows: readonly PeersRow[]): string {
  const cells = (name: string, time: Percentiles, ours: Percentiles): string => `    ${name.padEnd(36)}${time.tenth.toFixed(2).padStart(9)}${time.median.toFixed(2).padStart(9)}${(time.tenth / ours.tenth).toFixed(2).padStart(9)}\n`;
  const lines = rows.flatMap(({ shape, threads, updateMs, floorMs, peers: others }) => [
    `  ${shape}, ${threads} ${threads === 1 ? 'thread' : 'threads'}\n`,
    cells('Tempera, onnx-cpu', updateMs, updateMs),
    ...(floorMs === undefined ? [] : [cells('its matrix products alone', floorMs, updateMs)]),
    ...others.map((peer) => (peer.type === 'measured' ? cells(peer.version, peer.updateMs, updateMs) : `    ${peer.name}: ${peer.sentence}\n`)),
  ]);
  return `One SAC update, milliseconds: tenth percentile, median, and times ours\n${lines.join('')}`;
}
