import { access, constants, statfs } from 'node:fs/promises';
import path from 'node:path';

export interface CheckResult {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  /** What to do; absent when all is well. */
  readonly remedy?: string;
}

/** package.json, "engines". */
const oldestNode = [20, 19, 0] as const;
/** A long run with its episodes and checkpoints takes about this much. */
const comfortableBytes = 5e9;
const leastBytes = 5e8;

export function nodeCheck(version: string): CheckResult {
  const numbers = version.replace(/^v/, '').split('.').map(Number);
  const order = oldestNode.map((least, index) => (numbers[index] ?? 0) - least).find((difference) => difference !== 0) ?? 0;
  if (order >= 0) return { name: 'Node', status: 'ok', detail: version };
  return { name: 'Node', status: 'fail', detail: `${version} is too old.`, remedy: `Install Node ${oldestNode.join('.')} or later.` };
}

export interface ExecutorFinding {
  readonly name: string;
  readonly available: boolean;
  readonly detail: string;
}

/** Operation by operation on one core: `auto` measures them only where nothing else works (docs/executors.md). */
const isLastResort = ({ name }: ExecutorFinding): boolean => name.startsWith('tensorflow-');

/**
 * Which executor `auto` takes here, and why.
 * @param choose what it takes by its own measurement; called only where it has a choice.
 */
export async function autoCheck(executors: readonly ExecutorFinding[], choose: () => Promise<string>): Promise<CheckResult> {
  const name = 'Executor auto';
  const working = executors.filter(({ available }) => available);
  const fast = working.filter((executor) => !isLastResort(executor));
  const contenders = fast.length > 0 ? fast : working;
  const [only] = contenders;
  if (only === undefined) return { name, status: 'fail', detail: 'none can run an update.', remedy: 'Install the packages again with "npm ci".' };
  const slow = fast.length === 0 ? ', and it is slow: mend onnx-cpu' : '';
  if (contenders.length === 1) return { name, status: fast.length > 0 ? 'ok' : 'warn', detail: `takes ${only.detail}: ${fast.length > 0 && working.length > 1 ? 'the others that work are tens of times slower' : 'no other works here'}${slow}` };
  return { name, status: fast.length > 0 ? 'ok' : 'warn', detail: `takes ${await choose()}: the fastest of ${contenders.map((each) => each.name).join(', ')} at an update of reach, measured just now${slow}` };
}

/** `availableBytes`: free space where the library is, or is to be. */
export function diskCheck(library: string, availableBytes: number): CheckResult {
  const detail = `${(availableBytes / 1e9).toFixed(1)} GB free for ${library}`;
  if (availableBytes >= comfortableBytes) return { name: 'Disk', status: 'ok', detail };
  const remedy = 'Free some space, or choose a library on another disk with TEMPERA_HOME.';
  return { name: 'Disk', status: availableBytes >= leastBytes ? 'warn' : 'fail', detail, remedy };
}

export interface SerialPortFinding {
  readonly path: string;
  readonly usable: boolean;
}

/** Ports and whether this user may open them. */
export function serialCheck(ports: readonly SerialPortFinding[], platform: string): CheckResult {
  const name = 'Serial ports';
  if (ports.length === 0) {
    return { name, status: 'warn', detail: 'none found.', remedy: 'Plug in the arm to train on it; the simulated arm needs none.' };
  }
  const closed = ports.filter(({ usable }) => !usable);
  if (closed.length === 0) return { name, status: 'ok', detail: ports.map((port) => port.path).join(', ') };
  const remedy =
    platform === 'linux'
      ? 'Join the group that owns the port, usually with: sudo usermod -aG dialout "$USER"; then log in again.'
      : 'Close the program that holds the port, or ask an administrator for the right to use it.';
  return { name, status: 'warn', detail: `${closed.map((port) => port.path).join(', ')} may not be opened by this user.`, remedy };
}

export function displayCheck(platform: string, environment: Readonly<Record<string, string | undefined>>): CheckResult {
  const name = 'Display';
  const present = platform !== 'linux' || [environment['DISPLAY'], environment['WAYLAND_DISPLAY']].some((value) => value !== undefined && value !== '');
  if (present) return { name, status: 'ok', detail: 'the desktop app can open a window' };
  return { name, status: 'warn', detail: 'none.', remedy: 'The desktop app needs one; use "tempera serve" and a browser instead.' };
}

/** Whether the library can be written and has room. Makes nothing: a folder that is still to be made is judged by its parent. */
export async function* libraryChecks(library: string): AsyncGenerator<CheckResult> {
  const existing = await nearestExisting(library);
  const writable = await isAllowed(existing, constants.W_OK);
  yield writable
    ? { name: 'Library', status: 'ok', detail: existing === library ? library : `${library} (will be made)` }
    : { name: 'Library', status: 'fail', detail: `${existing} cannot be written by this user.`, remedy: 'Choose another folder with TEMPERA_HOME or --library.' };
  const { bavail, bsize } = await statfs(existing);
  yield diskCheck(library, bavail * bsize);
}

async function nearestExisting(folder: string): Promise<string> {
  const parent = path.dirname(folder);
  return parent === folder || (await isAllowed(folder, constants.F_OK)) ? folder : nearestExisting(parent);
}

/** Whether this user may do that with the file: `mode` as for `access`. */
export async function isAllowed(file: string, mode: number): Promise<boolean> {
  try {
    await access(file, mode);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
