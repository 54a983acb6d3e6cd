import { existsSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../shared/contract/failure';
import { BoardSimulator, buildSimulator } from '../firmware-bridge/firmware/testing/board-simulator';
import type { ControlTime } from '../main/control/control-time';
import { PulsedArm } from '../main/control/serial/pulsed-arm';
import { loadArmWorld, type ArmWorld } from '../main/worlds/arm-world';

export interface SimavrArm {
  /** For `--arm`. */
  readonly address: string;
  readonly world: ArmWorld;
  close(): Promise<void>;
}

/**
 * The real firmware, built here and run by simavr in real time behind a pseudo-terminal; its servo pulses turn a
 * MuJoCo arm in this process.
 * @throws Failure without the sources, or without gcc-avr, avr-libc, libsimavr-dev, gcc and make.
 */
export async function openSimavrArm(time: ControlTime): Promise<SimavrArm> {
  const built = buildSimulator(firmwareFolder());
  const board = await BoardSimulator.start(built);
  const arm = new PulsedArm(await loadArmWorld('so-101'), time);
  board.onEvent(({ event, widthsUs }) => {
    if (event === 'pulses') arm.shafts.forEach((shaft, servo) => shaft.pulse(widthsUs[servo] ?? Number.NaN));
    if (event === 'no-pulses') for (const shaft of arm.shafts) shaft.letGo();
  });
  return {
    address: `board:${board.port}`,
    world: arm.world,
    async close() {
      await board.stop();
      arm.close();
      built.remove();
    },
  };
}

/** The sources of the firmware, in the project that this program was built in. */
export function firmwareFolder(): string {
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'firmware-bridge', 'firmware');
    if (existsSync(path.join(candidate, 'Makefile'))) return candidate;
    if (folder === path.dirname(folder)) throw new Failure('unavailable', 'This benchmark builds the firmware from its sources: run it in the project folder.');
  }
}
