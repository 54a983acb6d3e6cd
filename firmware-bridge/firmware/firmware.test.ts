import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeFrame, FrameParser } from '../board/frame';
import { acknowledgeStatus, boardEvent, boardMode, jointCount, messageTable, protocolVersion, resetCause, stateFlag, unitsPerUs, type BoardMessage } from '../board/messages';
import { buildFirmware, compilerVersion, missingFor } from './build-firmware';
import { releasedFirmware } from './released-firmware';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tempera-core-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const skipUnless = (missing: readonly string[], what: string) => {
  if (missing.length > 0) console.warn(`SKIPPED: ${what}; install ${missing.join(', ')}.`);
  return missing.length > 0;
};

/** Runs orders through the portable half of the firmware; one list of messages for each order. */
function runCore(program: string, orders: readonly string[]): readonly (readonly BoardMessage[])[] {
  const ran = spawnSync(program, { input: `${orders.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (ran.status !== 0) throw new Error(`The core ended with ${ran.status ?? ran.signal}: ${ran.stderr}`);
  const answers = ran.stdout.split('.\n').slice(0, -1);
  return answers.map((answer) => {
    const messages: BoardMessage[] = [];
    const parser = new FrameParser((message) => messages.push(message));
    parser.push(Buffer.from(answer.replaceAll('\n', ''), 'hex'));
    expect(parser.counts).toMatchObject({ damaged: 0, wrongCrcs: 0, unknown: 0 });
    return messages;
  });
}

const bytes = (...messages: readonly BoardMessage[]) => `bytes ${messages.map((message) => Buffer.from(encodeFrame(message)).toString('hex')).join('')}`;
const widths = (us: number) => new Array<number>(jointCount).fill(us * unitsPerUs);

describe.skipIf(skipUnless(missingFor('host'), 'the portable half of the firmware'))('the portable half of the firmware', () => {
  let core: string;
  beforeAll(() => {
    core = buildFirmware('host', __dirname, folder);
  });

  it('answers every command of the golden vectors as the table says', () => {
    const { vectors } = JSON.parse(readFileSync(path.join(__dirname, '..', 'board', 'golden', 'board_vectors.json'), 'utf8')) as { vectors: { message: BoardMessage; hex: string }[] };
    const commands = vectors.filter(({ message }) => messageTable[message.type].number < 0x80);
    const answers = runCore(core, ['bytes 00', ...commands.map(({ hex }) => `bytes ${hex.replaceAll(' ', '')}`)]).slice(1);
    const replies = answers.map((answer, index) => answer.find((reply) => reply.type !== 'event' && reply.sequence === commands[index]?.message.sequence));
    expect(replies.map((reply) => reply?.type)).toEqual(
      commands.map(({ message }) => ({ hello: 'hello-reply', 'get-state': 'state', 'get-limits': 'limits' })[message.type as string] ?? 'acknowledge'),
    );
  });

  it('announces its start, and greets with its versions', () => {
    const [start, hello] = runCore(core, ['bytes 00', bytes({ type: 'hello', sequence: 9, protocolVersion })]);
    expect(start).toMatchObject([{ type: 'event', event: boardEvent.boot }]);
    expect(hello).toMatchObject([{ type: 'hello-reply', sequence: 9, protocolVersion, jointCount, watchdogMs: 250, mode: boardMode.ready, flags: 0 }]);
  });

  it('takes targets by a fiftieth of the slew limit in each frame, within the limits', () => {
    const start: readonly BoardMessage[] = [
      { type: 'set-limits', sequence: 1, joint: 0, lowest: 1000 * unitsPerUs, highest: 2000 * unitsPerUs, slewUsS: 500 },
      { type: 'pulses', sequence: 2, on: 1 },
      { type: 'set-targets', sequence: 3, widths: widths(1950) },
    ];
    const look = bytes({ type: 'get-state', sequence: 4 });
    const seen = runCore(core, [bytes(...start), ...Array.from({ length: 50 }, () => ['ms 20', look]).flat()]).slice(1);
    const positions = seen.flatMap((answer) => answer.flatMap((message) => (message.type === 'state' ? [message.widths.map((width) => width / unitsPerUs)] : [])));
    expect(positions.slice(0, 3).map((each) => each.slice(0, 2))).toEqual([[1510, 1520], [1520, 1540], [1530, 1560]]);
    expect(positions.at(-1)?.slice(0, 2)).toEqual([1950, 1950]);
  });

  it('keeps positions within limits and slew, and holds once stopped, whatever it is told', () => {
    const us = fc.integer({ min: 300, max: 2700 });
    const order = fc.oneof(
      fc.array(us, { minLength: 6, maxLength: 6 }).map((each) => bytes({ type: 'set-targets', sequence: 1, widths: each.map((value) => value * unitsPerUs) })),
      fc.nat(1).map((on) => bytes({ type: 'pulses', sequence: 2, on })),
      fc.constantFrom<BoardMessage>({ type: 'stop', sequence: 3 }, { type: 'clear', sequence: 4 }, { type: 'ping', sequence: 5 }).map((message) => bytes(message)),
      fc.nat(400).map((count) => `ms ${count}`),
      fc.constantFrom('switch 0', 'switch 1'),
      fc.uint8Array({ minLength: 1, maxLength: 30 }).map((garbage) => `bytes ${Buffer.from(garbage).toString('hex')}`),
    );
    const limits: BoardMessage = { type: 'set-limits', sequence: 0, joint: 3, lowest: 1200 * unitsPerUs, highest: 1800 * unitsPerUs, slewUsS: 400 };
    fc.assert(
      fc.property(fc.array(order, { maxLength: 30 }), (orders) => {
        const all = [bytes(limits), ...orders.flatMap((each) => [each, bytes({ type: 'get-state', sequence: 77 })])];
        let before: BoardMessage | undefined;
        for (const answer of runCore(core, all)) {
          for (const state of answer) {
            if (state.type !== 'state') continue;
            expect(state.widths[3]).toBeGreaterThanOrEqual(1200 * unitsPerUs);
            expect(state.widths[3]).toBeLessThanOrEqual(1800 * unitsPerUs);
            expect(state.widths.every((width) => width >= 500 * unitsPerUs && width <= 2500 * unitsPerUs)).toBe(true);
            if (state.mode !== boardMode.ready) expect(state.targetWidths).toEqual(state.widths);
            if (before?.type === 'state') {
              const frames = Math.ceil((state.timeMs - before.timeMs) / 20);
              expect(Math.abs((state.widths[3] ?? 0) - (before.widths[3] ?? 0))).toBeLessThanOrEqual(frames * 8 * unitsPerUs);
              if (before.mode !== boardMode.ready && state.mode !== boardMode.ready) expect(state.widths).toEqual(before.widths);
            }
            before = state;
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('survives a million random bytes and answers the next command', () => {
    let word = 12345;
    const random = Buffer.from(Uint8Array.from({ length: 1_000_000 }, () => (word = (Math.imul(word, 1_103_515_245) + 12_345) >>> 0) >>> 24));
    const chunks = Array.from({ length: 100 }, (_, index) => `bytes ${random.subarray(index * 10_000, (index + 1) * 10_000).toString('hex')}`);
    const answers = runCore(core, [...chunks, bytes({ type: 'ping', sequence: 200 })]);
    expect(answers.at(-1)).toMatchObject([{ type: 'acknowledge', sequence: 200, status: acknowledgeStatus.ok }]);
  });

  it('has the numbers of the host', () => {
    const header = ['core/session.h', 'core/arm.h'].map((file) => readFileSync(path.join(__dirname, file), 'utf8')).join('\n');
    const numbersOf = (prefix: string) => [...header.matchAll(new RegExp(`\\b${prefix}_\\w+ = (\\w+),`, 'g'))].map((found) => Number(found[1]));
    const messageNumbers = Object.values(messageTable).map(({ number }) => number as number);
    expect([...numbersOf('COMMAND'), ...numbersOf('REPLY')]).toEqual(messageNumbers);
    expect(numbersOf('MODE')).toEqual(Object.values(boardMode));
    expect(numbersOf('STATUS')).toEqual(Object.values(acknowledgeStatus));
    expect(numbersOf('EVENT')).toEqual(Object.values(boardEvent));
    expect(numbersOf('FLAG')).toEqual(Object.values(stateFlag));
    expect(Object.values(resetCause)).toEqual([1, 2, 4, 8]);
  });
});

describe('the released firmware', () => {
  it('is the same in the .hex file and in the app', () => {
    expect(readFileSync(path.join(__dirname, 'release', 'tempera-board.hex'), 'latin1').replaceAll('\r', '')).toBe(releasedFirmware().hex.replaceAll('\r', ''));
  });

  const { compiler } = releasedFirmware();
  const unequal = missingFor('hex').length === 0 && compilerVersion() !== compiler ? [compiler] : [];
  it.skipIf(skipUnless([...missingFor('hex'), ...unequal], 'building the firmware again'))('comes byte for byte out of its sources', () => {
    const built = readFileSync(buildFirmware('hex', __dirname, folder), 'latin1');
    expect(built).toBe(releasedFirmware().hex);
  });
});
