import type { FlashState, SetupRequest, SetupState } from '../../shared/arm-setup';
import { Failure } from '../../shared/contract/failure';
import { flashFirmware } from '../../firmware-bridge/board/flash/flash-firmware';
import { greetBoard } from '../../firmware-bridge/board/greet-board';
import { releasedFirmware } from '../../firmware-bridge/firmware/released-firmware';
import type { Procedure, SetupTools } from './setup-tools';
import { Stage } from './stage';

/** Writes the released firmware into the board at a port, reads every page back, and looks whether it runs. */
export function flashBoard({ path }: Extract<SetupRequest, { type: 'flash' }>, tools: SetupTools, publish: (state: SetupState) => void): Procedure {
  const { hex, version, compiler } = releasedFirmware();
  const stage = new Stage<FlashState>(
    { type: 'flash', phase: 'running', step: 'confirm', instruction: `Firmware ${version} is ready for the board at ${path}.`, problems: [], actions: [], path, version, verifiedBytes: 0, totalBytes: 0 },
    publish,
  );
  return {
    stage,
    async run() {
      await stage.ask({
        step: 'confirm',
        instruction: `Firmware ${version} (${compiler}) replaces the program of the board at ${path}. Support the arm: its servos get no pulses meanwhile. Its limits in EEPROM stay.`,
        actions: [{ name: 'next', label: 'Write the firmware', caution: true }],
      });
      stage.work({ step: 'write', instruction: 'Writing the firmware and reading every page back. Leave the cable alone.', progress: 0, verifiedBytes: 0, totalBytes: 0 });
      await flashFirmware({
        open: (baudRate) => tools.openLine(path, baudRate),
        hex,
        onProgress: ({ verifiedBytes, totalBytes }) => stage.show({ verifiedBytes, totalBytes, progress: verifiedBytes / totalBytes }),
      });
      stage.work({ step: 'restart', instruction: 'Every page is as it should be. Waiting for the board to start with it.' });
      const running = (await greetBoard(path, tools.openLine)).firmware;
      if (running !== version) throw new Failure('unavailable', `The board at ${path} says that its firmware is ${running}, not ${version}: flash it again.`);
      stage.end({ phase: 'done', step: 'done', instruction: `The board at ${path} runs firmware ${version}.`, progress: 1, actions: [{ name: 'close', label: 'Close' }] });
    },
  };
}
