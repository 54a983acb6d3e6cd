import { describe, expect, test } from 'vitest';
import type { ArmState } from '../../shared/arm';
import { ReadingWatch } from './reading-watch';
import type { StopCause } from './stop-reasons';
import { reading, twoJointLimits, twoJoints } from './testing/fake-arm';

const periodS = 0.05;
const goalRad = Float64Array.of(0.5, 0);

/** Shows a reading again and again; returns the first cause of a stop and how long it took, or undefined after 5 s. */
function watchFor(position: readonly number[], more: Partial<ArmState>, grips?: readonly boolean[]): { cause: StopCause; afterS: number } | undefined {
  const watch = new ReadingWatch(twoJoints, { ...twoJointLimits.readings, ...(grips === undefined ? {} : { grips }) });
  for (let tick = 1; tick <= 100; tick += 1) {
    const cause = watch.observe(reading(position, tick * periodS, more), goalRad, periodS);
    if (cause !== undefined) return { cause, afterS: tick * periodS };
  }
  return undefined;
}

describe('what calls for a stop', () => {
  test.each<{ what: string; position?: readonly number[]; more: Partial<ArmState>; code: string; joint: string; names: string; withinS: number }>([
    { what: 'a joint off its goal', position: [-0.2, 0], more: { velocityRadS: Float64Array.of(0.5, 0) }, code: 'tracking', joint: 'shoulder', names: '0.70 rad', withinS: 0.6 },
    { what: 'a joint that is blocked', position: [0.3, 0], more: {}, code: 'stall', joint: 'shoulder', names: '0.20 rad', withinS: 1.1 },
    { what: 'overload', more: { load: Float64Array.of(0, -0.97) }, code: 'load', joint: 'elbow', names: '97 %', withinS: 2 },
    { what: 'over-current', more: { currentA: Float64Array.of(0.1, -2.2) }, code: 'current', joint: 'elbow', names: '2.20 A', withinS: 2 },
    { what: 'heat', more: { temperatureC: Float64Array.of(66, 30) }, code: 'temperature', joint: 'shoulder', names: '66 °C', withinS: 0.3 },
    { what: 'a brown-out', more: { voltageV: Float64Array.of(7.4, 4.5) }, code: 'low-voltage', joint: 'elbow', names: '4.5 V', withinS: 0.6 },
    { what: 'a wrong supply', more: { voltageV: Float64Array.of(12.1, 12) }, code: 'high-voltage', joint: 'shoulder', names: '12.1 V', withinS: 0.6 },
  ])('$what: the sentence has the joint and the value, the remedy says what to do', ({ position = [0.5, 0], more, code, joint, names, withinS }) => {
    const found = watchFor(position, more);
    expect(found?.cause).toMatchObject({ code, joint });
    expect(found?.cause.sentence).toContain(joint);
    expect(found?.cause.sentence).toContain(names);
    expect(found?.cause.remedy.length).toBeGreaterThan(20);
    expect(found?.afterS).toBeLessThanOrEqual(withinS + 1e-9);
  });

  test('a value that lasts less than its time stops nothing', () => {
    const watch = new ReadingWatch(twoJoints, twoJointLimits.readings);
    for (let tick = 1; tick <= 200; tick += 1) {
      const load = tick % 20 === 0 ? 0.2 : 1;
      expect(watch.observe(reading([0.5, 0], tick * periodS, { load: Float64Array.of(load, 0) }), goalRad, periodS)).toBeUndefined();
    }
  });

  test('a joint that grips may press for as long as it likes', () => {
    const pressing = { load: Float64Array.of(1, 0) };
    expect(watchFor([0.3, 0], pressing, [false, false])).toBeDefined();
    expect(watchFor([0.3, 0], pressing, [true, false])).toBeUndefined();
  });

  test('a healthy arm that reports everything stops nothing', () => {
    const healthy = { load: Float64Array.of(0.3, 0.2), currentA: Float64Array.of(0.4, 0.3), temperatureC: Float64Array.of(38, 41), voltageV: Float64Array.of(7.4, 7.3) };
    expect(watchFor([0.48, 0], healthy)).toBeUndefined();
  });
});

test('between its warning and its stop level a value is a warning, as long as it is there', () => {
  const watch = new ReadingWatch(twoJoints, twoJointLimits.readings);
  watch.observe(reading([0.5, 0], 1, { temperatureC: Float64Array.of(58, 40) }), goalRad, periodS);
  expect(watch.warnings).toEqual(['The servo of shoulder is at 58 °C.']);
  watch.observe(reading([0.5, 0], 2, { temperatureC: Float64Array.of(50, 40) }), goalRad, periodS);
  expect(watch.warnings).toEqual([]);
});

test('readings may be missing for a quarter of a second', () => {
  const watch = new ReadingWatch(twoJoints, twoJointLimits.readings);
  const causes = [1, 2, 3, 4, 5, 6].map(() => watch.missed(periodS, 'no answer from servo 3.'));
  expect(causes.slice(0, 5)).toEqual(new Array(5).fill(undefined));
  expect(causes[5]?.code).toBe('stale');
  expect(causes[5]?.sentence).toContain('no answer from servo 3');
});

test('one reading in between begins the time anew', () => {
  const watch = new ReadingWatch(twoJoints, twoJointLimits.readings);
  for (let tick = 1; tick <= 40; tick += 1) {
    if (tick % 4 === 0) watch.observe(reading([0.5, 0], tick * periodS), goalRad, periodS);
    else expect(watch.missed(periodS, 'no answer.')).toBeUndefined();
  }
});

test('load beyond its warning level is a warning once it has lasted half a second: a quick motion loads a joint for a moment', () => {
  const watch = new ReadingWatch(twoJoints, twoJointLimits.readings);
  const warned: boolean[] = [];
  for (let tick = 1; tick <= 14; tick += 1) {
    watch.observe(reading([0.5, 0], tick * periodS, { load: Float64Array.of(0.85, 0) }), goalRad, periodS);
    warned.push(watch.warnings.length > 0);
  }
  expect(warned.indexOf(true)).toBe(10);
  expect(watch.warnings).toEqual(['shoulder works at 85 % of its torque.']);
});
