import { existsSync } from 'node:fs';
import { run } from './run.mjs';

/** Debian packages that test suites need, and a file that shows that each is there. */
const needed = [
  { name: 'chromium', shownBy: ['/usr/bin/chromium'], usedBy: 'the tests in a browser' },
  { name: 'xvfb', shownBy: ['/usr/bin/Xvfb'], usedBy: 'the test of the packaged desktop app' },
  { name: 'xauth', shownBy: ['/usr/bin/xauth'], usedBy: 'the test of the packaged desktop app' },
  { name: 'gcc-avr', shownBy: ['/usr/bin/avr-gcc'], usedBy: 'the tests of the firmware' },
  { name: 'avr-libc', shownBy: ['/usr/lib/avr/include/avr/io.h'], usedBy: 'the tests of the firmware' },
  { name: 'libsimavr-dev', shownBy: ['/usr/include/simavr/sim_avr.h'], usedBy: 'the tests of the firmware in the emulator' },
  { name: 'gcc', shownBy: ['/usr/bin/gcc'], usedBy: 'the tests of the firmware' },
  { name: 'libc6-dev', shownBy: ['/usr/include/stdio.h'], usedBy: 'the tests of the firmware' },
  { name: 'make', shownBy: ['/usr/bin/make'], usedBy: 'the tests of the firmware' },
  { name: 'socat', shownBy: ['/usr/bin/socat'], usedBy: 'the tests of serial ports' },
];

/** Installs what is missing when it may (Debian, root); says loudly what stays missing. */
export async function ensureSystemPackages() {
  const missing = () => needed.filter((item) => !item.shownBy.some((file) => existsSync(file)));
  if (missing().length === 0) return;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const names = missing().map((item) => item.name);
    process.stderr.write(`Installing Debian packages for the tests: ${names.join(', ')}...\n`);
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env: environment });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { env: environment });
  }
  for (const item of missing()) process.stderr.write(`MISSING: ${item.name}; ${item.usedBy} will be skipped.\n`);
}
