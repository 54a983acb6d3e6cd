import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../shared/training';
import { stripWords } from './strip-words';

const event = (kind: RunEvent['kind'], step: number): RunEvent => ({ kind, step, atMs: 0, sentence: `It is ${kind}.` });

describe('stripWords', () => {
  it('says how much of a curve there is and its newest value', () => {
    expect(stripWords('Return', 24, '12.5', [])).toBe('Return over control steps: 24 points, newest 12.5.');
    expect(stripWords('Return', 0, undefined, [])).toBe('Return over control steps: 0 points.');
  });

  it('reads the newest marks, and leaves out what the curve does not mark', () => {
    const events = [event('started', 0), event('paused', 1), event('resumed', 2), event('temperature', 3), event('checkpoint', 4), event('stopped', 5)];
    expect(stripWords('Return', 9, '1', events)).toBe('Return over control steps: 9 points, newest 1. Marked at step 2: It is resumed. step 3: It is temperature. step 5: It is stopped.');
  });
});
