import { describe, expect, it } from 'vitest';
import { trainingSettingsSchema } from '../../../shared/training';
import { proposedSteps, resumeSteps } from './resume-steps';
import { noteOf } from './run-note-words';
import { targetEntropyLimits, targetEntropyProblem } from './temperature-limits';

const settings = trainingSettingsSchema.parse({ task: 'reach', steps: 30_000 });

describe('resuming', () => {
  it('proposes what is left of a run, or half as much again', () => {
    expect(proposedSteps({ step: 12_000, settings })).toBe(30_000);
    expect(proposedSteps({ step: 30_000, settings })).toBe(45_000);
  });

  it.each([
    ['45 000', { ok: true, steps: 45_000 }],
    ['12000', { ok: false, sentence: 'The run has made 12\u202f000 steps: write more.' }],
    ['', { ok: false, sentence: 'Write a whole number of steps.' }],
    ['1.5', { ok: false, sentence: 'Write a whole number of steps.' }],
  ])('reads "%s"', (text, reading) => {
    expect(resumeSteps(text, { step: 12_000, settings })).toEqual(reading);
  });
});

describe('the note of a run', () => {
  const restart = { step: 1000, atMs: 0, kind: 'learner-restarted', sentence: 'The learner was restarted.' } as const;

  it('puts the host first', () => {
    expect(noteOf({ note: 'Held: the cable is out.', state: 'paused', step: 1 }, restart)).toEqual({ level: 'held', sentence: 'Held: the cable is out.' });
  });

  it('keeps a restart in sight for a while', () => {
    expect(noteOf({ state: 'training', step: 1200 }, restart)?.sentence).toBe('The learner was restarted.');
    expect(noteOf({ state: 'training', step: 9000 }, restart)).toBeUndefined();
    expect(noteOf({ state: 'training', step: 500 }, restart)).toBeUndefined();
  });

  it('says that a paused arm holds', () => {
    expect(noteOf({ state: 'paused', step: 1 }, undefined)?.sentence).toContain('holds');
  });
});

describe('the target entropy', () => {
  it('is bounded by what a squashed Gaussian can reach', () => {
    expect(targetEntropyLimits(5).reachable).toBeCloseTo(3.418, 3);
    expect(targetEntropyProblem(3.4, 5)).toBeUndefined();
    expect(targetEntropyProblem(3.5, 5)).toContain('3.42 nats');
  });
});
