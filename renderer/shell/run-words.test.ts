import { describe, expect, it } from 'vitest';
import { trainingSettingsSchema } from '../../shared/training';
import { formatSteps, formatTimeLeft, runDetail, runTitle } from './run-words';

const settings = trainingSettingsSchema.parse({ task: 'reach', steps: 50_000, seed: 7 });

describe('words about a run', () => {
  it('titles a run by its task and algorithm', () => {
    expect(runTitle({ settings })).toBe('Reach · SAC');
  });

  it('tells number, seed and executor', () => {
    expect(runDetail({ id: '0042-reach-sac', settings, executor: 'onnx-cpu' })).toBe('run 0042 · seed 7 · onnx-cpu');
  });

  it('leaves out an executor that is not chosen yet, and keeps a name without a number', () => {
    expect(runDetail({ id: 'mine', settings, executor: '' })).toBe('run mine · seed 7');
  });

  it.each([
    [0, '0'],
    [999, '999'],
    [30_512, '30\u202f512'],
    [1_234_567, '1\u202f234\u202f567'],
  ])('writes %i steps as %s', (steps, text) => {
    expect(formatSteps(steps)).toBe(text);
  });

  it.each([
    [72, '1:12 left'],
    [5, '0:05 left'],
    [7509, '2:05:09 left'],
    [-3, '0:00 left'],
  ])('writes %i seconds as %s', (seconds, text) => {
    expect(formatTimeLeft(seconds)).toBe(text);
  });
});
