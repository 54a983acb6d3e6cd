import type { SetupRequest } from '../../shared/arm-setup';
import { chosenLibrary } from './locate';
import { followSetup } from './follow-setup';
import { exitCodes, type ArmOptions } from './program';
import { portLine } from './port-line';
import type { ProgramHost } from './program-host';

/** `tempera arm ports` and `tempera arm list`: what is plugged in, and which arms the library knows. */
export async function listArms(what: 'ports' | 'list', options: ArmOptions, host: ProgramHost): Promise<number> {
  const lab = await host.openLab({ library: chosenLibrary(options.library, host) });
  try {
    if (what === 'ports') {
      const ports = await lab.call('ports.list');
      if (options.json === true) host.output.write(`${JSON.stringify({ type: 'ports', ports })}\n`);
      else if (ports.length === 0) host.output.write('No serial port is plugged in.\n');
      else for (const port of ports) host.output.write(`${portLine(port)}\n`);
      return exitCodes.success;
    }
    const arms = await lab.call('arms.list');
    if (options.json === true) host.output.write(`${JSON.stringify({ type: 'arms', arms })}\n`);
    else if (arms.length === 0) host.output.write('No arm is calibrated yet: begin with "tempera arm calibrate".\n');
    else for (const { name, joints, calibratedAtMs, problem } of arms) host.output.write(`${name}  ${problem ?? `${joints.length} joints, calibrated ${new Date(calibratedAtMs).toISOString().slice(0, 10)}`}\n`);
    return exitCodes.success;
  } finally {
    await lab.close();
  }
}

/** The other `tempera arm` commands: one procedure, from its begin to its end. */
export async function setUpArm(request: SetupRequest, options: ArmOptions, host: ProgramHost): Promise<number> {
  const lab = await host.openLab({ library: chosenLibrary(options.library, host) });
  try {
    return await followSetup(lab, request, options, host);
  } finally {
    await lab.close();
  }
}
