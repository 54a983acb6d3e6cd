import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

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

export async function openSerialCable(): Promise<SerialCable> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tempera-cable-'));
  const hostEnd = path.join(folder, 'host');
  const deviceEnd = path.join(folder, 'device');
  const end = (link: string) => `PTY,link=${link},raw,echo=0`;
  const socat = spawn('socat', ['-d', '-d', end(hostEnd), end(deviceEnd)], { stdio: ['ignore', 'ignore', 'pipe'] });
  await started(socat);
  return {
    hostEnd,
    deviceEnd,
    unplug() {
      socat.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
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
