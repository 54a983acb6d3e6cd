import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sts3215 } from './feetech/control-table';
import { EmulatedFeetechServo } from './feetech/emulated-servo';
import { xSeries } from './dynamixel/control-table';
import { EmulatedDynamixelServo } from './dynamixel/emulated-servo';
import { MotionProfile } from './motion-profile';
import { decodeRegister, encodeRegister, type Register } from './register';
import { IdealShaft } from './testing/ideal-shaft';

interface Registers {
  read(address: number, count: number): Uint8Array;
  write(address: number, data: Uint8Array): unknown;
  advance(seconds: number): void;
  reset(): void;
  overload(): void;
}

/** Both families by one table: what they have in common is tested once. */
const families = [
  {
    name: 'Feetech',
    create: (shaft: IdealShaft): Registers => new EmulatedFeetechServo(1, shaft),
    table: sts3215 as { readonly torqueEnable: Register; readonly goalPosition: Register; readonly minPositionLimit: Register; readonly maxPositionLimit: Register; readonly presentPosition: Register },
    memorySize: 40,
    unlock: (servo: Registers) => void servo.write(sts3215.lock.address, Uint8Array.of(0)),
  },
  {
    name: 'Dynamixel',
    create: (shaft: IdealShaft): Registers => new EmulatedDynamixelServo(1, 1200, shaft),
    table: xSeries,
    memorySize: 64,
    unlock: () => undefined,
  },
];

describe.each(families)('an emulated servo of $name', ({ create, table, memorySize, unlock }) => {
  const write = (servo: Registers, register: Register, value: number) => void servo.write(register.address, encodeRegister(register, value));
  const read = (servo: Registers, register: Register) => decodeRegister(register, servo.read(register.address, register.byteCount));
  const anyWrite = fc.record({ address: fc.nat(150), data: fc.uint8Array({ minLength: 1, maxLength: 8 }) });

  it('keeps its EEPROM through any writes while the torque is on', () => {
    fc.assert(
      fc.property(fc.array(anyWrite, { maxLength: 30 }), (writes) => {
        const servo = create(new IdealShaft());
        unlock(servo);
        write(servo, table.torqueEnable, 1);
        const before = servo.read(0, memorySize);
        for (const { address, data } of writes) {
          if (address <= table.torqueEnable.address && address + data.length > table.torqueEnable.address) continue;
          servo.write(address, data);
          servo.advance(0.005);
        }
        expect(servo.read(0, memorySize)).toEqual(before);
      }),
    );
  });

  it('never steers its shaft beyond the position limits, whatever is written', () => {
    fc.assert(
      fc.property(fc.nat(4095), fc.nat(4095), fc.array(fc.integer({ min: -32_767, max: 32_767 }), { maxLength: 20 }), (first, second, goals) => {
        const [low, high] = [Math.min(first, second), Math.max(first, second)];
        const shaft = Object.assign(new IdealShaft(), { ticks: low });
        const servo = create(shaft);
        unlock(servo);
        write(servo, table.minPositionLimit, low);
        write(servo, table.maxPositionLimit, high);
        write(servo, table.goalPosition, low);
        write(servo, table.torqueEnable, 1);
        for (const goal of goals) {
          write(servo, table.goalPosition, goal);
          servo.advance(0.01);
          expect(shaft.ticks).toBeGreaterThanOrEqual(low);
          expect(shaft.ticks).toBeLessThanOrEqual(high);
        }
      }),
    );
  });

  it('does not move without torque, and never when the torque goes off', () => {
    const shaft = new IdealShaft();
    const servo = create(shaft);
    write(servo, table.goalPosition, 2500);
    servo.advance(1);
    expect(shaft.ticks).toBe(2047);
    write(servo, table.torqueEnable, 1);
    servo.advance(1);
    expect(shaft.ticks).toBe(2500);
    write(servo, table.torqueEnable, 0);
    write(servo, table.goalPosition, 1000);
    servo.advance(1);
    expect(shaft.ticks).toBe(2500);
  });

  it('has its torque off and its goal where it is after the supply failed', () => {
    const shaft = new IdealShaft();
    const servo = create(shaft);
    write(servo, table.torqueEnable, 1);
    write(servo, table.goalPosition, 2500);
    servo.advance(1);
    servo.reset();
    expect(shaft.torque).toBe(false);
    expect(read(servo, table.torqueEnable)).toBe(0);
    expect(read(servo, table.goalPosition)).toBe(2500);
  });
});

describe('the motion profile of a servo', () => {
  it('arrives, within its speed and acceleration, without overshooting a goal that stands', () => {
    fc.assert(
      fc.property(fc.double({ min: -3000, max: 3000, noNaN: true }), fc.double({ min: 50, max: 3000, noNaN: true }), fc.double({ min: 500, max: 25_000, noNaN: true }), (goal, speed, acceleration) => {
        const profile = new MotionProfile();
        const seconds = 0.005;
        let before = 0;
        for (let step = 0; step < 30_000 && profile.position !== goal; step += 1) {
          profile.advance(goal, speed, acceleration, seconds);
          expect(Math.abs(profile.velocity)).toBeLessThanOrEqual(speed + 1e-6);
          expect(Math.abs(profile.velocity - before)).toBeLessThanOrEqual(acceleration * seconds + 1e-6);
          // Braking goes in steps: what is left of the last one.
          expect(Math.abs(profile.position)).toBeLessThanOrEqual(Math.abs(goal) + (acceleration * seconds ** 2) / 8 + 1e-9);
          before = profile.velocity;
        }
        expect(profile.position).toBeCloseTo(goal, 6);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps to its speed without an acceleration', () => {
    const profile = new MotionProfile();
    profile.advance(100, 50, Number.POSITIVE_INFINITY, 0.5);
    expect(profile.position).toBe(25);
    for (let step = 0; step < 4; step += 1) profile.advance(100, 50, Number.POSITIVE_INFINITY, 0.5);
    expect(profile).toMatchObject({ position: 100, velocity: 0 });
  });
});
