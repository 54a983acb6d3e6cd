import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, changeSpeed, seekStep, seekTime, startOf, toggle, type Playback } from './playback';
import { applyKey, keepsKey } from './playback-keys';

const times = Float64Array.from({ length: 21 }, (_, step) => 5 + step * 0.05);
const start = startOf(times);
const press = (playback: Playback, key: string, shiftKey = false): Playback => applyKey(playback, { key, shiftKey }, times) ?? playback;

describe('advance', () => {
  it('follows the clock of the episode at its speed', () => {
    expect(advance({ ...start, playing: true }, 0.26, times).stepIndex).toBe(5);
    expect(advance({ ...start, playing: true, speed: 0.5 }, 0.26, times).stepIndex).toBe(2);
  });

  it('stands still while paused', () => {
    expect(advance(start, 10, times)).toBe(start);
  });

  it('stops at the end, or begins again in a loop', () => {
    expect(advance({ ...start, playing: true }, 7, times)).toMatchObject({ stepIndex: 20, playing: false });
    expect(advance({ ...start, playing: true, loop: true }, 1.11, times)).toMatchObject({ stepIndex: 2, playing: true });
  });

  it('never leaves the episode', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 3, noNaN: true })), fc.boolean(), fc.constantFrom(0.1, 1, 5), (waits, loop, speed) => {
        let playback: Playback = { ...start, playing: true, loop, speed };
        for (const wait of waits) {
          playback = advance(playback, wait, times);
          expect(playback.stepIndex).toBeGreaterThanOrEqual(0);
          expect(playback.stepIndex).toBeLessThan(times.length);
          expect(playback.timeS).toBeGreaterThanOrEqual(5);
          expect(playback.timeS).toBeLessThanOrEqual(6 + 1e-9);
        }
      }),
    );
  });
});

it('seeks within the episode and starts over from its end', () => {
  expect(seekStep(start, 99, times).stepIndex).toBe(20);
  expect(seekStep(start, -4, times).stepIndex).toBe(0);
  expect(seekTime(start, 5.52, times)).toMatchObject({ stepIndex: 10, timeS: times[10] });
  expect(toggle(seekStep(start, 20, times), times)).toMatchObject({ stepIndex: 0, playing: true });
  expect(changeSpeed(changeSpeed(start, 1), 1).speed).toBe(5);
  expect(changeSpeed({ ...start, speed: 0.1 }, -1).speed).toBe(0.1);
});

describe('keys', () => {
  it('step by one, and by ten with Shift, and pause', () => {
    const playing = { ...seekStep(start, 5, times), playing: true };
    expect(press(playing, 'ArrowRight')).toMatchObject({ stepIndex: 6, playing: false });
    expect(press(playing, 'ArrowRight', true).stepIndex).toBe(15);
    expect(press(playing, 'ArrowLeft', true).stepIndex).toBe(0);
  });

  it('change the speed, play and pause', () => {
    expect(press(start, ',').speed).toBe(0.5);
    expect(press(start, '.').speed).toBe(2);
    expect(press(start, 'Enter').playing).toBe(true);
  });

  it('leave the space bar to STOP', () => {
    expect(applyKey(start, { key: ' ', shiftKey: false }, times)).toBeUndefined();
  });

  it('are left to the element that uses them', () => {
    const inside = (names: readonly string[]) => ({ closest: (selector: string) => names.find((name) => selector.split(', ').includes(name)) });
    expect(keepsKey(inside(['input']), 'ArrowLeft')).toBe(true);
    expect(keepsKey(inside(['button']), 'Enter')).toBe(true);
    expect(keepsKey(inside(['button']), 'ArrowLeft')).toBe(false);
    expect(keepsKey(inside([]), 'Enter')).toBe(false);
    expect(keepsKey(undefined, 'Enter')).toBe(false);
  });
});
