import { expect, test } from 'vitest';
import { allowedSpeed, slackRad } from '../../../bench/soak';
import { runSoak } from '../../../bench/soak-run';
import { createRandom } from '../../../shared/maths/random';
import { connectArm } from '../connect-arm';
import { bothProfiles, EmulatedBench } from './testing/emulated-bench';

/** SOAK_FAULTS asks for a longer soak, SHOW for its figures; "npm run bench -- soak" does it in real time. */
const faultCount = Number(process.env['SOAK_FAULTS'] ?? 120);

test.each(bothProfiles)('$name servos: no fault moves a joint that has torque beyond its limits or its speed, nor a stopped arm at all', async ({ profile }) => {
  const bench = await EmulatedBench.open(profile);
  const { time, arm } = bench;
  const connect = () => connectArm('bench', time, [{ addresses: 'the bench', accepts: () => true, open: () => bench.connect() }]);
  const subject = {
    arm,
    time,
    give: (order: Parameters<EmulatedBench['give']>[0]) => bench.give(order),
    connect,
    run: <Result>(action: Promise<Result>) => bench.run(action),
    pass: (milliseconds: number) => time.pass(milliseconds),
  };
  const figures = await runSoak(subject, createRandom(20), faultCount, 0.6);
  if (process.env['SHOW'] !== undefined) console.log(profile.title, figures);
  expect(figures.beyondRad).toBeLessThan(slackRad);
  expect(figures.topSpeedRadS).toBeLessThan(allowedSpeed * (profile.joints[0]?.maxVelocityRadS ?? 0));
  expect(figures.strayedRad).toBeLessThan(slackRad);
  expect(figures.travelledRad).toBeGreaterThan(20);
  expect(Object.keys(figures.stops).length).toBeGreaterThanOrEqual(3);
  expect(figures.faults.every(({ given }) => given > 0)).toBe(true);
  bench.close();
});
