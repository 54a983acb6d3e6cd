import { expect, test } from 'vitest';
import { Failure } from '../../../shared/contract/failure';
import { createRandom } from '../../../shared/maths/random';
import { noFaults } from '../../../firmware-bridge/line-faults';
import { connectArm, type ConnectedArm } from '../connect-arm';
import { createRealTimeClock } from '../control-clock';
import { operatorStop } from '../stop-reasons';
import { bothProfiles, EmulatedBench } from './testing/emulated-bench';

const periodS = 0.05;
const ticksPerFault = 12;
/** SOAK_FAULTS asks for a longer soak; a fault comes every 0.6 s at least. */
const faultCount = Number(process.env['SOAK_FAULTS'] ?? 200);
/** A joint rings when it is stopped at once, by up to a quarter of its speed. */
const ringing = 1.25;
/** About the backlash of an STS3215, 0.5 degrees: MuJoCo's end stops give way a little when a falling part pushes on them. */
const slackRad = 0.01;

/**
 * Faults at random, one after the other and on top of each other, while a policy asks for random targets and an
 * operator engages or connects again. What the arm did is read from MuJoCo.
 */
test.each(bothProfiles)('$name servos: no fault moves a joint that has torque beyond its limits or its speed', async ({ profile }) => {
  const bench = await EmulatedBench.open(profile);
  const { world, time } = bench;
  const random = createRandom(20);
  const clock = createRealTimeClock(periodS, time);
  const connect = () => bench.run(connectArm('bench', time, [{ addresses: 'the bench', accepts: () => true, open: () => bench.connect() }]));
  let connected: ConnectedArm | undefined = await connect();
  const { joints } = connected.arm.description;
  let beyondRad = 0;
  let topSpeedRadS = 0;
  let travelledRad = 0;
  const stops = new Map<string, number>();
  /** A part of the arm that falls, is caught, or springs free pushes the others about: speeds count half a second later. */
  let restlessUntilMs = 0;
  const fellUntilMs = new Float64Array(joints.length);
  const watch = (): void => {
    const { positionRad, velocityRadS } = world.read();
    if (bench.arm.joints.some((joint) => !joint.torque || joint.held)) restlessUntilMs = time.monotonicMs() + 500;
    bench.arm.joints.forEach((joint, index) => {
      const [position, speed, limits] = [positionRad[index] ?? 0, Math.abs(velocityRadS[index] ?? 0), joints[index]];
      if (time.monotonicMs() >= restlessUntilMs) {
        topSpeedRadS = Math.max(topSpeedRadS, speed);
        travelledRad += speed * 0.005;
      }
      // A joint that fell may lie in MuJoCo's soft end stop when it is caught.
      if (!joint.torque) fellUntilMs[index] = time.monotonicMs() + 500;
      if (limits === undefined || time.monotonicMs() < (fellUntilMs[index] ?? 0)) return;
      beyondRad = Math.max(beyondRad, limits.minRad - position, position - limits.maxRad);
    });
    time.after(5, watch);
  };
  watch();

  const anyServo = () => random.integer(profile.joints.length);
  const inject: readonly (() => void)[] = [
    () => void Object.assign(bench.arm.lineFaults, { dropReply: random.uniform() * 0.3 }),
    () => void Object.assign(bench.arm.lineFaults, { corruptReply: random.uniform() * 0.3, noise: random.uniform() }),
    () => void Object.assign(bench.arm.lineFaults, { dropReply: 1 }),
    () => bench.arm.setSupply(0.4 + random.uniform()),
    () => bench.arm.servos[anyServo()]?.overload(),
    () => bench.arm.servos[anyServo()]?.reset(),
    () => bench.arm.joints[anyServo()]?.hold(true),
    () => bench.arm.joints[anyServo()]?.heat(40 + 40 * random.uniform()),
    () => bench.unplug(),
    () => void bench.time.pass(400),
  ];
  /** Everything is as it should be again, but for what the servos and the supervisor keep. */
  function mend(): void {
    Object.assign(bench.arm.lineFaults, noFaults);
    bench.arm.setSupply(1);
    for (const joint of bench.arm.joints) {
      joint.hold(false);
      joint.heat(30);
    }
    if (!bench.cable.host.isOpen) bench.plugIn();
  }
  async function bear(action: () => Promise<unknown>): Promise<void> {
    try {
      await bench.run(action());
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
    }
  }
  async function recover(): Promise<void> {
    mend();
    if (connected?.arm.linkLost !== false) {
      const old = connected;
      connected = undefined;
      if (old !== undefined) await bear(() => old.close());
      if (!bench.cable.host.isOpen) bench.plugIn();
      await bear(async () => (connected = await connect()));
      return;
    }
    const { arm } = connected;
    if (arm.mode !== 'stopped') return;
    stops.set(arm.stopReason?.code ?? '', (stops.get(arm.stopReason?.code ?? '') ?? 0) + 1);
    // Without torque in a joint, engaging is refused: release, then engage.
    if (!bench.arm.joints.every((joint) => joint.torque)) await bear(() => arm.release());
    await bear(() => arm.engage());
  }

  for (let fault = 0; fault < faultCount; fault += 1) {
    inject[random.integer(inject.length)]?.();
    const targetRad = Float64Array.from(joints, ({ minRad, maxRad }) => minRad - 0.5 + (maxRad - minRad + 1) * random.uniform());
    for (let tick = 0; tick < ticksPerFault; tick += 1) {
      const arm = connected?.arm;
      if (arm === undefined) await time.pass(50);
      else {
        const free = arm.mode === 'holding' || arm.mode === 'moving';
        if (free) arm.take('training');
        if (random.uniform() < 0.01) await bear(() => arm.stop(operatorStop('STOP was pressed.')));
        await bench.run(arm.tick(free ? { type: 'follow', owner: 'training', targetRad } : { type: 'hold' }, periodS, clock));
        if (arm.linkLost) await time.pass(50);
      }
    }
    if (random.uniform() < 0.7) await recover();
  }
  if (process.env['SHOW'] !== undefined) console.log(profile.title, { topSpeedRadS, travelledRad, beyondRad, seconds: time.monotonicMs() / 1000, stops });
  expect(beyondRad).toBeLessThan(slackRad);
  expect(topSpeedRadS).toBeLessThan(ringing * (joints[0]?.maxVelocityRadS ?? 0));
  expect(travelledRad).toBeGreaterThan(20);
  expect(stops.size).toBeGreaterThanOrEqual(3);
  const last = connected;
  if (last !== undefined) await bear(() => last.close());
  bench.close();
});
