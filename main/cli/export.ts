import { exportRun } from '../export/export-run';
import { locateRun } from './locate';
import { exitCodes, type ExportOptions } from './program';
import type { ProgramHost } from './program-host';

/** `tempera export`: writes a run for other programs. Reads alone, so that an open app or a training is no hindrance. */
export async function exportCommand(run: string, options: ExportOptions, host: ProgramHost): Promise<number> {
  const { folder: runFolder } = locateRun(run, options.library, host);
  const { format, out, checkpoint, force = false } = options;
  const result = await exportRun({ runFolder, format, out, force, ...(checkpoint === undefined ? {} : { checkpoint }) });
  if (options.json === true) host.output.write(`${JSON.stringify({ type: 'exported', ...result })}\n`);
  else {
    const what = result.step === undefined ? `The run ${result.runId}` : `The policy of the run ${result.runId} at step ${result.step}`;
    host.output.write(`${what} was written to:\n${result.files.map((file) => `  ${file}\n`).join('')}`);
  }
  return exitCodes.success;
}
