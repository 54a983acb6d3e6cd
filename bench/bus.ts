import { Failure } from '../shared/contract/failure';
import { percentile } from '../shared/maths/statistics';
import { createRandom } from '../shared/maths/random';
import { openSerialCable, socatIsThere } from '../firmware-bridge/transport/pseudo-terminal';
import { openSerialTransport } from '../firmware-bridge/transport/serial-transport';
import { createRealTimeClock } from '../main/control/control-clock';
import { systemTime } from '../main/control/control-time';
import { EmulatedArm } from '../main/control/serial/emulated-arm';
import { ServoArm } from '../main/control/serial/servo-arm';
import { feetechArm } from '../main/control/serial/servo-arm-profile';
import { loadArmWorld } from '../main/worlds/arm-world';

export interface BusFigures {
  readonly rateHz: number;
  readonly cycles: number;
  /** One sync write of six goals and one sync read of six states, with a look at the servos' health in each fifth. */
  readonly roundTripP50Ms: number;
  readonly roundTripP99Ms: number;
  readonly roundTripMaxMs: number;
  readonly failedCycles: number;
}

const periodS = 0.01;
const targetP99Ms = 5;
const baudRate = 1_000_000;

/**
 * How long it takes to write and read six Feetech servos at 100 Hz over a real serial port: a pseudo-terminal with the
 * emulated servos, MuJoCo behind them, at its other end in this same process. Prints one table, or one line of JSON.
 * Rejects with a `Failure` where socat, which makes the pseudo-terminals, is missing.
 */
export async function benchBus({ json, quick }: { readonly json: boolean; readonly quick: boolean }): Promise<BusFigures> {
  if (!socatIsThere) throw new Failure('unavailable', 'The benchmark of the bus needs socat for its pseudo-terminals: install it (on Debian, "apt-get install socat").');
  const cable = await openSerialCable();
  const device = await openSerialTransport(cable.deviceEnd, baudRate);
  const emulated = new EmulatedArm({ profile: feetechArm, world: await loadArmWorld(feetechArm.model), time: systemTime, uniform: createRandom(1).uniform });
  emulated.plugInto(device);
  const line = await openSerialTransport(cable.hostEnd, baudRate);
  const arm = await ServoArm.connect({ profile: feetechArm, line, baudRate, where: 'of the benchmark', time: systemTime });
  try {
    await arm.setTorque(true);
    const figures = await measure(arm, quick ? 500 : 3000);
    process.stdout.write(json ? `${JSON.stringify({ bench: 'bus', ...figures })}\n` : table(figures));
    return figures;
  } finally {
    await arm.close();
    await device.close();
    emulated.close();
    cable.unplug();
  }
}

async function measure(arm: ServoArm, cycles: number): Promise<BusFigures> {
  const clock = createRealTimeClock(periodS, systemTime);
  const goal = new Float64Array(feetechArm.joints.length);
  const spent = new Float64Array(cycles);
  let failed = 0;
  const begunMs = performance.now();
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    await clock.next();
    // All joints sway slowly, so that every packet differs from the one before.
    goal.fill(0.3 * Math.sin(cycle * periodS));
    const sentMs = performance.now();
    try {
      await arm.command(goal);
      await arm.read();
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      failed += 1;
    }
    spent[cycle] = performance.now() - sentMs;
  }
  return {
    rateHz: (cycles * 1000) / (performance.now() - begunMs),
    cycles,
    roundTripP50Ms: percentile(spent, 0.5),
    roundTripP99Ms: percentile(spent, 0.99),
    roundTripMaxMs: Math.max(...spent),
    failedCycles: failed,
  };
}

function table(figures: BusFigures): string {
  const milliseconds = (value: number): string => `${value.toFixed(2)} ms`;
  const rows = [
    ['rate', `${figures.rateHz.toFixed(1)} Hz`],
    ['write and read, p50', milliseconds(figures.roundTripP50Ms)],
    ['write and read, p99', `${milliseconds(figures.roundTripP99Ms)}  (target: under ${targetP99Ms} ms)`],
    ['write and read, longest', milliseconds(figures.roundTripMaxMs)],
    ['failed', `${figures.failedCycles} of ${figures.cycles}`],
  ];
  const lines = rows.map(([name = '', value = '']) => `  ${name.padEnd(26)}${value}`);
  return `Six Feetech servos on a pseudo-terminal, written and read at 100 Hz\n${lines.join('\n')}\n`;
}
