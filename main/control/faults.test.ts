import { describe, expect, test } from 'vitest';
import { loadArmWorld } from '../worlds/arm-world';
import { connectArm } from './connect-arm';
import { SimulatedArm } from './simulated-arm';
import { operatorStop } from './stop-reasons';
import type { MotionRequest } from './supervisor';
import { FakeTime } from './testing/fake-time';
import { FaultyArm, type Fault } from './testing/faulty-arm';

const periodS = 0.05;
const home = Float64Array.of(-1.8, -0.6, 0.6, 0.9, 0, 0);
/** Far away, so that the shoulder is at full speed when the fault comes. */
const request: MotionRequest = { type: 'follow', owner: 'training', targetRad: Float64Array.of(1.9, -0.6, 0.6, 0.9, 0, 0) };
/** Slower than this, a joint counts as held. */
const heldRadS = 0.15;

interface Outcome {
  /** Simulated time from the fault until every joint is held, and stays so. */
  readonly heldAfterS: number;
  /** Simulated time from the fault until the stop is latched. */
  readonly latchedAfterS: number;
  readonly movedRad: number;
  readonly topSpeedRadS: number;
  readonly code: string | undefined;
  readonly sentence: string | undefined;
}

/** The arm at full speed, a fault, and three seconds of a policy that goes on asking, seen in MuJoCo. */
async function outcomeOf(happen: (arm: FaultyArm) => void, stop = false): Promise<Outcome> {
  const time = new FakeTime();
  const world = await loadArmWorld('so-101');
  const driver = new FaultyArm(new SimulatedArm(world));
  const { arm, close } = await connectArm('sim', time, [{ addresses: '"sim"', accepts: () => true, open: () => Promise.resolve(driver) }]);
  arm.take('training');
  await arm.place('training', home);
  while (Math.abs(world.read().velocityRadS[0] ?? 0) < 2.5) await arm.tick(request, periodS);

  const beganS = world.timeS;
  const beganRad = world.read().positionRad[0] ?? 0;
  happen(driver);
  if (stop) await arm.stop(operatorStop('STOP was pressed.'));
  let heldAfterS = 0;
  let latchedAfterS = stop ? 0 : Number.POSITIVE_INFINITY;
  let topSpeedRadS = 0;
  for (let tick = 0; tick < 60; tick += 1) {
    const timeS = world.timeS;
    const ticked = arm.tick(request, periodS);
    await time.pass(1000);
    await ticked;
    // A lost arm is left alone, but its time goes on.
    if (world.timeS === timeS) await driver.advance(periodS);
    const speed = Math.max(...world.read().velocityRadS.map(Math.abs));
    topSpeedRadS = Math.max(topSpeedRadS, speed);
    if (speed > heldRadS) heldAfterS = world.timeS - beganS;
    if (arm.mode === 'stopped') latchedAfterS = Math.min(latchedAfterS, world.timeS - beganS);
  }
  const movedRad = Math.abs((world.read().positionRad[0] ?? 0) - beganRad);
  const { stopReason } = arm;
  driver.inject('none');
  const closed = close();
  await time.pass(1000);
  await closed;
  return { heldAfterS: heldAfterS + periodS, latchedAfterS, movedRad, topSpeedRadS, code: stopReason?.code, sentence: stopReason?.sentence };
}

describe('at full speed, in MuJoCo', () => {
  test.each<{ fault: Fault; code: string; heldWithinS: number; latchedWithinS: number; movedRad: number }>([
    { fault: 'silent', code: 'stale', heldWithinS: 0.3, latchedWithinS: 0.3, movedRad: 0.45 },
    { fault: 'no-answer', code: 'stale', heldWithinS: 0.3, latchedWithinS: 0.3, movedRad: 0.45 },
    { fault: 'frozen', code: 'stale', heldWithinS: 0.3, latchedWithinS: 0.3, movedRad: 0.45 },
    { fault: 'nan', code: 'bad-reading', heldWithinS: 0.2, latchedWithinS: 0.05, movedRad: 0.3 },
    { fault: 'throws', code: 'driver-failed', heldWithinS: 0.2, latchedWithinS: 0.05, movedRad: 0.3 },
    { fault: 'unplugged', code: 'link-lost', heldWithinS: 0.2, latchedWithinS: 0.05, movedRad: 0.3 },
    { fault: 'hot', code: 'temperature', heldWithinS: 0.4, latchedWithinS: 0.25, movedRad: 0.9 },
    { fault: 'brown-out', code: 'low-voltage', heldWithinS: 0.7, latchedWithinS: 0.55, movedRad: 1.7 },
    // It arrives where it was going before the overload has lasted long enough.
    { fault: 'overload', code: 'load', heldWithinS: 1.6, latchedWithinS: 2, movedRad: 3.7 },
  ])('$fault: held within $heldWithinS s', async ({ fault, code, heldWithinS, latchedWithinS, movedRad }) => {
    const outcome = await outcomeOf((arm) => arm.inject(fault));
    expect(outcome.code).toBe(code);
    expect(outcome.heldAfterS).toBeLessThanOrEqual(heldWithinS + 1e-9);
    expect(outcome.latchedAfterS).toBeLessThanOrEqual(latchedWithinS + 1e-9);
    expect(outcome.movedRad).toBeLessThanOrEqual(movedRad);
    expect(outcome.topSpeedRadS).toBeLessThanOrEqual(3);
  });

  test('STOP: held within three ticks, a step away', async () => {
    const outcome = await outcomeOf(() => undefined, true);
    expect(outcome.heldAfterS).toBeLessThanOrEqual(0.15 + 1e-9);
    expect(outcome.movedRad).toBeLessThan(0.1);
  });
});
