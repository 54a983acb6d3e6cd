import { existsSync, readFileSync } from 'node:fs';

/** Counts of one suite: what passed, failed and was skipped, with the names of the failures. */
export function emptyCounts() {
  return { passed: 0, failed: 0, skipped: 0, failures: [] };
}

export function addCounts(total, more) {
  total.passed += more.passed;
  total.failed += more.failed;
  total.skipped += more.skipped;
  total.failures.push(...more.failures);
}

/** Reads Vitest's JSON report. A run that left no report, or failed without a failing test, counts as one failure. */
export function readVitestReport(file, exitCode) {
  if (!existsSync(file)) return { ...emptyCounts(), failed: 1, failures: ['vitest left no report'] };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const failures = report.testResults.flatMap((suite) => {
    const tests = suite.assertionResults.filter((test) => test.status === 'failed').map((test) => `${suite.name}: ${test.fullName}`);
    return suite.status === 'failed' && tests.length === 0 ? [`${suite.name}: could not be loaded`] : tests;
  });
  if (exitCode !== 0 && failures.length === 0) failures.push('vitest ended with an error outside of a test');
  return { passed: report.numPassedTests, failed: failures.length, skipped: report.numPendingTests + report.numTodoTests, failures };
}

/** Reads Playwright's JSON report, by the same rules. */
export function readPlaywrightReport(file, exitCode) {
  if (!existsSync(file)) return { ...emptyCounts(), failed: 1, failures: ['playwright left no report'] };
  const { stats, suites, errors } = JSON.parse(readFileSync(file, 'utf8'));
  const failures = [...failedSpecs(suites), ...errors.map((error) => error.message ?? 'an error outside of a test')];
  if (exitCode !== 0 && failures.length === 0) failures.push('playwright ended with an error outside of a test');
  return { passed: stats.expected + stats.flaky, failed: failures.length, skipped: stats.skipped, failures };
}

function failedSpecs(suites) {
  return suites.flatMap((suite) => [
    ...(suite.specs ?? []).filter((spec) => !spec.ok).map((spec) => `${spec.file}: ${spec.title}`),
    ...failedSpecs(suite.suites ?? []),
  ]);
}
