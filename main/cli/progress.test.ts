import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TextOutput } from './program-host';
import { duration, grouped, ProgressDisplay, progressLine, rounded } from './progress';
import { fakeStatus } from './testing/fake-host';

const latest = { episodeReturn: 43.21, episodeSuccess: 0.81, entropy: -3.14159 };

function recorder(isTerminal: boolean, columns = 120): { readonly output: TextOutput; readonly texts: string[] } {
  const texts: string[] = [];
  return { texts, output: { isTerminal, columns, write: (text) => void texts.push(text) } };
}

describe('progressLine', () => {
  it('says steps, steps/s, return, success, entropy, alpha and the time left', () => {
    expect(progressLine(fakeStatus(), latest, 160)).toBe(
      '[#####...............]  25 %  reach 12,500/50,000  312 steps/s  return 43.2  success 81 %  entropy -3.14  alpha 0.021  1:45 left  312 updates/s',
    );
  });

  it('leaves out what is not known yet', () => {
    expect(progressLine(fakeStatus({ timeLeftS: undefined, step: 0 }), {}, 160)).toBe(
      '[....................]   0 %  reach 0/50,000  312 steps/s  alpha 0.021  312 updates/s',
    );
  });

  it('says the state when it is not training', () => {
    expect(progressLine(fakeStatus({ state: 'paused' }), {}, 160)).toContain('paused');
  });

  it('never gets longer than the terminal is wide', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 200 }), fc.integer({ min: 0, max: 60_000 }), fc.float({ noNaN: true, noDefaultInfinity: true }), (columns, step, episodeReturn) => {
        expect(progressLine(fakeStatus({ step }), { ...latest, episodeReturn }, columns).length).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('ProgressDisplay', () => {
  it('redraws in place on a terminal, and only when something changed', () => {
    const { output, texts } = recorder(true);
    const display = new ProgressDisplay(output);
    display.show(fakeStatus());
    display.show(fakeStatus());
    display.show(fakeStatus({ step: 13_000 }));
    expect(texts).toHaveLength(2);
    for (const text of texts) expect(text).toMatch(/^\r\u001b\[2K[^\n]*$/);
  });

  it('clears the bar before a line that stays', () => {
    const { output, texts } = recorder(true);
    const display = new ProgressDisplay(output);
    display.show(fakeStatus());
    display.say('Hello.');
    expect(texts.slice(1)).toEqual(['\r\u001b[2K', 'Hello.\n']);
  });

  it('writes a plain line every ten seconds of training elsewhere', () => {
    const { output, texts } = recorder(false);
    const display = new ProgressDisplay(output);
    for (const elapsedS of [0, 1, 9, 10, 11, 25]) display.show(fakeStatus({ elapsedS }));
    display.show(fakeStatus({ elapsedS: 60, state: 'finishing' }));
    expect(texts).toHaveLength(3);
    for (const text of texts) expect(text).toMatch(/^reach [^\r\u001b]*\n$/);
  });
});

describe('numbers', () => {
  it.each([[0, '0'], [999, '999'], [1000, '1,000'], [1_234_567, '1,234,567'], [-12_345, '-12,345']])('grouped(%d)', (value, text) => {
    expect(grouped(value)).toBe(text);
  });
  it.each([[0.123, '0.12'], [-9.876, '-9.88'], [12.34, '12.3'], [1234.5, '1,235']])('rounded(%d)', (value, text) => {
    expect(rounded(value)).toBe(text);
  });
  it.each([[0, '0:00'], [59.4, '0:59'], [105, '1:45'], [3600, '1:00:00'], [7384, '2:03:04'], [-1, '0:00']])('duration(%d)', (value, text) => {
    expect(duration(value)).toBe(text);
  });
});
