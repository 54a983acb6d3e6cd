import { Failure } from '../shared/contract/failure';
import type { RandomSource } from '../shared/maths/random';
import type { ConnectedArm } from '../main/control/connect-arm';
import { createRealTimeClock } from '../main/control/control-clock';
import type { ControlTime } from '../main/control/control-time';
import type { EmulatedArm } from '../main/control/serial/emulated-arm';
import type { FaultOrder } from '../main/control/serial/fault-orders';
import { operatorStop } from '../main/control/stop-reasons';
import { SoakWatch, type ObservedMotion } from './soak-watch';

/** An emulated arm, its cable, and time: real, or turned by a test. */
export interface SoakSubject {
  readonly arm: EmulatedArm;
  readonly time: ControlTime;
  give(order: FaultOrder): Promise<void>;
  connect(): Promise<ConnectedArm>;
  /** Awaits an action while time passes. */
  run<Result>(action: Promise<Result>): Promise<Result>;
  pass(milliseconds: number): Promise<void>;
}

export interface FaultTally {
  readonly name: string;
  readonly given: number;
  /** How many were followed by a stop before the next fault. */
  readonly stopped: number;
  /** Seconds from the stop until every joint with torque was held, in MuJoCo; undefined without a stop. */
  readonly heldAfterP50S?: number;
  readonly heldAfterMaxS?: number;
}

export interface SoakFigures extends ObservedMotion {
  readonly faults: readonly FaultTally[];
  /** Latched stops by their code. */
  readonly stops: Readonly<Record<string, number>>;
  readonly reconnections: number;
}

const periodS = 0.05;
/** How likely the operator sees to a fault before the next one comes, and presses STOP in a tick. */
const recovers = 0.7;
const pressesStop = 0.01;
/** The machine may be busy at the beginning. */
const connectTries = 10;

interface Fault {
  readonly name: string;
  readonly happen: () => Promise<void>;
}

/**
 * Faults at random, one after the other and on top of each other, while a policy asks for random targets beyond every
 * limit and an operator engages, releases and connects again. What the arm did is read from MuJoCo.
 * @param spacingS seconds from one fault to the next.
 */
export async function runSoak(subject: SoakSubject, random: RandomSource, faultCount: number, spacingS: number): Promise<SoakFigures> {
  const { arm: emulated, time } = subject;
  const clock = createRealTimeClock(periodS, time);
  const { joints } = emulated.world.description;
  let connected: ConnectedArm | undefined;
  const watch = new SoakWatch(emulated, joints);
  const faults = possibleFaults(subject, random, joints.length);
  const tallies = new Map(faults.map(({ name }) => [name, { given: 0, stopped: 0, heldAfterS: [] as number[] }]));
  const stops: Record<string, number> = {};
  let latest = '';
  let latched = false;
  let reconnections = 0;

  /** Faults make many calls fail; that is what the soak is about. What is no `Failure` is a bug. */
  async function bear(action: () => Promise<unknown>): Promise<void> {
    try {
      await subject.run(action());
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
    }
  }

  function noticeStop(): void {
    const reason = connected?.arm.stopReason;
    if (reason === undefined || latched) return;
    latched = true;
    watch.stopped();
    stops[reason.code] = (stops[reason.code] ?? 0) + 1;
    const tally = tallies.get(latest);
    if (tally !== undefined) tally.stopped += 1;
  }

  function free(): void {
    const heldAfterS = watch.freed();
    if (latched && heldAfterS !== undefined) tallies.get(latest)?.heldAfterS.push(heldAfterS);
    latched = false;
  }

  async function recover(): Promise<void> {
    await subject.give({ type: 'mend' });
    if (connected?.arm.linkLost !== false) {
      free();
      const old = connected;
      connected = undefined;
      if (old !== undefined) await bear(() => old.close());
      await bear(async () => (connected = await subject.connect()));
      reconnections += 1;
      return;
    }
    const { arm } = connected;
    if (arm.mode !== 'stopped') return;
    free();
    // Without torque in a joint, engaging is refused: release, then engage.
    if (!emulated.joints.every((joint) => joint.torque)) await bear(() => arm.release());
    await bear(() => arm.engage());
  }

  async function tick(targetRad: Float64Array): Promise<void> {
    const arm = connected?.arm;
    noticeStop();
    if (arm === undefined || arm.linkLost) return subject.pass(1000 * periodS);
    if (random.uniform() < pressesStop) await bear(() => arm.stop(operatorStop('STOP was pressed.')));
    const free = arm.mode === 'holding' || arm.mode === 'moving';
    if (free) arm.take('training');
    await subject.run(arm.tick(free ? { type: 'follow', owner: 'training', targetRad } : { type: 'hold' }, periodS, clock));
    noticeStop();
  }

  for (let tries = 0; connected === undefined && tries < connectTries; tries += 1) await bear(async () => (connected = await subject.connect()));
  const beganMs = time.monotonicMs();
  for (let count = 1; count <= faultCount; count += 1) {
    const fault = faults[random.integer(faults.length)];
    if (fault === undefined) break;
    latest = fault.name;
    const tally = tallies.get(fault.name);
    if (tally !== undefined) tally.given += 1;
    await fault.happen();
    const targetRad = Float64Array.from(joints, ({ minRad, maxRad }) => minRad - 0.5 + (maxRad - minRad + 1) * random.uniform());
    do await tick(targetRad);
    while (time.monotonicMs() - beganMs < 1000 * (count - 0.2) * spacingS);
    if (random.uniform() < recovers) await recover();
    while (time.monotonicMs() - beganMs < 1000 * count * spacingS) await tick(targetRad);
  }
  free();
  watch.close();
  const last = connected;
  if (last !== undefined) await bear(() => last.close());
  return { ...watch.motion, stops, reconnections, faults: [...tallies].map(([name, tally]) => tallyOf(name, tally)) };
}

function possibleFaults(subject: SoakSubject, random: RandomSource, joints: number): readonly Fault[] {
  const anyJoint = () => random.integer(joints);
  const give = (name: string, order: () => FaultOrder): Fault => ({ name, happen: () => subject.give(order()) });
  return [
    give('replies lost', () => ({ type: 'line', faults: { dropReply: 0.3 * random.uniform() } })),
    give('replies damaged, noise', () => ({ type: 'line', faults: { corruptReply: 0.3 * random.uniform(), noise: random.uniform() } })),
    give('no reply any more', () => ({ type: 'line', faults: { dropReply: 1 } })),
    give('supply at 40 to 140 %', () => ({ type: 'supply', part: 0.4 + random.uniform() })),
    give('overload of a servo', () => ({ type: 'overload', joint: anyJoint() })),
    give('supply dip at a servo', () => ({ type: 'reset', joint: anyJoint() })),
    give('joint held fast', () => ({ type: 'hold', joint: anyJoint() })),
    give('servo at 40 to 80 °C', () => ({ type: 'heat', joint: anyJoint(), celsius: 40 + 40 * random.uniform() })),
    give('cable pulled', () => ({ type: 'unplug' })),
    { name: 'computer silent for 0.4 s', happen: () => subject.pass(400) },
  ];
}

function tallyOf(name: string, { given, stopped, heldAfterS }: { readonly given: number; readonly stopped: number; readonly heldAfterS: readonly number[] }): FaultTally {
  if (heldAfterS.length === 0) return { name, given, stopped };
  const sorted = [...heldAfterS].sort((first, second) => first - second);
  return { name, given, stopped, heldAfterP50S: sorted[Math.floor(sorted.length / 2)] ?? 0, heldAfterMaxS: sorted.at(-1) ?? 0 };
}
