import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ArmOwner, ArmState } from '../../shared/arm';
import { operatorStop } from './stop-reasons';
import { Supervisor, type MotionRequest } from './supervisor';
import { flatArmGuard, openGuard, reading, twoJointLimits, twoJoints } from './testing/fake-arm';

const periodS = 0.05;
const { motion } = twoJointLimits;
const hold: MotionRequest = { type: 'hold' };

function connected(guard = flatArmGuard, position: readonly number[] = [0.2, 0.3]): Supervisor {
  const supervisor = new Supervisor({ description: twoJoints, limits: twoJointLimits, guard, nowMs: () => 5 });
  supervisor.attach(reading(position, 0));
  return supervisor;
}

function ask(type: 'follow' | 'travel', target: readonly number[], owner: ArmOwner = 'jog'): MotionRequest {
  return { type, owner, targetRad: Float64Array.from(target) };
}

/** Ticks with readings that follow the goals one tick behind. */
class Bench {
  timeS = 0;
  position: number[];

  constructor(
    readonly supervisor: Supervisor,
    position: readonly number[] = [0.2, 0.3],
  ) {
    this.position = [...position];
  }

  tick(request: MotionRequest, more: Partial<ArmState> = {}): number[] {
    const goal = [...this.supervisor.nextGoal(request, periodS)];
    this.timeS += periodS;
    this.supervisor.observe(reading(this.position, this.timeS, more), periodS);
    this.position = goal;
    return goal;
  }

  /** Repeats a request until the goal rests; returns the ticks it took. */
  settle(request: MotionRequest): number {
    let ticks = 0;
    do {
      this.tick(request);
      ticks += 1;
    } while (!this.supervisor.atRest && ticks < 1000);
    return ticks;
  }
}

const angle = fc.oneof(
  { weight: 30, arbitrary: fc.double({ min: -3, max: 3, noNaN: true }) },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300) },
);
const motionRequest = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.constantFrom('follow' as const, 'travel' as const), fc.tuple(angle, angle)).map(([type, target]) => ask(type, target)) },
  { weight: 1, arbitrary: fc.constant(hold) },
);
/** One request, asked for some ticks: long enough to reach full speed. */
const motions = fc.array(fc.tuple(motionRequest, fc.integer({ min: 1, max: 20 })), { maxLength: 30 });

describe('whatever is asked', () => {
  test('no goal is beyond range, velocity, acceleration, step, workspace or collision', () => {
    fc.assert(
      fc.property(motions, (sequence) => {
        const supervisor = connected();
        supervisor.take('jog');
        const bench = new Bench(supervisor);
        let last = [...supervisor.goalRad];
        let lastVelocity = [0, 0];
        for (const [request, ticks] of sequence) {
          for (let count = 0; count < ticks; count += 1) {
            const goal = bench.tick(request);
            expect(flatArmGuard.check(Float64Array.from(goal))).toBe('clear');
            const velocity = goal.map((value, joint) => (value - (last[joint] ?? 0)) / periodS);
            goal.forEach((value, joint) => {
              const { minRad = 0, maxRad = 0, maxVelocityRadS = 0, maxAccelerationRadS2 = 0 } = twoJoints.joints[joint] ?? {};
              expect(value).toBeGreaterThanOrEqual(minRad - 1e-9);
              expect(value).toBeLessThanOrEqual(maxRad + 1e-9);
              expect(Math.abs(velocity[joint] ?? 0)).toBeLessThanOrEqual(maxVelocityRadS + 1e-9);
              expect(Math.abs(value - (last[joint] ?? 0))).toBeLessThanOrEqual(motion.maxStepRad + 1e-9);
              // A stop holds at once; what it may do is another property.
              if (supervisor.mode !== 'stopped') {
                expect(Math.abs((velocity[joint] ?? 0) - (lastVelocity[joint] ?? 0))).toBeLessThanOrEqual(maxAccelerationRadS2 * periodS + 1e-7);
              }
            });
            last = goal;
            lastVelocity = velocity;
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('a target of %s holds and latches, with the joint in the sentence', (value) => {
    const supervisor = connected();
    supervisor.take('training');
    const bench = new Bench(supervisor);
    for (let count = 0; count < 5; count += 1) bench.tick(ask('follow', [0.8, 0.3], 'training'));
    const position = [...bench.position];
    const goal = bench.tick(ask('follow', [0.8, value], 'training'));
    expect(supervisor.mode).toBe('stopped');
    expect(supervisor.stopReason).toMatchObject({ code: 'bad-request', joint: 'elbow' });
    expect(supervisor.stopReason?.sentence).toContain(`${value}`);
    expect(supervisor.interventions.record()).toHaveProperty('bad-request', 1);
    expect(Math.abs((goal[0] ?? 0) - (position[0] ?? 0))).toBeLessThanOrEqual(3 * periodS);
  });
});

describe('a motion', () => {
  test('reaches a place that is free, and rests there without having run past it', () => {
    const supervisor = connected(openGuard);
    supervisor.take('jog');
    const bench = new Bench(supervisor);
    const seen: number[] = [];
    for (let count = 0; count < 80; count += 1) seen.push(bench.tick(ask('travel', [1.5, -1]))[0] ?? 0);
    expect(Math.max(...seen)).toBeLessThanOrEqual(1.5 + 1e-9);
    expect([...supervisor.goalRad]).toEqual([expect.closeTo(1.5, 9), expect.closeTo(-1, 9)]);
    expect(supervisor.atRest).toBe(true);
  });

  test('follows a sequence within the limits exactly, after its ease-in, and counts nothing', () => {
    const supervisor = connected(openGuard, [0, 0]);
    supervisor.take('replay');
    const bench = new Bench(supervisor, [0, 0]);
    for (let count = 0; count < 20; count += 1) bench.tick(ask('follow', [0, 0], 'replay'));
    for (let count = 1; count < 100; count += 1) {
      const target = 0.8 * (1 - Math.cos(count * periodS));
      const goal = bench.tick(ask('follow', [target, -target / 2], 'replay'));
      expect(goal).toEqual([expect.closeTo(target, 9), expect.closeTo(-target / 2, 9)]);
    }
    expect(supervisor.interventions.record()).toEqual({});
  });

  test('begins slowly, and slowly again with the next owner', () => {
    const supervisor = connected(openGuard, [-1.5, 0]);
    const bench = new Bench(supervisor, [-1.5, 0]);
    for (const owner of ['jog', 'replay'] as const) {
      supervisor.take(owner);
      const before = bench.tick(hold);
      for (let tick = 1; tick <= 20; tick += 1) {
        const last = [...supervisor.goalRad];
        const goal = bench.tick(ask('travel', [owner === 'jog' ? 2 : -2, 0], owner));
        expect(Math.abs((goal[0] ?? 0) - (last[0] ?? 0)) / periodS).toBeLessThanOrEqual((3 * tick * periodS) / motion.easeInS + 1e-9);
      }
      expect(supervisor.easedIn).toBe(true);
      expect(supervisor.goalRad[0]).not.toBeCloseTo(before[0] ?? 0, 1);
      bench.settle(hold);
      supervisor.yield(owner);
      expect(supervisor.mode).toBe('holding');
    }
  });

  test('out of a posture that is not allowed goes only towards one that is', () => {
    const folded = [0, 1.45];
    const supervisor = connected(flatArmGuard, folded);
    supervisor.take('jog');
    const bench = new Bench(supervisor, folded);
    bench.settle(ask('travel', [0.5, 1.48]));
    expect([...supervisor.goalRad]).toEqual(folded);
    for (let count = 0; count < 60; count += 1) bench.tick(ask('travel', [0.5, 1]));
    expect([...supervisor.goalRad]).toEqual([expect.closeTo(0.5, 6), expect.closeTo(1, 6)]);
  });

  test('waits when the arm does not come along', () => {
    const supervisor = connected(openGuard, [0, 0]);
    supervisor.take('jog');
    const bench = new Bench(supervisor, [0, 0]);
    for (let count = 0; count < 25; count += 1) {
      bench.position = [0, 0];
      bench.tick(ask('follow', [2, 0]), { velocityRadS: Float64Array.of(1, 0) });
    }
    // The lead itself, and the way on which it brakes from the speed that it had.
    expect(supervisor.goalRad[0]).toBeLessThan(motion.maxLeadRad + 0.4);
    expect(supervisor.interventions.record()['lead']).toBeGreaterThan(0);
  });
});

type Happening = (bench: Bench) => void;

const quietly = (action: (bench: Bench) => void): Happening => (bench) => {
  try {
    action(bench);
  } catch (thrown) {
    // Refusals are part of what can happen; anything else is a bug.
    if (!(thrown instanceof Error) || thrown.name !== 'Failure') throw thrown;
  }
};

const owner = fc.constantFrom<Exclude<ArmOwner, 'nobody'>[]>('jog', 'training', 'replay', 'calibration');
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.tuple(owner, fc.tuple(angle, angle), fc.constantFrom('follow' as const, 'travel' as const)).map(([who, target, type]) => quietly((bench) => bench.tick(ask(type, target, who)))),
  fc.tuple(owner, fc.integer({ min: 1, max: 12 })).map(([who, ticks]) => quietly((bench) => {
    bench.supervisor.take(who);
    for (let count = 0; count < ticks; count += 1) bench.tick(ask('follow', [1.2, -0.5], who));
  })),
  owner.map((who) => quietly((bench) => bench.supervisor.yield(who))),
  fc.constant(quietly((bench) => bench.tick(hold))),
  fc.constant(quietly((bench) => bench.supervisor.release())),
  fc.constant(quietly((bench) => bench.supervisor.engage(reading(bench.position, bench.timeS)))),
  fc.constant(quietly((bench) => bench.supervisor.missed(periodS, 'no answer.'))),
  fc.constant(quietly((bench) => bench.supervisor.stop(operatorStop('STOP was pressed.')))),
  fc.constant(quietly((bench) => bench.supervisor.placed(reading([0.4, 0.1], (bench.timeS += periodS))))),
  fc.constantFrom<Partial<ArmState>[]>({ temperatureC: Float64Array.of(40, 80) }, { voltageV: Float64Array.of(3, 7) }, { load: Float64Array.of(1, -1) }).map((more) =>
    quietly((bench) => {
      for (let count = 0; count < 15; count += 1) bench.tick(hold, more);
    }),
  ),
);
const history = fc.array(happening, { maxLength: 40 });

describe('from every reachable state', () => {
  test('a STOP ends in hold within one tick: torque on, goal at the position that was read', () => {
    fc.assert(
      fc.property(history, fc.boolean(), (happenings, blind) => {
        const bench = new Bench(connected());
        const { supervisor } = bench;
        for (const happen of happenings) happen(bench);
        const latched = supervisor.mode === 'stopped';
        const read = [...bench.position];
        bench.timeS += periodS;
        if (blind) supervisor.missed(periodS, 'no answer.');
        else supervisor.observe(reading(read, bench.timeS), periodS);
        const before = [...supervisor.goalRad];
        supervisor.stop(operatorStop('STOP was pressed.'));
        const goal = [...supervisor.nextGoal(hold, periodS)];
        expect(supervisor.mode).toBe('stopped');
        expect(supervisor.torque).toBe(true);
        expect(supervisor.stopReason).toBeDefined();
        if (!latched) expect(goal).toEqual(blind ? before : read);
        for (let count = 0; count < 5; count += 1) expect(bench.tick(hold)).toEqual(goal);
      }),
      { numRuns: 500 },
    );
  });

  test('a latched stop ignores every motion until it is engaged, and then the arm is still where it was', () => {
    fc.assert(
      fc.property(history, fc.array(motionRequest, { maxLength: 20 }), (happenings, requests) => {
        const bench = new Bench(connected());
        const { supervisor } = bench;
        for (const happen of happenings) happen(bench);
        if (supervisor.owner === 'nobody') quietly(() => supervisor.take('jog'))(bench);
        supervisor.stop(operatorStop('STOP was pressed.'));
        const held = bench.tick(hold);
        for (const request of requests) {
          const asked = request.type === 'hold' ? request : { ...request, owner: supervisor.owner };
          expect(bench.tick(asked)).toEqual(held);
        }
        expect(() => supervisor.take('calibration')).toThrow(supervisor.stopReason?.sentence ?? 'no reason');
        supervisor.engage(reading(held, bench.timeS));
        expect(supervisor.mode).toBe('holding');
        expect(supervisor.owner).toBe('nobody');
        expect(bench.tick(hold)).toEqual(held);
      }),
      { numRuns: 200 },
    );
  });

  test('the arm has one owner, and moves for no other', () => {
    fc.assert(
      fc.property(history, owner, owner, (happenings, first, second) => {
        const bench = new Bench(connected());
        const { supervisor } = bench;
        for (const happen of happenings) happen(bench);
        if (supervisor.mode === 'stopped' || supervisor.mode === 'released') supervisor.engage(reading(bench.position, bench.timeS));
        supervisor.yield(supervisor.owner);
        supervisor.take(first);
        if (second === first) return;
        expect(() => supervisor.take(second)).toThrow(first);
        const before = [...supervisor.goalRad];
        expect(() => supervisor.nextGoal(ask('follow', [1, 1], second), periodS)).toThrow(second);
        expect([...supervisor.goalRad]).toEqual(before);
        supervisor.yield(second);
        expect(supervisor.owner).toBe(first);
      }),
      { numRuns: 200 },
    );
  });
});

describe('released', () => {
  test('the torque is off, the goal goes along with the arm, and engage holds it where it is then', () => {
    const bench = new Bench(connected());
    bench.supervisor.release();
    expect(bench.supervisor.torque).toBe(false);
    bench.position = [0.9, -0.9];
    bench.tick(hold);
    expect([...bench.supervisor.goalRad]).toEqual([0.9, -0.9]);
    expect(() => bench.supervisor.take('jog')).toThrow('Engage');
    bench.supervisor.engage(reading([1, -1], bench.timeS));
    expect([...bench.supervisor.goalRad]).toEqual([1, -1]);
    expect(bench.supervisor.torque).toBe(true);
  });
});
