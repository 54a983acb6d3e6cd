import fc from 'fast-check';
import { expect, it } from 'vitest';
import { column, stepAtTime, trackInterval } from './track-geometry';

it('takes one column out of rows', () => {
  expect([...column(Float32Array.of(1, 2, 3, 4, 5, 6), 3, 1)]).toEqual([2, 5]);
  expect(column(new Float32Array(0), 0, 0)).toHaveLength(0);
});

it('holds every line of a track', () => {
  const { min, max } = trackInterval({ title: 'Joints', unit: 'rad', lines: [{ name: 'a', values: [0, 1], wished: false }, { name: 'b', values: [-2], wished: true }] });
  expect(min).toBeLessThan(-2);
  expect(max).toBeGreaterThan(1);
});

it('finds the newest step that is not after a time', () => {
  const times = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 1 }).map((values) => values.sort((first, second) => first - second));
  fc.assert(
    fc.property(times, fc.integer({ min: -10, max: 1010 }), (rising, time) => {
      expect(stepAtTime(rising, time)).toBe(Math.max(0, rising.findLastIndex((value) => value <= time)));
    }),
  );
});
