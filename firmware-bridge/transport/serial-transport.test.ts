import { describe, expect, it } from 'vitest';
import { Failure } from '../../shared/contract/failure';
import { openSerialCable, socatIsThere } from './pseudo-terminal';
import { openFailure, openSerialTransport } from './serial-transport';
import type { Transport } from './transport';

const lostOf = (transport: Transport) => new Promise<string>((resolve) => transport.onLost(resolve));

function received(transport: Transport, count: number): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const bytes: number[] = [];
    transport.onBytes((chunk) => {
      bytes.push(...chunk);
      if (bytes.length >= count) resolve(Uint8Array.from(bytes));
    });
  });
}

describe.skipIf(!socatIsThere)('a serial port (needs socat)', () => {
  it('carries all 256 byte values both ways', async () => {
    const cable = await openSerialCable();
    const host = await openSerialTransport(cable.hostEnd, 1_000_000);
    const device = await openSerialTransport(cable.deviceEnd, 1_000_000);
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const arrived = received(device, 256);
    await host.write(bytes);
    expect(await arrived).toEqual(bytes);
    await host.close();
    await device.close();
    cable.unplug();
  });

  it('reports an unplugged cable exactly once, 100 times of 100 while data streams, and refuses writes after it', async () => {
    for (let turn = 0; turn < 100; turn += 1) {
      const cable = await openSerialCable();
      const host = await openSerialTransport(cable.hostEnd, 1_000_000);
      const device = await openSerialTransport(cable.deviceEnd, 1_000_000);
      let reports = 0;
      host.onLost(() => (reports += 1));
      const streaming = received(host, 2000);
      const stream = setInterval(() => void device.write(new Uint8Array(500).fill(0x55)).catch(() => undefined), 1);
      await streaming;
      const lost = lostOf(host);
      cable.unplug();
      expect(await lost).toMatch(/^The cable to .* was lost/);
      clearInterval(stream);
      await expect(host.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'link-lost' });
      await host.close();
      await device.close();
      expect(reports).toBe(1);
    }
  });

  it('says so when another program holds the port', async () => {
    const cable = await openSerialCable();
    const first = await openSerialTransport(cable.hostEnd, 115_200);
    await expect(openSerialTransport(cable.hostEnd, 115_200)).rejects.toThrow(/Another program holds/);
    await first.close();
    cable.unplug();
  });
});

describe('a port that cannot be opened', () => {
  it('says that there is none', async () => {
    await expect(openSerialTransport('/dev/tempera-no-such-port', 115_200)).rejects.toThrow(/There is no port \/dev\/tempera-no-such-port/);
  });

  it('says that a file is no port', async () => {
    await expect(openSerialTransport('/dev/null', 115_200)).rejects.toThrow(/is no serial port/);
  });

  it.each([
    ['Error: Permission denied, cannot open /dev/ttyUSB0', /dialout/],
    ['Error Resource temporarily unavailable Cannot lock port', /Another program/],
    ['Opening COM3: Access denied', /Another program/],
    ['Opening COM9: File not found', /There is no port/],
    ['something new', /could not be opened: something new/],
  ])('puts "%s" into plain words', (detail, sentence) => {
    const failure = openFailure('PORT', detail);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure.message).toMatch(sentence);
  });
});
