import type { FoundServo } from '../../shared/arm-setup';
import { Failure } from '../../shared/contract/failure';
import { defaultBusOptions, ServoBus } from '../../firmware-bridge/servo-bus';
import type { ServoFamily } from '../../firmware-bridge/servo-family';
import { writeServoMemory } from '../../firmware-bridge/servo-memory';
import type { OpenLine } from '../control/serial/probe-bus';
import { setupLatencyMs } from './arm-line';

/**
 * Gives the one motor that is connected its id, its speed and what else a motor of an arm needs. A servo answers by its
 * new id and at its new speed from the moment of writing on, so that the speed comes last and is looked for anew. Each
 * step may be done again: a motor whose setting was cut off is found by whatever it has by then.
 * @throws Failure when a value does not stay.
 */
export async function assignMotor(path: string, openLine: OpenLine, family: ServoFamily, found: FoundServo, id: number, joint: string): Promise<void> {
  const { registers, baudCodes, baudRates } = family;
  const [baudRate = found.baudRate] = baudRates;
  const code = baudCodes.get(baudRate);
  if (code === undefined) throw new Error(`${family.title} has no code for ${baudRate} baud.`);
  const open = async (rate: number): Promise<ServoBus> =>
    new ServoBus(family.protocol, await openLine(path, rate), { ...defaultBusOptions, baudRate: rate, latencyMs: setupLatencyMs, nameOf: (each) => `The motor of ${joint} (id ${each})` });

  const before = await open(found.baudRate);
  try {
    await before.write(found.id, registers.torqueEnable, 0);
    if (found.id !== id) await changeId(before, family, found.id, id);
    if (found.baudRate !== baudRate) {
      if (registers.lock !== undefined) await before.write(id, registers.lock, 0);
      // It may answer at the new speed already: whether it took it is seen there.
      await unanswered(before.write(id, registers.baudRate, code));
    }
  } finally {
    await before.close();
  }

  const after = await open(baudRate);
  try {
    if ((await after.ping(id)) === undefined) throw new Failure('link-lost', `The motor of ${joint} does not answer as id ${id} at ${baudRate} baud after it was set. Switch its supply off and on, then try again.`);
    await finish(after, family, joint, id);
  } finally {
    await after.close();
  }
}

async function changeId(bus: ServoBus, { registers }: ServoFamily, from: number, to: number): Promise<void> {
  if (registers.lock !== undefined) await bus.write(from, registers.lock, 0);
  // Some firmware acknowledges by the old id, some by the new one.
  await unanswered(bus.write(from, registers.id, to));
  if ((await bus.ping(to)) === undefined) throw new Failure('unavailable', `The motor with id ${from} did not take the id ${to}. Switch its supply off and on, then try again.`);
}

async function unanswered(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.code !== 'link-lost') throw thrown;
  }
}

/** Position mode and quick answers; shuts the lock of the memory at the end. */
async function finish(bus: ServoBus, family: ServoFamily, joint: string, id: number): Promise<void> {
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
