import { failureReport } from '../../shared/contract/failure';
import { systemTime } from '../control/control-time';
import { openPort } from '../control/open-arm';
import { openEmulatedPort, type EmulatedKind } from '../control/serial/emulated-port';
import { raisePriority } from '../processes/process-priority';
import { exitCodes, type EmulateOptions } from './program';
import type { ProgramHost } from './program-host';

/**
 * `tempera emulate`: an arm on a pseudo-terminal, until it is interrupted. What is typed are faults to give it, one a
 * line.
 */
export async function emulate(kind: EmulatedKind, { link }: EmulateOptions, host: ProgramHost): Promise<number> {
  // It stands for hardware, whose time no other work holds up.
  raisePriority();
  const port = await openEmulatedPort(kind, { time: systemTime, openLine: openPort, ...(link === undefined ? {} : { path: link }) });
  host.output.write(`${port.address}\n`);
  host.errors.write(`An emulated arm is at this port: connect it with --arm ${port.address}. Type a fault to give it one ("help" lists them); Ctrl-C ends it.\n`);
  if (kind !== 'board') host.errors.write(`To practise calibrating, run "tempera arm calibrate ${port.address.slice(kind.length + 1)} --name NAME" in another terminal, and turn the joints here: "turn 3 0.5".\n`);
  const stopReading = host.onLine((line) => {
    if (line.trim() === '') return;
    port.order(line).then(
      () => host.errors.write(`${line.trim()}: done\n`),
      (thrown: unknown) => host.errors.write(`${failureReport(thrown).message}\n`),
    );
  });
  await new Promise<void>((resolve) => host.onInterrupt(resolve));
  stopReading();
  await port.close();
  return exitCodes.success;
}
