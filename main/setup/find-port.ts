import type { FindPortState, PortDescription, SetupState } from '../../shared/arm-setup';
import { pause, type Procedure, type SetupTools } from './setup-tools';
import { Stage } from './stage';

const lookEveryMs = 250;

/**
 * Which port is the arm's: its plug is pulled and put in again, and the port that goes and comes is named. Where
 * nothing was plugged in before, the port that comes is it.
 */
export function findPort(tools: SetupTools, publish: (state: SetupState) => void): Procedure {
  const stage = new Stage<FindPortState>(
    { type: 'find-port', phase: 'running', step: 'unplug', instruction: 'Looking at the ports of this computer.', problems: [], actions: [], ports: [] },
    publish,
  );
  return {
    stage,
    async run() {
      stage.work({ step: 'unplug', instruction: 'Looking at the ports of this computer.' });
      const before = await tools.listPorts();
      const instruction = before.length === 0 ? 'Plug the USB cable of the arm in.' : 'Pull the USB plug of the arm out of this computer. If it is not plugged in yet, plug it in.';
      stage.work({ step: 'unplug', instruction, ports: before });
      const { port, came } = await firstChange(before);
      if (!came) await comeBack(port);
      // The description of a port that has come is newer: its path may be another one.
      const ports = await tools.listPorts();
      const found = ports.find((each) => isSame(each, port)) ?? port;
      stage.end({
        phase: 'done',
        step: 'found',
        instruction: `The arm is at ${found.path}.`,
        problems: found.problem === undefined ? [] : [found.problem],
        actions: [{ name: 'close', label: 'Close' }],
        ports,
        port: found,
      });
    },
  };

  async function firstChange(before: readonly PortDescription[]): Promise<{ readonly port: PortDescription; readonly came: boolean }> {
    for (;;) {
      await pause(tools.time, lookEveryMs);
      stage.checkpoint();
      const now = await tools.listPorts();
      const gone = before.filter((each) => !now.some((other) => other.path === each.path));
      const [come, ...others] = now.filter((each) => !before.some((other) => other.path === each.path));
      const [went, ...more] = gone;
      if (went !== undefined && more.length === 0) return { port: went, came: false };
      if (come !== undefined && others.length === 0 && went === undefined) return { port: come, came: true };
      if (more.length > 0 || others.length > 0) stage.show({ ports: now, problems: ['More than one port changed at once. Put everything back, then pull the plug of the arm alone.'] });
      else stage.show({ ports: now, problems: [] });
    }
  }

  /** Waits for the port that went, or for the adapter at another path. */
  async function comeBack(port: PortDescription): Promise<void> {
    const without = await tools.listPorts();
    stage.work({ step: 'replug', instruction: `${port.path} went. Put the plug in again.`, ports: without, port });
    for (;;) {
      await pause(tools.time, lookEveryMs);
      stage.checkpoint();
      const now = await tools.listPorts();
      if (now.some((each) => isSame(each, port) || !without.some((other) => other.path === each.path))) return;
    }
  }
}

/** The same adapter, by its serial number where it has one; otherwise the same path. */
function isSame(one: PortDescription, other: PortDescription): boolean {
  if (one.serialNumber !== undefined || other.serialNumber !== undefined) return one.serialNumber === other.serialNumber && one.vendorId === other.vendorId;
  return one.path === other.path;
}
