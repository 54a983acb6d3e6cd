import { describe, expect, it } from 'vitest';
import type { CalibrationState } from '../../../shared/arm-setup';
import { armAddress, portWords, type ArmChoice } from './arm-address';
import { cautionWords, procedureSteps, procedureSubject } from './procedure-words';
import { rangeBar, sweptShare } from './range-bar';

const calibration: CalibrationState = {
  type: 'calibrate', phase: 'running', step: 'sweep', instruction: '', problems: [], actions: [], path: '/dev/ttyACM0', armName: 'left', kind: 'feetech', joints: [], byHand: false,
};

describe('armAddress', () => {
  const choice: ArmChoice = { way: 'port', path: ' /dev/ttyACM0 ', speaks: 'servos', armName: '' };
  it.each<[Partial<ArmChoice>, string]>([
    [{}, '/dev/ttyACM0'],
    [{ way: 'emulated-feetech' }, 'emulated-feetech'],
    [{ armName: 'left' }, '/dev/ttyACM0?arm=left'],
    [{ speaks: 'board', path: 'COM3', armName: 'left' }, 'board:COM3'],
    [{ path: 'feetech:/dev/ttyUSB0?arm=right', armName: 'left' }, 'feetech:/dev/ttyUSB0?arm=right'],
    [{ path: 'board:/dev/ttyUSB0', speaks: 'board' }, 'board:/dev/ttyUSB0'],
  ])('of %o is %s', (change, address) => {
    expect(armAddress({ ...choice, ...change })).toBe(address);
  });
});

describe('portWords', () => {
  it('says what the adapter says of itself, and that it says nothing', () => {
    expect(portWords({ path: 'a', manufacturer: 'QinHeng', serialNumber: '57', vendorId: '1a86', productId: '55d3' })).toBe('QinHeng · no. 57 · 1a86:55d3');
    expect(portWords({ path: 'a' })).toBe('says nothing of itself');
  });
});

describe('the steps of a procedure', () => {
  it('are done, current and waiting', () => {
    expect(procedureSteps(calibration).map(({ state }) => state)).toEqual(['done', 'done', 'current', 'waiting', 'waiting', 'waiting']);
  });

  it('are all done at its end, and all waiting before its first', () => {
    expect(new Set(procedureSteps({ ...calibration, step: 'done', phase: 'done' }).map(({ state }) => state))).toEqual(new Set(['done']));
    expect(new Set(procedureSteps({ ...calibration, step: 'resume' }).map(({ state }) => state))).toEqual(new Set(['waiting']));
  });

  it('name the arm and its port', () => {
    expect(procedureSubject(calibration)).toBe('left · /dev/ttyACM0');
  });
});

describe('cautionWords', () => {
  it('asks to support the arm where the torque goes off, and says what is overwritten elsewhere', () => {
    expect(cautionWords({ ...calibration, step: 'support' }, { name: 'next', label: 'Torque off' }).title).toContain('Support the arm');
    expect(cautionWords({ ...calibration, step: 'review' }, { name: 'next', label: 'Write' })).toMatchObject({ title: 'Write?', sentences: [expect.stringContaining('overwrites') as string] });
    expect(cautionWords({ ...calibration, step: 'check' }, { name: 'skip', label: 'Leave this joint out' }).sentences[0]).toContain('not checked');
  });
});

describe('rangeBar', () => {
  it('spans the sweep and marks the position, on one turn', () => {
    expect(rangeBar({ minTicks: 1024, maxTicks: 3072, positionTicks: 2048 })).toEqual({ from: 25, to: 75, position: 50 });
  });

  it('is a point before the sweep and stays inside its ends', () => {
    expect(rangeBar({ positionTicks: 2048 })).toEqual({ from: 50, to: 50, position: 50 });
    expect(rangeBar({ minTicks: -20, maxTicks: 5000 })).toEqual({ from: 0, to: 100, position: undefined });
  });

  it('tells how much of the model’s range was swept', () => {
    expect(sweptShare({ minRad: -1, maxRad: 0.5, modelMinRad: -1.5, modelMaxRad: 1.5 })).toBeCloseTo(0.5);
    expect(sweptShare({ modelMinRad: -1, modelMaxRad: 1 })).toBeUndefined();
  });
});
