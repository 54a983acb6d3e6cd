import { Failure } from '../shared/contract/failure';
import { createRandom } from '../shared/maths/random';
import { connectArm } from '../main/control/connect-arm';
import { systemTime } from '../main/control/control-time';
import { openPort } from '../main/control/open-arm';
import { EmulatedServoPort } from '../main/control/serial/emulated-port';
import { serialKinds, type SerialKind } from '../main/control/serial/serial-address';
import { dynamixelArm, feetechArm } from '../main/control/serial/servo-arm-profile';
import { raisePriority } from '../main/processes/process-priority';
import type { BenchOptions } from './bench';
import { runSoak, type SoakFigures } from './soak-run';

/**
 * How much faster than its limit a joint may be for a moment: one that is stopped at once rings by up to a quarter of
 * its speed, and one that ran out of torque catches up by up to half (both in MuJoCo). 4.5 rad/s is still below the
 * no-load speed of an STS3215, 52 rpm.
 */
export const allowedSpeed = 1.5;
/** About the backlash of an STS3215, 0.5 degrees: MuJoCo's end stops give way a little when a falling part pushes on them. */
export const slackRad = 0.01;

/**
 * Faults at random in real time, on a real serial port with emulated servos at its other end. Prints a table, or one
 * line of JSON. Rejects with a `Failure` when the arm was seen beyond a limit.
 */
export async function benchSoak({ json, quick, arm: kind = 'feetech', minutes = quick ? 0.5 : 10, faults = Math.round(100 * minutes), seed = 1 }: BenchOptions): Promise<SoakFigures> {
  if (!isSerialKind(kind)) throw new Failure('bad-argument', `There is no arm "${kind}" to soak: choose one of ${serialKinds.join(', ')}.`);
  raisePriority();
  const profile = kind === 'feetech' ? feetechArm : dynamixelArm;
  const port = await EmulatedServoPort.open(kind, profile, { time: systemTime, openLine: openPort, seed });
  try {
    const figures = await runSoak(
      {
        arm: port.arm,
        time: systemTime,
        give: (order) => port.give(order),
        connect: () => connectArm(port.address, systemTime),
        run: (action) => action,
        pass: (milliseconds) => new Promise((resolve) => systemTime.after(milliseconds, resolve)),
      },
      createRandom(seed),
      faults,
      (60 * minutes) / faults,
    );
    process.stdout.write(json ? `${JSON.stringify({ bench: 'soak', arm: kind, seed, ...figures })}\n` : table(kind, figures));
    requireLimits(figures, profile.joints[0]?.maxVelocityRadS ?? 0);
    return figures;
  } finally {
    await port.close();
  }
}

function requireLimits({ beyondRad, topSpeedRadS, strayedRad }: SoakFigures, maxVelocityRadS: number): void {
  if (beyondRad > slackRad) throw new Failure('internal', `A joint with torque was ${beyondRad.toFixed(4)} rad beyond its limits.`);
  if (topSpeedRadS > allowedSpeed * maxVelocityRadS) throw new Failure('internal', `A joint was ${topSpeedRadS.toFixed(2)} rad/s fast, over ${(allowedSpeed * maxVelocityRadS).toFixed(2)}.`);
  if (strayedRad > slackRad) throw new Failure('internal', `A stopped arm moved by ${strayedRad.toFixed(4)} rad.`);
}

function isSerialKind(kind: string): kind is SerialKind {
  return serialKinds.some((known) => known === kind);
}

function table(kind: SerialKind, figures: SoakFigures): string {
  const { faults, stops, reconnections, simulatedS, beyondRad, topSpeedRadS, travelledRad, strayedRad } = figures;
  const seconds = (value: number | undefined) => (value === undefined ? '-' : `${value.toFixed(2)} s`).padStart(8);
  const rows = faults.map(({ name, given, stopped, heldAfterP50S, heldAfterMaxS }) => `  ${name.padEnd(28)}${String(given).padStart(6)}${String(stopped).padStart(8)}${seconds(heldAfterP50S)}${seconds(heldAfterMaxS)}\n`);
  return [
    `Soak of emulated ${kind} servos on a pseudo-terminal, in real time\n`,
    `  ${'fault'.padEnd(28)}${'given'.padStart(6)}${'stopped'.padStart(8)}${'held p50'.padStart(8)}${'longest'.padStart(8)}\n`,
    ...rows,
    `  ${faults.reduce((sum, { given }) => sum + given, 0)} faults in ${simulatedS.toFixed(0)} s of MuJoCo's time, ${reconnections} reconnections; stops: ${JSON.stringify(stops)}\n`,
    `  farthest beyond a limit ${beyondRad.toFixed(4)} rad (allowed ${slackRad}), top speed ${topSpeedRadS.toFixed(2)} rad/s (allowed ${(allowedSpeed * feetechArm.joints.reduce((most, joint) => Math.max(most, joint.maxVelocityRadS), 0)).toFixed(1)}), ${travelledRad.toFixed(0)} rad travelled,\n`,
    `  farthest moved while stopped ${strayedRad.toFixed(4)} rad (allowed ${slackRad})\n`,
  ].join('');
}
