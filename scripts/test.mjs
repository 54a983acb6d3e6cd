import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { ensureBuilt } from './lib/build.mjs';
import { runChecks } from './lib/checks.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { packageApp } from './lib/package.mjs';
import { electronBinary, findElectronDist, inProject } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { ensureSystemPackages } from './lib/system-packages.mjs';
import { addCounts, emptyCounts, readPlaywrightReport, readVitestReport } from './lib/test-report.mjs';

/** Runs everything: types, lint, unit tests, the page in Chromium, the packaged app in Electron. */
const total = emptyCounts();
const scratch = mkdtempSync(path.join(os.tmpdir(), 'tempera-test-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

await ensureInstalled();
await ensureSystemPackages();
await ensureBuilt();

for (const check of await runChecks()) {
  addCounts(total, { ...emptyCounts(), passed: check.passed ? 1 : 0, failed: check.passed ? 0 : 1, failures: check.passed ? [] : [check.name] });
}
await runUnitTests();
await runBrowserTests();
await runDesktopTests();

for (const failure of total.failures) process.stdout.write(`FAILED ${failure}\n`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}\n`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

async function runUnitTests() {
  const report = path.join(scratch, 'vitest.json');
  const code = await run(process.execPath, [
    inProject('node_modules', 'vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`,
  ]);
  addCounts(total, readVitestReport(report, code));
}

async function runBrowserTests() {
  const chromium = [process.env.TEMPERA_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find((file) => file && existsSync(file));
  if (chromium === undefined) {
    skip('the tests in a browser: no Chromium (set TEMPERA_CHROMIUM to its path)');
    return;
  }
  await runPlaywright('browser', { TEMPERA_CHROMIUM: chromium });
}

async function runDesktopTests() {
  const distFolder = process.env.TEMPERA_ELECTRON_DIST ?? findElectronDist();
  if (distFolder === undefined || !existsSync(electronBinary(distFolder))) {
    skip('the test of the packaged desktop app: no Electron runtime (npx install-electron fetches it, or set TEMPERA_ELECTRON_DIST to a folder that holds one)');
    return;
  }
  const display = process.platform !== 'linux' || process.env.DISPLAY !== undefined;
  if (!display && !existsSync('/usr/bin/xvfb-run')) {
    skip('the test of the packaged desktop app: no display and no xvfb-run');
    return;
  }
  const executable = await packageApp({ distFolder });
  await runPlaywright('desktop', { TEMPERA_ELECTRON_DIST: distFolder, TEMPERA_PACKAGED_APP: executable }, display ? [] : ['xvfb-run', '-a']);
}

async function runPlaywright(project, environment, prefix = []) {
  const report = path.join(scratch, `${project}.json`);
  const [command, ...rest] = [...prefix, process.execPath, inProject('node_modules', '@playwright', 'test', 'cli.js'), 'test', `--project=${project}`];
  const code = await run(command, rest, {
    env: { ...process.env, ...environment, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  });
  addCounts(total, readPlaywrightReport(report, code));
}

function skip(what) {
  process.stderr.write(`SKIPPED ${what}\n`);
  total.skipped += 1;
}
