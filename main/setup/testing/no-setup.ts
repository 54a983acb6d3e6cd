import type { SetupTools } from '../setup-tools';

/** For tests that set no arm up. */
export const noSetup: Omit<SetupTools, 'view' | 'time'> = {
  openLine: () => Promise.reject(new Error('this test opens no port')),
  openPractice: () => Promise.resolve(undefined),
  listPorts: () => Promise.resolve([]),
};
