import { describe, expect, it } from 'vitest';
import { createRandom } from '../../shared/maths/random';
import { decodeRegister } from '../register';
import { defaultBusOptions, ServoBus } from '../servo-bus';
import { IdealShaft } from '../testing/ideal-shaft';
import { createTransportPair } from '../transport/transport-pair';
import { dynamixelProtocol } from './bus-protocol';
import { presentStretch, watchdogTripped, xSeries } from './control-table';
import { EmulatedDynamixelBus } from './emulated-bus';
import { EmulatedDynamixelServo } from './emulated-servo';
import { encodeInstruction } from './packet';

const ids = [1, 2, 3, 4, 5, 6];
/** The first two are XL430, the others XL330, as in a Koch arm. */
const models = [1060, 1060, 1200, 1200, 1200, 1200];

function sixServos({ seed = 1, retries = 2 } = {}) {
  const pair = createTransportPair('emulated');
  const shafts = models.map((model) => Object.assign(new IdealShaft(), { volts: model === 1060 ? 12 : 5 }));
  const servos = shafts.map((shaft, index) => new EmulatedDynamixelServo(index + 1, models[index] ?? 1200, shaft));
  const device = new EmulatedDynamixelBus(pair.device, servos, createRandom(seed).uniform);
  const bus = new ServoBus(dynamixelProtocol, pair.host, { ...defaultBusOptions, latencyMs: 2, retries, nameOf: (id) => `joint ${id} (id ${id})` });
  const third = servos[2];
  const thirdShaft = shafts[2];
  if (third === undefined || thirdShaft === undefined) throw new Error('six servos were made');
  return { pair, shafts, servos, device, bus, third, thirdShaft };
}

describe('the Dynamixel bus against byte-true servos', () => {
  it('finds the servos and reads a signed register', async () => {
    const { bus, thirdShaft } = sixServos();
    thirdShaft.ticks = -300;
    expect(await bus.scan()).toEqual(ids);
    expect(await bus.read(2, xSeries.modelNumber)).toBe(1060);
    expect(await bus.read(3, xSeries.presentPosition)).toBe(-300);
  });

  it('reads load from an XL430 and current from an XL330, at one address', async () => {
    const { bus } = sixServos();
    expect(await bus.readAll(ids, xSeries.presentCurrent)).toEqual([-300, -300, -525, -525, -525, -525]);
  });

  it('moves six servos by one sync write and reads them by one sync read', async () => {
    const { bus } = sixServos();
    for (const id of ids) await bus.write(id, xSeries.torqueEnable, 1);
    await bus.syncWrite(xSeries.goalPosition, new Map(ids.map((id) => [id, 1000 + id])));
    const replies = await bus.syncRead(ids, presentStretch);
    const at = xSeries.presentPosition.address - presentStretch.address;
    expect(replies.map((reply) => decodeRegister(xSeries.presentPosition, reply.data.subarray(at)))).toEqual([1001, 1002, 1003, 1004, 1005, 1006]);
  });

  it('carries values whose bytes look like a header', async () => {
    const { bus } = sixServos();
    await bus.write(1, xSeries.homingOffset, -513);
    expect(await bus.read(1, xSeries.homingOffset)).toBe(-513);
    await bus.write(3, xSeries.operatingMode, 4);
    await bus.write(3, xSeries.goalPosition, 0x00fdffff);
    expect(await bus.read(3, xSeries.goalPosition)).toBe(0x00fdffff);
  });

  it('adds the homing offset, where Feetech takes it off', async () => {
    const { bus, thirdShaft } = sixServos();
    thirdShaft.ticks = 1337;
    await bus.write(3, xSeries.homingOffset, 710);
    expect(await bus.read(3, xSeries.presentPosition)).toBe(2047);
  });

  it.each([
    ['EEPROM with torque on', xSeries.homingOffset, 5, /torque off/],
    ['what the servo alone writes', xSeries.presentPosition, 5, /cannot be written/],
    ['a goal beyond the limits', xSeries.goalPosition, 4000, /beyond the limit/],
    ['a bus watchdog of 128', xSeries.busWatchdog, 128, /out of range/],
  ])('refuses %s and says so by name', async (_, register, value, sentence) => {
    const { bus } = sixServos();
    await bus.write(3, xSeries.maxPositionLimit, 3000);
    await bus.write(3, xSeries.torqueEnable, 1);
    const refused = bus.write(3, register, value);
    await expect(refused).rejects.toThrow(/^joint 3 \(id 3\) did not take/);
    await expect(refused).rejects.toThrow(sentence);
  });

  it('answers an instruction that it does not know with an error', async () => {
    const { pair } = sixServos();
    const replies: number[] = [];
    const heard = dynamixelProtocol.createParser((reply) => replies.push(reply.errorBits));
    pair.host.onBytes((bytes) => heard.push(bytes));
    await pair.host.write(encodeInstruction({ type: 'other', id: 4, code: 0x10, parameters: Uint8Array.of(1) }));
    await Promise.resolve();
    expect(replies).toEqual([2]);
  });

  it('stops a servo that hears nothing for longer than its bus watchdog, and takes no goal until it is cleared', async () => {
    const { bus, third, thirdShaft } = sixServos();
    await bus.write(3, xSeries.torqueEnable, 1);
    await bus.write(3, xSeries.profileVelocity, 10);
    await bus.write(3, xSeries.busWatchdog, 5);
    await bus.write(3, xSeries.goalPosition, 3000);
    third.advance(0.09);
    const stoppedAt = thirdShaft.ticks;
    expect(stoppedAt).toBeGreaterThan(2047);
    third.advance(0.02);
    third.advance(1);
    expect(thirdShaft.ticks).toBeLessThan(stoppedAt + 5);
    expect(thirdShaft.torque).toBe(true);
    expect(await bus.read(3, xSeries.busWatchdog)).toBe(watchdogTripped);
    await expect(bus.write(3, xSeries.goalPosition, 2100)).rejects.toThrow(/out of range/);
    await expect(bus.write(3, xSeries.busWatchdog, 5)).rejects.toThrow(/out of range/);
    await bus.write(3, xSeries.busWatchdog, 0);
    await bus.write(3, xSeries.goalPosition, 2100);
    expect(await bus.read(3, xSeries.goalPosition)).toBe(2100);
  });

  it('is content with a watchdog that is fed', async () => {
    const { bus, third } = sixServos();
    await bus.write(3, xSeries.torqueEnable, 1);
    await bus.write(3, xSeries.busWatchdog, 5);
    for (let turn = 0; turn < 20; turn += 1) {
      third.advance(0.09);
      await bus.syncRead(ids, presentStretch);
    }
    expect(await bus.read(3, xSeries.busWatchdog)).toBe(5);
  });

  it('shuts down on an overload, raises the alert in every reply, and has its torque back after a reboot alone', async () => {
    const { bus, third, thirdShaft } = sixServos();
    await bus.write(3, xSeries.torqueEnable, 1);
    third.overload();
    expect(thirdShaft.torque).toBe(false);
    const [reply] = await bus.syncRead([3], presentStretch);
    expect(reply?.errorBits).toBe(0x80);
    expect(await bus.read(3, xSeries.hardwareError)).toBe(0x20);
    await expect(bus.write(3, xSeries.torqueEnable, 1)).rejects.toThrow(/could not do it/);
    await bus.reboot(3);
    expect(await bus.read(3, xSeries.hardwareError)).toBe(0);
    await bus.write(3, xSeries.torqueEnable, 1);
    expect(thirdShaft.torque).toBe(true);
  });

  it('keeps an XL430 going at a bad voltage, which is not in its shutdown mask, and reports it', async () => {
    const { bus, shafts } = sixServos();
    const [first] = shafts;
    await bus.write(1, xSeries.torqueEnable, 1);
    if (first) first.volts = 5;
    expect(await bus.read(1, xSeries.hardwareError)).toBe(1);
    expect(first?.torque).toBe(true);
  });

  it('gets every answer through a line that loses, damages and garbles one packet in ten each', async () => {
    const { bus, device } = sixServos({ seed: 11, retries: 8 });
    Object.assign(device.faults, { dropReply: 0.1, corruptReply: 0.1, noise: 0.1 });
    for (let turn = 0; turn < 60; turn += 1) expect(await bus.readAll(ids, xSeries.presentPosition)).toEqual(new Array(6).fill(2047));
    expect(bus.counts.retries).toBeGreaterThan(10);
    expect(bus.counts.failures).toBe(0);
  });

  it('fails at once with a lost link when the cable is pulled', async () => {
    const { bus, pair } = sixServos();
    pair.unplug('The cable was pulled.');
    await expect(bus.syncRead(ids, presentStretch)).rejects.toMatchObject({ code: 'link-lost' });
  });
});
