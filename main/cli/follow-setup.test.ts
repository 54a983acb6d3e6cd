import { describe, expect, test } from 'vitest';
import type { CalibrationState } from '../../shared/arm-setup';
import { runProgram } from './program';
import { FakeHost } from './testing/fake-host';

const joint = { name: 'elbow_flex', id: 3, modelMinRad: -1.7, modelMaxRad: 1.7, driveMode: 0, check: 'waiting' } as const;
const middle: CalibrationState = {
  type: 'calibrate',
  phase: 'running',
  step: 'middle',
  instruction: 'Put every joint into the middle of its range.',
  problems: [],
  actions: [{ name: 'next', label: 'This is the middle' }],
  path: 'emulated-feetech',
  armName: 'practice',
  kind: 'feetech',
  joints: [joint],
  byHand: true,
};

async function calibrating(state: CalibrationState, lines: readonly string[], more: readonly string[] = []): Promise<FakeHost> {
  const host = new FakeHost({ library: '/library' });
  host.answers = { 'setup.begin': () => state };
  const code = runProgram(['arm', 'calibrate', state.path, '--name', 'practice', ...more], host);
  while (host.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  for (const line of lines) host.type(line);
  host.send({ setup: { ...state, step: 'sweep', instruction: 'Move each joint.' } });
  host.send({ setup: { ...state, phase: 'done', step: 'done', instruction: 'Done.', actions: [] } });
  expect(await code).toBe(0);
  return host;
}

const turns = (host: FakeHost) => host.calls.filter(({ name }) => name === 'setup.turnByHand').map(({ argument }) => argument);

describe('calibrating an emulated arm on a terminal', () => {
  test('says once how its joints are turned, and turns them by name or id', async () => {
    const host = await calibrating(middle, ['turn 3 0.5', '  turn elbow_flex -1.2 ']);
    expect(host.written.output.split('This arm is emulated')).toHaveLength(2);
    expect(host.written.output).toContain('"turn elbow_flex 0.5"');
    expect(turns(host)).toEqual([
      { joint: 'elbow_flex', positionRad: 0.5 },
      { joint: 'elbow_flex', positionRad: -1.2 },
    ]);
    expect(host.calls.some(({ name }) => name === 'setup.act')).toBe(false);
  });

  test('prints nothing but states as JSON', async () => {
    const host = await calibrating(middle, ['turn 3 0.5'], ['--json']);
    for (const line of host.written.output.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ type: 'setup' });
    expect(turns(host)).toHaveLength(1);
  });

  test('has no hands for a real arm, nor for half an order', async () => {
    const real = await calibrating({ ...middle, path: '/dev/ttyACM0', byHand: false }, ['turn 3 0.5']);
    expect(real.written.output).not.toContain('emulated');
    expect(real.written.errors).toBe('tempera: Type one of next.\n');
    const half = await calibrating(middle, ['turn 3']);
    expect([...turns(real), ...turns(half)]).toEqual([]);
    expect(half.written.errors).toBe('tempera: Type one of next.\n');
  });
});
