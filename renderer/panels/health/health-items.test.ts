import { describe, expect, it } from 'vitest';
import { healthItems } from './health-items';

const control = { rateHz: 20, periodErrorP99Ms: 0.84, missedTicks: 0 };
const link = { exchanges: 4000, retries: 2, failures: 0, damaged: 1, roundTripP99Ms: 4.2 };
const problems = (items: ReturnType<typeof healthItems>) => items.flatMap(({ name, problem }) => (problem === undefined ? [] : [[name, problem]]));

describe('healthItems', () => {
  it('shows what is measured, and nothing else', () => {
    expect(healthItems(undefined)).toEqual([]);
    expect(healthItems({ control }).map(({ name }) => name)).toEqual(['rate', 'jitter', 'missed']);
    const all = healthItems({ control, link }, { policyAgeS: 0.4, policyLag: 12 });
    expect(all.map(({ value, unit }) => `${value} ${unit}`.trim())).toEqual(['20.0 Hz', '0.84 ms', '0', '4.2 ms', '2', '0.4 s']);
    expect(problems(all)).toEqual([]);
    expect(all.at(-1)?.title).toContain('12 updates behind');
  });

  it('names the joint that packets are lost at', () => {
    const joints = [{ name: 'shoulder_pan', retries: 3, failures: 0 }, { name: 'elbow_flex', retries: 77, failures: 2 }];
    const [retries, failures] = problems(healthItems({ link: { ...link, retries: 80, failures: 2, joints } }));
    expect(retries?.[1]).toBe('80 of 4000 packets were sent again, most of them at elbow flex (77): look at the cables and the supply.');
    expect(failures?.[0]).toBe('failures');
  });

  it.each([
    ['ticks that come late', { control: { ...control, periodErrorP99Ms: 7 } }, undefined, 'jitter'],
    ['a line that takes half of the period', { control, link: { ...link, roundTripP99Ms: 26 } }, undefined, 'trip'],
    ['an old policy', {}, { policyAgeS: 11 }, 'policy'],
  ] as const)('says what to do about %s', (_, arm, training, name) => {
    expect(problems(healthItems(arm, training)).map(([wrong]) => wrong)).toEqual([name]);
  });
});
