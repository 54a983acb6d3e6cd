import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SetupState } from '../../shared/arm-setup';
import { openEmulatedBoard } from '../../firmware-bridge/board/emulated/emulated-board';
import { EmulatedBootloader } from '../../firmware-bridge/board/flash/testing/emulated-bootloader';
import { parseIntelHex } from '../../firmware-bridge/board/flash/intel-hex';
import { applicationBytes } from '../../firmware-bridge/board/flash/stk500';
import { releasedFirmware } from '../../firmware-bridge/firmware/released-firmware';
import { openSerialCable, socatIsThere, type SerialCable } from '../../firmware-bridge/transport/pseudo-terminal';
import { openSerialTransport } from '../../firmware-bridge/transport/serial-transport';
import type { Transport } from '../../firmware-bridge/transport/transport';
import { systemTime } from '../control/control-time';
import { SetupDesk } from './setup-desk';

describe.skipIf(!socatIsThere)('flashing a board over a serial port (needs socat)', () => {
  const { hex, version } = releasedFirmware();
  const image = parseIntelHex(hex, applicationBytes);
  const bootloader = new EmulatedBootloader(115_200);
  let folder: string;
  let cable: SerialCable;
  let device: Transport;
  let desk: SetupDesk;
  let board: Transport | undefined;
  const shown: SetupState[] = [];
  let tell: () => void = () => undefined;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'tempera-flash-'));
    cable = await openSerialCable();
    device = await openSerialTransport(cable.deviceEnd, 115_200);
    const loader = await bootloader.open(115_200);
    // The emulated board goes on talking until it is closed, when nobody may be left to hear it.
    const answer = (bytes: Uint8Array): void => void device.write(bytes).catch(() => undefined);
    loader.onBytes(answer);
    // A board runs its program once its bootloader has been told to leave.
    device.onBytes((bytes) => {
      if (bootloader.programRuns && board === undefined) {
        board = openEmulatedBoard({ hex, shafts: Array.from({ length: 6 }, () => ({ pulse: () => undefined, letGo: () => undefined })), address: 'emulated' }).host;
        board.onBytes(answer);
      }
      void (board ?? loader).write(bytes).catch(() => undefined);
    });
    desk = new SetupDesk(
      {
        openLine: openSerialTransport,
        openPractice: () => Promise.resolve(undefined),
        listPorts: () => Promise.resolve([]),
        view: { show: () => undefined, offerPose: () => undefined, offerState: () => undefined },
        time: systemTime,
      },
      (state) => {
        shown.push(state);
        tell();
      },
    );
  });
  afterEach(async () => {
    await desk.abandon();
    await board?.close();
    await device.close();
    cable.unplug();
    await rm(folder, { recursive: true });
  });

  function until(holds: (state: SetupState) => boolean): Promise<void> {
    return new Promise((resolve) => {
      tell = () => {
        if (holds(desk.state)) resolve();
      };
      tell();
    });
  }

  test('asks first, writes and verifies with progress, and hears the new version from the board', { timeout: 30_000 }, async () => {
    desk.begin({ type: 'flash', path: cable.hostEnd }, folder);
    await until((state) => state.type === 'flash' && state.actions.length > 0);
    expect(bootloader.flash.every((byte) => byte === 0xff)).toBe(true);
    await desk.act({ name: 'next' });
    await until((state) => state.type === 'flash' && state.phase !== 'running');
    expect(desk.state).toMatchObject({ phase: 'done', step: 'done', version, problems: [], verifiedBytes: image.length, totalBytes: image.length });
    expect(bootloader.flash.slice(0, image.length)).toEqual(image);
    const progress = shown.flatMap((state) => (state.type === 'flash' && state.step === 'write' ? [state.progress ?? 0] : []));
    expect(progress.length).toBeGreaterThan(20);
    expect(progress).toEqual([...progress].sort((one, other) => one - other));
  });
});
