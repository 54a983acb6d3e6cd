import { describe, expect, it } from 'vitest';
import { createRandom } from '../../shared/maths/random';
import { createTransportPair } from '../transport/transport-pair';
import { decodeRegister } from '../register';
import { defaultBusOptions, ServoBus } from '../servo-bus';
import { IdealShaft } from '../testing/ideal-shaft';
import { feetechProtocol } from './bus-protocol';
import { presentStretch, sts3215 } from './control-table';
import { EmulatedFeetechBus } from './emulated-bus';
import { EmulatedFeetechServo } from './emulated-servo';

function sixServos({ seed = 1, retries = 2 } = {}) {
  const pair = createTransportPair('emulated');
  const shafts = Array.from({ length: 6 }, () => new IdealShaft());
  const servos = shafts.map((shaft, index) => new EmulatedFeetechServo(index + 1, shaft));
  const device = new EmulatedFeetechBus(pair.device, servos, createRandom(seed).uniform);
  const bus = new ServoBus(feetechProtocol, pair.host, { ...defaultBusOptions, latencyMs: 2, retries, nameOf: (id) => `joint ${id} (id ${id})` });
  return { pair, shafts, servos, device, bus, ids: [1, 2, 3, 4, 5, 6] };
}

describe('the Feetech bus against byte-true servos', () => {
  it('finds the servos and reads a signed register', async () => {
    const { bus } = sixServos();
    expect(await bus.scan()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await bus.read(1, sts3215.modelNumber)).toBe(777);
    expect(await bus.read(3, sts3215.presentLoad)).toBe(-300);
  });

  it('moves six servos by one sync write and reads them by one sync read', async () => {
    const { bus, ids } = sixServos();
    for (const id of ids) await bus.write(id, sts3215.torqueEnable, 1);
    await bus.syncWrite(sts3215.goalPosition, new Map(ids.map((id) => [id, 1000 + id])));
    const replies = await bus.syncRead(ids, presentStretch);
    expect(replies.map((reply) => decodeRegister(sts3215.presentPosition, reply.data.subarray(0, 2)))).toEqual([1001, 1002, 1003, 1004, 1005, 1006]);
  });

  it('writes one byte of torque and leaves the acceleration beside it alone', async () => {
    const { bus } = sixServos();
    await bus.write(2, sts3215.acceleration, 77);
    await bus.write(2, sts3215.torqueEnable, 1);
    expect(await bus.read(2, sts3215.acceleration)).toBe(77);
  });

  it('refuses EEPROM writes until torque is off and the lock is open', async () => {
    const { bus } = sixServos();
    await bus.write(1, sts3215.homingOffset, -710);
    expect(await bus.read(1, sts3215.homingOffset)).toBe(0);
    await bus.write(1, sts3215.lock, 0);
    await bus.write(1, sts3215.homingOffset, -710);
    expect(await bus.read(1, sts3215.homingOffset)).toBe(-710);
    expect(await bus.read(1, sts3215.presentPosition)).toBe(2047 + 710);
  });

  it('keeps the data of a reply whose error bits are set, and explains them', async () => {
    const { bus, shafts, ids } = sixServos();
    const [first] = shafts;
    if (first) first.volts = 12.1;
    const replies = await bus.syncRead(ids, presentStretch);
    expect(replies.map((reply) => reply.errorBits)).toEqual([1, 0, 0, 0, 0, 0]);
    expect(replies.flatMap((reply) => bus.explain(reply))).toEqual([expect.stringMatching(/^joint 1 \(id 1\): its supply voltage is out of range/)]);
  });

  it('gets every answer through a line that loses, damages and garbles one packet in ten each', async () => {
    const { bus, device, ids } = sixServos({ seed: 11, retries: 8 });
    Object.assign(device.faults, { dropReply: 0.1, corruptReply: 0.1, noise: 0.1 });
    for (let turn = 0; turn < 60; turn += 1) {
      const replies = await bus.syncRead(ids, presentStretch);
      expect(replies.map((reply) => decodeRegister(sts3215.presentPosition, reply.data.subarray(0, 2)))).toEqual(new Array(6).fill(2047));
    }
    expect(bus.counts.retries).toBeGreaterThan(10);
    expect(bus.counts.failures).toBe(0);
  });

  it('names the servo that stays silent', async () => {
    const { bus, servos, ids } = sixServos();
    const [, , third] = servos;
    third?.write(sts3215.lock.address, Uint8Array.of(0));
    third?.write(sts3215.id.address, Uint8Array.of(9));
    await expect(bus.syncRead(ids, presentStretch)).rejects.toThrow(/^joint 3 \(id 3\) did not answer 3 times while reading its state/);
  });

  it('fails at once with a lost link when the cable is pulled', async () => {
    const { bus, pair, ids } = sixServos();
    pair.unplug('The cable was pulled.');
    await expect(bus.syncRead(ids, presentStretch)).rejects.toMatchObject({ code: 'link-lost' });
  });
});
