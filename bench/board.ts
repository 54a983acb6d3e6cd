import { percentile } from '../shared/maths/statistics';
import { BoardArm } from '../firmware-bridge/board/board-arm';
import { boardBaudRate } from '../firmware-bridge/board/board-link';
import { sixCalibrations, sixServos } from '../firmware-bridge/board/testing/six-servos';
import { BoardSimulator, buildSimulator } from '../firmware-bridge/firmware/testing/board-simulator';
import { openSerialTransport } from '../firmware-bridge/transport/serial-transport';
import { firmwareFolder } from './simavr-arm';

export interface BoardFigures {
  readonly roundTrips: number;
  /** SET_TARGETS to ACKNOWLEDGE, through the driver, milliseconds. */
  readonly commandP50Ms: number;
  readonly commandP99Ms: number;
  /** GET_STATE to STATE. */
  readonly readP50Ms: number;
  readonly readP99Ms: number;
  readonly retries: number;
  readonly damagedFrames: number;
}

/**
 * Round trips of the driver with the real firmware, run by simavr at the speed of real time behind a pseudo-terminal,
 * 250 kBd, telemetry at 50 Hz in between. Prints one table, or one line of JSON.
 * @throws Failure without the sources, or without gcc-avr, avr-libc, libsimavr-dev, gcc and make.
 */
export async function benchBoard({ json, quick }: { readonly json: boolean; readonly quick: boolean }): Promise<BoardFigures> {
  const built = buildSimulator(firmwareFolder());
  try {
    const board = await BoardSimulator.start(built);
    const arm = await BoardArm.open(await openSerialTransport(board.port, boardBaudRate), { description: sixServos, calibration: sixCalibrations });
    const figures = await measure(arm, quick ? 300 : 3000);
    await arm.close();
    await board.stop();
    process.stdout.write(json ? `${JSON.stringify({ bench: 'board', ...figures })}\n` : table(figures));
    return figures;
  } finally {
    built.remove();
  }
}

async function measure(arm: BoardArm, roundTrips: number): Promise<BoardFigures> {
  await arm.setTorque(true);
  const before = arm.counts;
  const commandMs: number[] = [];
  const readMs: number[] = [];
  const goalRad = new Float64Array(sixServos.joints.length);
  for (let turn = 0; turn < roundTrips; turn += 1) {
    goalRad.fill(0.5 * Math.sin(turn / 50));
    const begun = performance.now();
    await arm.command(goalRad);
    const commanded = performance.now();
    await arm.read();
    commandMs.push(commanded - begun);
    readMs.push(performance.now() - commanded);
  }
  const { retries, damaged, wrongCrcs } = arm.counts;
  return {
    roundTrips,
    commandP50Ms: percentile(commandMs, 0.5),
    commandP99Ms: percentile(commandMs, 0.99),
    readP50Ms: percentile(readMs, 0.5),
    readP99Ms: percentile(readMs, 0.99),
    retries: retries - before.retries,
    damagedFrames: damaged + wrongCrcs - before.damaged - before.wrongCrcs,
  };
}

function table(figures: BoardFigures): string {
  const line = (name: string, p50: number, p99: number) => `${name.padEnd(32)} ${p50.toFixed(2).padStart(8)} ${p99.toFixed(2).padStart(8)}\n`;
  return [
    `Tempera board in simavr, 250 kBd, ${figures.roundTrips} round trips of each kind\n`,
    `${''.padEnd(32)}  p50, ms  p99, ms\n`,
    line('SET_TARGETS to ACKNOWLEDGE', figures.commandP50Ms, figures.commandP99Ms),
    line('GET_STATE to STATE', figures.readP50Ms, figures.readP99Ms),
    `retries ${figures.retries}, damaged frames ${figures.damagedFrames}\n`,
  ].join('');
}
