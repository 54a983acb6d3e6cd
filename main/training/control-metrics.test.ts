import { expect, test } from 'vitest';
import { controlMetrics } from './control-metrics';

const control = { rateHz: 20, periodErrorP50Ms: 0.1, periodErrorP99Ms: 2, periodErrorMaxMs: 3, missedTicks: 1 };

test('a simulated arm at the speed of the learner measures nothing of control', () => {
  expect(controlMetrics({})).toBeUndefined();
});

test('an arm without a line has the evenness of its ticks alone', () => {
  expect(controlMetrics({ control })).toEqual({ rateHz: 20, periodErrorP50Ms: 0.1, periodErrorP99Ms: 2, missedTicks: 1 });
});

test('an arm on a line has its round trips, and what was asked again of each joint', () => {
  const joints = [
    { name: 'pan', retries: 3, failures: 0 },
    { name: 'lift', retries: 1, failures: 1 },
  ];
  const link = { exchanges: 100, retries: 4, failures: 1, damaged: 2, joints, roundTripP50Ms: 1.5, roundTripP99Ms: 4, roundTripMaxMs: 9 };
  expect(controlMetrics({ control, link })).toMatchObject({ roundTripP50Ms: 1.5, roundTripP99Ms: 4, retries: 4, failures: 1, damaged: 2, jointRetries: [3, 1], jointFailures: [0, 1] });
});
