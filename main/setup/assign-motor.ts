import type { FoundServo } from '../../shared/arm-setup';
import { Failure, failureReport } from '../../shared/contract/failure';
import { defaultBusOptions, ServoBus } from '../../firmware-bridge/servo-bus';
import type { ServoFamily } from '../../firmware-bridge/servo-family';
import { writeServoMemory } from '../../firmware-bridge/servo-memory';
import type { OpenLine } from '../control/serial/probe-bus';
import { setupLatencyMs } from './arm-line';

/**
 * Gives the one motor that is connected its id, its speed and what else a motor of an arm needs. A servo answers by its
 * new id and at its new speed from the moment of writing on, so that the speed comes last and is looked for anew. Each
 * step may be done again: a motor whose setting was cut off is found by whatever it has by then. The lock of its memory
 * is shut at the end, also when something failed.
 * @throws Failure when a value does not stay; it says so where the lock could not be shut either.
 */
export async function assignMotor(path: string, openLine: OpenLine, family: ServoFamily, found: FoundServo, id: number, joint: string): Promise<void> {
  const { baudCodes, baudRates } = family;
  const [baudRate = found.baudRate] = baudRates;
  const code = baudCodes.get(baudRate);
  if (code === undefined) throw new Error(`${family.title} has no code for ${baudRate} baud.`);
  const motor = new MotorAtPort(path, openLine, family, joint);
  try {
    await motor.at(found.baudRate, async (bus) => {
      await bus.write(found.id, family.registers.torqueEnable, 0);
      if (found.id !== id) await motor.changeId(bus, found.id, id);
      if (found.baudRate !== baudRate) await motor.changeSpeed(bus, id, code);
    });
    await motor.at(baudRate, async (bus) => {
      if ((await bus.ping(id)) === undefined) throw new Failure('link-lost', `The motor of ${joint} does not answer as id ${id} at ${baudRate} baud after it was set. Switch its supply off and on, then try again.`);
      await motor.finish(bus, id);
    });
  } catch (thrown) {
    if (await motor.shutLock([found.baudRate, baudRate], [id, found.id])) throw thrown;
    const { code: failureCode, message } = failureReport(thrown);
    throw new Failure(failureCode, `${message} The lock of its memory is still open: set this motor up again, which shuts it.`, { cause: thrown });
  }
}

class MotorAtPort {
  private lockOpened = false;

  constructor(
    private readonly path: string,
    private readonly openLine: OpenLine,
    private readonly family: ServoFamily,
    private readonly joint: string,
  ) {}

  async at<Result>(baudRate: number, action: (bus: ServoBus) => Promise<Result>): Promise<Result> {
    const { family, joint } = this;
    const line = await this.openLine(this.path, baudRate);
    const bus = new ServoBus(family.protocol, line, { ...defaultBusOptions, baudRate, latencyMs: setupLatencyMs, nameOf: (id) => `The motor of ${joint} (id ${id})` });
    try {
      return await action(bus);
    } finally {
      await bus.close();
    }
  }

  async changeId(bus: ServoBus, from: number, to: number): Promise<void> {
    await this.openLock(bus, from);
    // Some firmware acknowledges by the old id, some by the new one.
    await unanswered(bus.write(from, this.family.registers.id, to));
    if ((await bus.ping(to)) === undefined) throw new Failure('unavailable', `The motor with id ${from} did not take the id ${to}. Switch its supply off and on, then try again.`);
  }

  async changeSpeed(bus: ServoBus, id: number, code: number): Promise<void> {
    await this.openLock(bus, id);
    // It may answer at the new speed already: whether it took it is seen there.
    await unanswered(bus.write(id, this.family.registers.baudRate, code));
  }

  /** Position mode and quick answers; shuts the lock of the memory at the end. */
  async finish(bus: ServoBus, id: number): Promise<void> {
    const { family, joint } = this;
    const { registers } = family;
    const mode = await bus.read(id, registers.operatingMode);
    const [positionMode = 0] = family.positionModes;
    const cleared = [];
    for (const { register, bits } of family.clearedBits) cleared.push({ register, value: (await bus.read(id, register)) & ~bits });
    await writeServoMemory(bus, family, { name: joint, id }, [
      { register: registers.id, value: id },
      ...(family.positionModes.includes(mode) ? [] : [{ register: registers.operatingMode, value: positionMode }]),
      ...family.housekeeping,
      ...cleared,
    ]);
  }

  /** Shuts the lock by whatever speed and id the motor has by now. Returns whether it is shut, or was never opened. */
  async shutLock(baudRates: readonly number[], ids: readonly number[]): Promise<boolean> {
    const { lock } = this.family.registers;
    if (lock === undefined || !this.lockOpened) return true;
    for (const baudRate of new Set(baudRates)) {
      for (const id of new Set(ids)) {
        const shut = this.at(baudRate, async (bus) => {
          await bus.write(id, lock, 1);
          return (await bus.read(id, lock)) === 1;
        });
        if (await orFalse(shut)) return true;
      }
    }
    return false;
  }

  private async openLock(bus: ServoBus, id: number): Promise<void> {
    const { lock } = this.family.registers;
    if (lock === undefined) return;
    this.lockOpened = true;
    await bus.write(id, lock, 0);
  }
}

/** A motor that does not answer by one speed and id may do by another. */
async function orFalse(attempt: Promise<boolean>): Promise<boolean> {
  try {
    return await attempt;
  } catch (thrown) {
    if (thrown instanceof Failure) return false;
    throw thrown;
  }
}

async function unanswered(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.code !== 'link-lost') throw thrown;
  }
}
