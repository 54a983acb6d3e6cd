import { runChecks } from './lib/checks.mjs';
import { ensureInstalled } from './lib/install.mjs';

await ensureInstalled();
const failed = (await runChecks()).filter((check) => !check.passed);
if (failed.length > 0) {
  process.stderr.write(`Failed: ${failed.map((check) => check.name).join(', ')}.\n`);
  process.exit(1);
}
process.stderr.write('Types and lint are clean.\n');
