import { describe, expect, it } from 'vitest';
import { GlideClock } from './glide-clock';

describe('GlideClock', () => {
  it('rests before anything has come', () => {
    expect(new GlideClock().fraction(0)).toBe(1);
  });

  it('goes from 0 to 1 over the time between contents, and then rests', () => {
    const clock = new GlideClock();
    clock.begin(0);
    clock.begin(50);
    expect([50, 75, 100, 500].map((nowMs) => clock.fraction(nowMs))).toEqual([0, 0.5, 1, 1]);
  });

  it('takes the time that contents take to come, learnt over some of them', () => {
    const clock = new GlideClock();
    for (let nowMs = 0; nowMs <= 3000; nowMs += 100) clock.begin(nowMs);
    expect(clock.fraction(3050)).toBeCloseTo(0.5, 1);
  });

  it('shows a jump at once', () => {
    const clock = new GlideClock();
    clock.begin(0);
    clock.jump(20);
    expect(clock.fraction(20)).toBe(1);
  });
});
