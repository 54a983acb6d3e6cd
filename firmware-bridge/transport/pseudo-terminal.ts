import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Failure } from '../../shared/contract/failure';

/**
 * A pair of pseudo-terminals joined by socat: a serial cable for tests and for emulated arms behind a real port.
 * Killing it is pulling the cable.
 */
export interface SerialCable {
  readonly hostEnd: string;
  readonly deviceEnd: string;
  unplug(): void;
}

export const socatIsThere = existsSync('/usr/bin/socat');

/**
 * @param hostPath where the host's end shall be; left out, in a folder of its own.
 * @throws Failure where socat is missing, or something else stands at `hostPath`.
 */
export async function openSerialCable(hostPath?: string): Promise<SerialCable> {
  if (!socatIsThere) throw new Failure('unavailable', 'Pseudo-terminals are made by socat, which is not installed here (on Debian, "apt-get install socat").');
  if (hostPath !== undefined) clearStaleLink(hostPath);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tempera-cable-'));
  const hostEnd = hostPath ?? path.join(folder, 'host');
  const deviceEnd = path.join(folder, 'device');
  const end = (link: string) => `PTY,link=${link},raw,echo=0`;
  const socat = spawn('socat', ['-d', '-d', end(hostEnd), end(deviceEnd)], { stdio: ['ignore', 'ignore', 'pipe'] });
  const unplug = (): void => {
    socat.kill('SIGKILL');
    rmSync(hostEnd, { force: true });
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await started(socat);
  } catch (thrown) {
    unplug();
    throw thrown;
  }
  return { hostEnd, deviceEnd, unplug };
}

/** socat says "starting data transfer loop" once both ends are there. */
function started(socat: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    socat.once('error', reject);
    socat.once('exit', (code) => reject(new Error(`socat ended with ${code}: ${said}`)));
    socat.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('starting data transfer loop')) resolve();
    });
  });
}

/** socat that was killed leaves its link behind. */
function clearStaleLink(hostPath: string): void {
  const found = lstatSync(hostPath, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSymbolicLink()) throw new Failure('bad-argument', `${hostPath} is there already: give a path that is free.`);
  rmSync(hostPath);
}
