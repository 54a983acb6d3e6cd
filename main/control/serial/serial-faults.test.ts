import { describe, expect, test } from 'vitest';
import type { ArmState } from '../../../shared/arm';
import { connectArm } from '../connect-arm';
import { createRealTimeClock } from '../control-clock';
import { operatorStop } from '../stop-reasons';
import type { SupervisedArm } from '../supervised-arm';
import { SupervisedTravel } from '../supervised-travel';
import type { MotionRequest } from '../supervisor';
import { bothProfiles, EmulatedBench } from './testing/emulated-bench';
import type { ServoArmProfile } from './servo-arm-profile';

const periodS = 0.05;
const home = Float64Array.of(-1.8, -0.6, 0.6, 0.9, 0, 0);
/** Far away, so that the shoulder is at full speed when the fault comes. */
const request: MotionRequest = { type: 'follow', owner: 'training', targetRad: Float64Array.of(1.9, -0.6, 0.6, 0.9, 0, 0) };
/** Slower than this, a joint counts as held. */
const heldRadS = 0.15;
/** Half of the backlash of an STS3215, 0.5 degrees, over a joint's limit. */
const slackRad = 0.005;

interface Outcome {
  readonly latchedAfterMs: number | undefined;
  /** From the fault until every joint is held, and stays so, seen in MuJoCo. */
  readonly heldAfterMs: number;
  readonly movedRad: number;
  readonly topSpeedRadS: number;
  readonly outsideLimits: boolean;
  readonly code: string | undefined;
  readonly sentence: string | undefined;
  readonly warnings: readonly string[];
  readonly torque: boolean;
}

interface Subject {
  readonly bench: EmulatedBench;
  readonly arm: SupervisedArm;
  tick(): Promise<ArmState>;
}

/** The arm at full speed behind its serial line, a fault, and three seconds of a policy that goes on asking. */
async function outcomeOf(profile: ServoArmProfile, happen: (subject: Subject) => Promise<void> | void): Promise<Outcome> {
  const bench = await EmulatedBench.open(profile);
  const { world, time } = bench;
  const kind = { addresses: 'the bench', accepts: () => true, open: () => bench.connect() };
  const { arm, close } = await bench.run(connectArm('bench', time, [kind]));
  const clock = createRealTimeClock(periodS, time);
  arm.take('training');
  const travel = new SupervisedTravel(arm, 'training', home);
  while (travel.progress(periodS) === 'moving') await bench.run(arm.tick(travel.request, periodS, clock));
  while (Math.abs(world.read().velocityRadS[0] ?? 0) < 2.5) await bench.run(arm.tick(request, periodS, clock));

  const beganMs = time.monotonicMs();
  const beganRad = world.read().positionRad[0] ?? 0;
  let heldAfterMs = 0;
  let topSpeedRadS = 0;
  let latchedAfterMs: number | undefined;
  let outsideLimits = false;
  let watching = true;
  const warnings = new Set<string>();
  const watch = (): void => {
    const { positionRad, velocityRadS } = world.read();
    // A joint that has lost its torque falls; the others must hold.
    const speed = Math.max(...bench.arm.joints.map((joint, index) => (joint.torque ? Math.abs(velocityRadS[index] ?? 0) : 0)));
    topSpeedRadS = Math.max(topSpeedRadS, speed);
    if (speed > heldRadS) heldAfterMs = time.monotonicMs() - beganMs;
    if (arm.mode === 'stopped') latchedAfterMs ??= time.monotonicMs() - beganMs;
    for (const warning of arm.status().warnings ?? []) warnings.add(warning);
    outsideLimits ||= arm.description.joints.some(({ minRad, maxRad }, joint) => (positionRad[joint] ?? 0) < minRad - slackRad || (positionRad[joint] ?? 0) > maxRad + slackRad);
    if (watching) time.after(5, watch);
  };
  watch();
  await happen({ bench, arm, tick: () => bench.run(arm.tick(request, periodS, clock)) });
  for (let tick = 0; tick < 60; tick += 1) {
    await bench.run(arm.tick(request, periodS, clock));
    // A lost arm is not ticked in time any more, but its own time goes on.
    if (arm.linkLost) await time.pass(1000 * periodS);
  }
  watching = false;
  const outcome = {
    latchedAfterMs,
    heldAfterMs,
    movedRad: Math.abs((world.read().positionRad[0] ?? 0) - beganRad),
    topSpeedRadS,
    outsideLimits,
    code: arm.stopReason?.code,
    sentence: arm.stopReason?.sentence,
    warnings: [...warnings],
    torque: bench.arm.joints.every((joint) => joint.torque),
  };
  await bench.run(close());
  bench.close();
  return outcome;
}

interface FaultCase {
  readonly fault: string;
  readonly happen: (subject: Subject) => Promise<void> | void;
  /** The code of the stop, or none where the arm goes on; where the families differ, Feetech first. */
  readonly code: readonly [string | undefined, string | undefined];
  /** Milliseconds until it is held. */
  readonly heldWithinMs?: number;
  /** Feetech, Dynamixel: whether every joint has its torque in the end. */
  readonly torque?: readonly [boolean, boolean];
}

const faults: readonly FaultCase[] = [
  { fault: 'STOP', happen: ({ bench, arm }) => bench.run(arm.stop(operatorStop('STOP was pressed.'))), code: ['operator', 'operator'], heldWithinMs: 400 },
  { fault: 'cable pulled', happen: ({ bench }) => bench.unplug(), code: ['link-lost', 'link-lost'], heldWithinMs: 500 },
  { fault: 'no reply any more', happen: ({ bench }) => void Object.assign(bench.arm.lineFaults, { dropReply: 1 }), code: ['stale', 'stale'], heldWithinMs: 900 },
  {
    fault: 'one reply in 20 lost, damaged or garbled each',
    happen: ({ bench }) => void Object.assign(bench.arm.lineFaults, { dropReply: 0.05, corruptReply: 0.05, noise: 0.05 }),
    code: [undefined, undefined],
  },
  { fault: 'supply at 57 %', happen: ({ bench }) => bench.arm.setSupply(0.57), code: ['low-voltage', 'driver-failed'], heldWithinMs: 1200, torque: [true, false] },
  { fault: 'a servo restarts after a dip of its supply', happen: ({ bench }) => bench.arm.servos[2]?.reset(), code: ['driver-failed', 'driver-failed'], heldWithinMs: 700, torque: [false, false] },
  { fault: 'overload of a servo', happen: ({ bench }) => bench.arm.servos[0]?.overload(), code: [undefined, 'driver-failed'], heldWithinMs: 700, torque: [true, false] },
  { fault: 'joint held by something', happen: ({ bench }) => bench.arm.joints[0]?.hold(true), code: ['tracking', 'tracking'], heldWithinMs: 400 },
  { fault: 'servo at 75 degrees C', happen: ({ bench }) => bench.arm.joints[1]?.heat(75), code: ['temperature', 'driver-failed'], heldWithinMs: 800, torque: [true, false] },
  { fault: 'computer silent for 500 ms', happen: ({ bench }) => bench.time.pass(500), code: [undefined, 'driver-failed'], heldWithinMs: 900 },
];

describe.each(bothProfiles)('$name servos at full speed, in MuJoCo', ({ name, profile }) => {
  test.each(faults)('$fault', async ({ fault, happen, code, heldWithinMs, torque }) => {
    const outcome = await outcomeOf(profile, happen);
    if (process.env['SHOW'] !== undefined) console.log(name, fault, outcome);
    const family = profile.family.name === 'feetech' ? 0 : 1;
    expect(outcome.code).toBe(code[family]);
    expect(outcome.torque).toBe(torque?.[family] ?? true);
    expect(outcome.outsideLimits).toBe(false);
    expect(outcome.topSpeedRadS).toBeLessThan(3.1);
    if (code[family] !== undefined && heldWithinMs !== undefined) expect(outcome.heldAfterMs).toBeLessThanOrEqual(heldWithinMs);
  });
});
