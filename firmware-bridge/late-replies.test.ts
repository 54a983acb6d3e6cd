import { expect, test } from 'vitest';
import { feetechFamily } from './feetech/family';
import { decodeInstruction, encodeFrame } from './feetech/packet';
import { createFeetechParser } from './feetech/parser';
import { defaultBusOptions, ServoBus } from './servo-bus';
import { createTransportPair } from './transport/transport-pair';

/** Servos that answer a read of one byte with its address, after a delay that the test sets, each question in turn. */
function slowServos(delaysMs: readonly number[]) {
  const { host, device } = createTransportPair('the cable');
  const asked: (readonly number[])[] = [];
  const parser = createFeetechParser((frame) => {
    const instruction = decodeInstruction(frame);
    const delayMs = delaysMs[asked.length] ?? 0;
    const ids = instruction.type === 'sync-read' ? instruction.ids : instruction.type === 'read' ? [instruction.id] : [];
    asked.push(ids);
    if (instruction.type !== 'sync-read' && instruction.type !== 'read') return;
    const replies = ids.flatMap((id) => [...encodeFrame({ id, code: 0, parameters: Uint8Array.of(instruction.address) })]);
    setTimeout(() => void device.write(Uint8Array.from(replies)), delayMs);
  });
  device.onBytes((bytes) => parser.push(bytes));
  return { asked, bus: new ServoBus(feetechFamily.protocol, host, { ...defaultBusOptions, latencyMs: 30 }) };
}

const first = { address: 14, count: 1 };
const second = { address: 15, count: 1 };

test('replies that come after they were asked for again are not taken for those of the next question', async () => {
  // The first answer is late: the second try gets it, and its own answer is still on its way when the bus is free.
  const { bus } = slowServos([32, 3, 0]);
  expect((await bus.syncRead([1, 2], first)).map(({ data }) => data[0])).toEqual([14, 14]);
  expect((await bus.syncRead([1, 2], second)).map(({ data }) => data[0])).toEqual([15, 15]);
});

test('after a question that was given up, the line is left in peace until what is late has come', async () => {
  const { bus } = slowServos([45, 0]);
  expect(await bus.trySyncRead([1, 2], first)).toBeUndefined();
  expect((await bus.syncRead([1, 2], second)).map(({ data }) => data[0])).toEqual([15, 15]);
});

test('only the servos that are missing are asked again', async () => {
  const { host, device } = createTransportPair('the cable');
  const asked: (readonly number[])[] = [];
  const parser = createFeetechParser((frame) => {
    const instruction = decodeInstruction(frame);
    if (instruction.type !== 'sync-read') return;
    asked.push(instruction.ids);
    const answering = asked.length === 1 ? instruction.ids.filter((id) => id !== 2) : instruction.ids;
    for (const id of answering) void device.write(encodeFrame({ id, code: 0, parameters: Uint8Array.of(7) }));
  });
  device.onBytes((bytes) => parser.push(bytes));
  const bus = new ServoBus(feetechFamily.protocol, host, { ...defaultBusOptions, latencyMs: 5 });
  expect(await bus.syncRead([1, 2, 3], first)).toHaveLength(3);
  expect(asked).toEqual([[1, 2, 3], [2]]);
  expect([1, 2, 3].map((id) => bus.countsOf(id))).toEqual([
    { retries: 0, failures: 0 },
    { retries: 1, failures: 0 },
    { retries: 0, failures: 0 },
  ]);
});
