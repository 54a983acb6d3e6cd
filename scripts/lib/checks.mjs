import { inProject } from './paths.mjs';
import { run } from './run.mjs';

const runtimes = ['shared', 'firmware-bridge', 'main', 'renderer', 'e2e'];

/** Type-checks each runtime with its own settings, then lints everything, the import directions included. */
export async function runChecks() {
  const results = [];
  for (const runtime of runtimes) {
    const code = await run(process.execPath, [inProject('node_modules', 'typescript', 'bin', 'tsc'), '-p', runtime]);
    results.push({ name: `types of ${runtime}`, passed: code === 0 });
  }
  const code = await run(process.execPath, [inProject('node_modules', 'eslint', 'bin', 'eslint.js'), '.', '--max-warnings=0']);
  results.push({ name: 'lint', passed: code === 0 });
  return results;
}
