import { expect, it } from 'vitest';
import { eventAt, isMarked } from './event-marks';
import { shortSteps } from './strip-options';

it.each([
  [0, '0'],
  [500, '500'],
  [1500, '1.5k'],
  [20_000, '20k'],
  [1_250_000, '1.25M'],
])('writes %i steps as %s on an axis', (steps, text) => {
  expect(shortSteps(steps)).toBe(text);
});

it('marks changes of temperature and restarts, not checkpoints', () => {
  expect(isMarked({ step: 1, kind: 'temperature', sentence: '' })).toBe(true);
  expect(isMarked({ step: 1, kind: 'learner-restarted', sentence: '' })).toBe(true);
  expect(isMarked({ step: 1, kind: 'checkpoint', sentence: '' })).toBe(false);
});

it('finds the marked event under the pointer', () => {
  const plot = { valToPos: (step: number) => step / 10 };
  const marks = [
    { step: 1000, kind: 'temperature', sentence: 'α was set to 0.3.' },
    { step: 1010, kind: 'checkpoint', sentence: 'A checkpoint was written.' },
  ] as const;
  expect(eventAt(plot, marks, 103)?.sentence).toBe('α was set to 0.3.');
  expect(eventAt(plot, marks, 120)).toBeUndefined();
});
