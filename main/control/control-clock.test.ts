import { expect, test } from 'vitest';
import { createFastClock, createRealTimeClock, type ControlClock } from './control-clock';
import { FakeTime } from './testing/fake-time';

/** Runs a loop over the clock; returns the times of its ticks, which grow as time passes. */
function tick(clock: ControlClock, time: FakeTime, work: (index: number) => void = () => undefined): number[] {
  const ticksMs: number[] = [];
  void (async () => {
    for (;;) {
      await clock.next();
      ticksMs.push(time.monotonicMs());
      work(ticksMs.length);
    }
  })();
  return ticksMs;
}

test('ticks stay on the grid of the period', async () => {
  const time = new FakeTime();
  const clock = createRealTimeClock(0.05, time);
  const ticksMs = tick(clock, time);
  await time.pass(1000.5);
  expect(ticksMs).toHaveLength(20);
  ticksMs.forEach((tickMs, index) => expect(Math.abs(tickMs - 50 * (index + 1))).toBeLessThan(0.2));
});

test('a tick that comes too late leaves out those it ran into, and counts them', async () => {
  const time = new FakeTime();
  const clock = createRealTimeClock(0.05, time);
  const ticksMs = tick(clock, time, (index) => {
    if (index === 3) time.stall(130);
  });
  await time.pass(1500);
  const gapsMs = ticksMs.slice(1).map((tickMs, index) => tickMs - (ticksMs[index] ?? 0));
  expect(gapsMs[2]).toBeGreaterThanOrEqual(130);
  expect(Math.min(...gapsMs)).toBeGreaterThan(24);
  expect(clock.rate()?.missedTicks).toBe(2);
  const last = ticksMs.at(-1) ?? 0;
  expect(Math.abs(last - 50 * Math.round(last / 50))).toBeLessThan(0.2);
});

test('the rate and the error of the period are measured over the last 10 s', async () => {
  const time = new FakeTime();
  const clock = createRealTimeClock(0.05, time);
  tick(clock, time, (index) => {
    if (index === 5) time.stall(60);
  });
  await time.pass(500);
  expect(clock.rate()).toBeUndefined();
  await time.pass(5000);
  expect(clock.rate()?.periodErrorMaxMs).toBeGreaterThan(9);
  expect(clock.rate()?.periodErrorP50Ms).toBeLessThan(0.2);
  await time.pass(10_000);
  expect(clock.rate()?.periodErrorMaxMs).toBeLessThan(0.3);
  expect(clock.rate()?.rateHz).toBeCloseTo(20, 1);
});

test('waking ends the wait at once, and the next period begins then', async () => {
  const time = new FakeTime();
  const clock = createRealTimeClock(0.05, time);
  const ticksMs = tick(clock, time);
  await time.pass(70);
  clock.wake();
  await time.pass(49);
  expect(ticksMs.map(Math.round)).toEqual([50, 70]);
  await time.pass(2);
  expect(Math.round(ticksMs[2] ?? 0)).toBe(120);
});

test('a fast clock waits for nothing and measures nothing', async () => {
  const clock = createFastClock(0.05);
  await clock.next();
  expect(clock.periodS).toBe(0.05);
  expect(clock.rate()).toBeUndefined();
});
