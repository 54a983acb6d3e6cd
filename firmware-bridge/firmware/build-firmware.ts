import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../../shared/contract/failure';

/** What the Makefile beside this file can build, what each needs, and the file that it gives. */
const targets = {
  hex: { file: 'tempera-board.hex', needs: [['avr-gcc', 'gcc-avr'], ['avr-objcopy', 'binutils-avr']] },
  host: { file: 'core-shell', needs: [['gcc', 'gcc']] },
  simulator: { file: 'board-simulator', needs: [['gcc', 'gcc']] },
} as const;
export type FirmwareTarget = keyof typeof targets;

const onPath = (program: string) => (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, program)));

/** The Debian packages that are missing for a target; none when it can be built. */
export function missingFor(target: FirmwareTarget): readonly string[] {
  const programs: readonly (readonly [string, string])[] = [...targets[target].needs, ['make', 'make']];
  const missing = programs.filter(([program]) => !onPath(program)).map(([, name]) => name);
  if (target === 'hex' && !existsSync('/usr/lib/avr/include/avr/io.h')) missing.push('avr-libc');
  if (target !== 'hex' && !existsSync('/usr/include/stdio.h')) missing.push('libc6-dev');
  if (target === 'simulator' && !existsSync('/usr/include/simavr/sim_avr.h')) missing.push('libsimavr-dev');
  return missing;
}

/** The first line of what the compiler says of itself; undefined where there is none. */
export function compilerVersion(): string | undefined {
  const asked = spawnSync('avr-gcc', ['--version'], { encoding: 'utf8' });
  return asked.status === 0 ? asked.stdout.split('\n')[0] : undefined;
}

/**
 * Builds one target with `make` and returns the path of its file.
 * @param firmwareFolder the folder of the Makefile.
 * @throws Failure with the compiler's words when the build fails.
 */
export function buildFirmware(target: FirmwareTarget, firmwareFolder: string, buildFolder: string): string {
  const missing = missingFor(target);
  if (missing.length > 0) throw new Failure('unavailable', `The firmware cannot be built without ${missing.join(', ')}: install these Debian packages.`);
  const made = spawnSync('make', ['-C', firmwareFolder, `BUILD=${buildFolder}`, target], { encoding: 'utf8' });
  if (made.status !== 0) throw new Failure('internal', `The firmware did not build: ${made.stderr}`);
  return path.join(buildFolder, targets[target].file);
}
