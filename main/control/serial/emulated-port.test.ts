import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../shared/contract/failure';
import { socatIsThere } from '../../../firmware-bridge/transport/pseudo-terminal';
import { FakeTime } from '../testing/fake-time';
import { emulatedKinds, openEmulatedPort } from './emulated-port';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tempera-port-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!socatIsThere)('an emulated arm at a port (needs socat)', () => {
  test.each(emulatedKinds)('%s: leaves no cable behind when its own end of it cannot be opened', async (kind) => {
    const host = path.join(folder, 'host');
    let deviceEnd = '';
    const openLine = (end: string): Promise<never> => {
      deviceEnd = end;
      expect(lstatSync(host).isSymbolicLink()).toBe(true);
      return Promise.reject(new Failure('unavailable', 'The port is in use.'));
    };
    await expect(openEmulatedPort(kind, { time: new FakeTime(), openLine, path: host })).rejects.toMatchObject({ message: 'The port is in use.' });
    expect(readdirSync(folder)).toEqual([]);
    expect(lstatSync(path.dirname(deviceEnd), { throwIfNoEntry: false })).toBeUndefined();
  });
});
