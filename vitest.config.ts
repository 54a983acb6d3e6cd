import { defineConfig } from 'vitest/config';

/**
 * Suites that keep real time: firmware in an emulator, serial ports, processes that are killed. They run after the
 * others, one file at a time, and may try again: on a machine with other work the system itself can stall them.
 */
const realTime = [
  'firmware-bridge/board/board-firmware.test.ts',
  'firmware-bridge/board/emulated/*.test.ts',
  'firmware-bridge/transport/serial-transport.test.ts',
  'main/control/control-service.test.ts',
  'main/control/serial/board-kinds.test.ts',
  'main/control/serial/end-to-end.test.ts',
  'main/learning/webgpu.test.ts',
  'main/setup/setup-over-serial.test.ts',
  'main/training/worker-processes.test.ts',
];

export default defineConfig({
  test: {
    environment: 'node',
    // The contrast tests read the colours themselves.
    css: { include: [/tokens\.css/] },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{main,shared,renderer,firmware-bridge,scripts,bench}/**/*.test.{ts,tsx}'],
          exclude: realTime,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'real-time', include: realTime, fileParallelism: false, maxWorkers: 1, retry: 2, sequence: { groupOrder: 1 } } },
    ],
  },
});
