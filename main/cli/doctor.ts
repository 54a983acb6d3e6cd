import { libraryChecks, type CheckResult } from './doctor-checks';
import { machineChecks } from './doctor-machine';
import { chosenLibrary } from './locate';
import { exitCodes, type DoctorOptions } from './program';
import type { ProgramHost } from './program-host';

const marks = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const;

/** `tempera doctor`: one line a check; exit code 1 when something is missing that training needs. */
export async function doctor(options: DoctorOptions, host: ProgramHost): Promise<number> {
  const results: CheckResult[] = [];
  for await (const result of allChecks(chosenLibrary(options.library, host), host)) {
    results.push(result);
    if (options.json === true) continue;
    host.output.write(`${marks[result.status]}  ${result.name}: ${result.detail}\n`);
    if (result.remedy !== undefined) host.output.write(`      ${result.remedy}\n`);
  }
  const failed = results.some(({ status }) => status === 'fail');
  if (options.json === true) host.output.write(`${JSON.stringify({ ok: !failed, checks: results })}\n`);
  return failed ? exitCodes.failure : exitCodes.success;
}

async function* allChecks(library: string, host: ProgramHost): AsyncGenerator<CheckResult> {
  yield* machineChecks(host.environment);
  yield* libraryChecks(library);
}
