import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../shared/maths/random';
import { releasedFirmware } from '../../firmware/released-firmware';
import type { BoardTime } from '../board-time';
import { flashFirmware, type FlashProgress } from './flash-firmware';
import { parseIntelHex } from './intel-hex';
import { applicationBytes } from './stk500';
import { EmulatedBootloader } from './testing/emulated-bootloader';

const record = (address: number, type: number, data: readonly number[]) => {
  const bytes = [data.length, address >> 8, address & 0xff, type, ...data];
  const checksum = (256 - (bytes.reduce((sum, byte) => sum + byte, 0) % 256)) % 256;
  return `:${Buffer.from([...bytes, checksum]).toString('hex').toUpperCase()}`;
};
const end = record(0, 1, []);

/** Intel HEX of a memory from address 0, in records of up to 16 bytes. */
function hexOf(memory: Uint8Array): string {
  const starts = Array.from({ length: Math.ceil(memory.length / 16) }, (_, index) => index * 16);
  return [...starts.map((start) => record(start, 0, [...memory.subarray(start, start + 16)])), end, ''].join('\r\n');
}

describe('an Intel HEX file', () => {
  it('gives back any memory', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (memory) => {
        expect(parseIntelHex(hexOf(memory), applicationBytes)).toEqual(memory);
      }),
    );
  });

  it('may come in any order, with gaps and with segments', () => {
    const lines = [record(0, 2, [0x00, 0x10]), record(4, 0, [5, 6]), record(0, 4, [0, 0]), record(1, 0, [1]), record(0, 3, [0, 0, 0, 0]), record(0, 5, [0, 0, 0, 0]), end];
    const memory = parseIntelHex(lines.join('\n'), applicationBytes);
    expect(memory.length).toBe(256 + 6);
    expect([memory[0], memory[1], memory[2], memory[260], memory[261]]).toEqual([0xff, 1, 0xff, 5, 6]);
  });

  it('is refused after any change of one digit', () => {
    const whole = hexOf(Uint8Array.from({ length: 64 }, (_, index) => index * 3));
    const digits = [...whole].flatMap((character, place) => (/[0-9A-F]/.test(character) ? [place] : []));
    fc.assert(
      fc.property(fc.constantFrom(...digits), fc.integer({ min: 1, max: 15 }), (place, change) => {
        const digit = ((Number.parseInt(whole[place] ?? '0', 16) + change) % 16).toString(16);
        expect(() => parseIntelHex(whole.slice(0, place) + digit + whole.slice(place + 1), applicationBytes)).toThrow(/Line \d+ of the firmware file|room for/);
      }),
    );
  });

  it.each([
    ['garbage', /^Line 1 .* is no Intel HEX record/],
    [record(0, 0, [1, 2]), /has no end record: it was cut short/],
    [`${end}\n${end}`, /more lines follow/],
    [`${record(0, 0, [1])}\n${record(0, 0, [2])}\n${end}`, /^Line 2 .* earlier line has filled/],
    [`${record(0, 9, [])}\n${end}`, /unknown record type 9/],
    [`${record(0, 4, [1])}\n${end}`, /does not take/],
    [`${record(0, 4, [0, 1])}\n${record(0, 0, [1])}\n${end}`, /built for another board/],
    ['', /no end record/],
  ])('is refused in plain words: %j', (text, sentence) => {
    expect(() => parseIntelHex(text, applicationBytes)).toThrow(sentence);
  });

  it('never fails in any other way than with a sentence', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^(:[0-9a-f]{0,20}\n?){0,5}$/)), (text) => {
        expect(() => parseIntelHex(text, applicationBytes)).toThrow(expect.objectContaining({ name: 'Failure' }));
      }),
    );
  });
});

/** Time in which waiting takes as long as the process needs to handle what is there. */
const hastyTime: BoardTime = {
  monotonicMs: () => performance.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, Math.min(delayMs, 3));
    return () => clearTimeout(timer);
  },
};

describe('flashing over a bootloader', () => {
  const { hex } = releasedFirmware();
  const image = parseIntelHex(hex, applicationBytes);

  it.each([115_200, 57_600])('writes and verifies the released firmware at %d baud and starts it', async (baudRate) => {
    const board = new EmulatedBootloader(baudRate);
    const progress: FlashProgress[] = [];
    await flashFirmware({ open: (baud) => board.open(baud), hex, onProgress: (each) => progress.push(each), time: hastyTime });
    expect(board.flash.slice(0, image.length)).toEqual(image);
    expect(board.programRuns).toBe(true);
    expect(progress.at(-1)).toEqual({ verifiedBytes: image.length, totalBytes: image.length });
    expect(progress).toHaveLength(Math.ceil(image.length / 128));
  });

  it('gets there although one byte in 4,000 is lost', async () => {
    const random = createRandom(2);
    const board = new EmulatedBootloader(115_200, undefined, { loseByte: () => random.uniform() < 1 / 4000, spoilPage: () => false });
    await flashFirmware({ open: (baud) => board.open(baud), hex, time: hastyTime });
    expect(board.flash.slice(0, image.length)).toEqual(image);
    expect(board.resets).toBeGreaterThan(1);
  });

  it('writes a page again that came back wrong', async () => {
    let spoiled = 0;
    const board = new EmulatedBootloader(115_200, undefined, { loseByte: () => false, spoilPage: () => (spoiled += 1) === 3 });
    await flashFirmware({ open: (baud) => board.open(baud), hex, time: hastyTime });
    expect(board.flash.slice(0, image.length)).toEqual(image);
  });

  it('gives up on flash that never holds what is written', async () => {
    const board = new EmulatedBootloader(115_200, undefined, { loseByte: () => false, spoilPage: () => true });
    await expect(flashFirmware({ open: (baud) => board.open(baud), hex, time: hastyTime })).rejects.toThrow(/^The board stopped answering after 0 of \d+ pages/);
    expect(board.programRuns).toBe(false);
  });

  it('writes nothing to another processor', async () => {
    const board = new EmulatedBootloader(115_200, [0x1e, 0x98, 0x01]);
    await expect(flashFirmware({ open: (baud) => board.open(baud), hex, time: hastyTime })).rejects.toThrow(/signature 1e 98 01.*Nothing was written/);
    expect(board.flash.every((byte) => byte === 0xff)).toBe(true);
  });

  it('refuses an empty program before it touches the board', async () => {
    const board = new EmulatedBootloader(115_200);
    await expect(flashFirmware({ open: (baud) => board.open(baud), hex: end, time: hastyTime })).rejects.toThrow(/holds no program/);
    expect(board.resets).toBe(0);
  });

  it('says so when no bootloader answers', async () => {
    const board = new EmulatedBootloader(9600);
    await expect(flashFirmware({ open: (baud) => board.open(baud), hex, time: hastyTime })).rejects.toThrow(/^No bootloader answered at 115200 or 57600 baud/);
  });

  it('passes on why the port cannot be opened', async () => {
    const open = () => Promise.reject(new Error('no port'));
    await expect(flashFirmware({ open, hex, time: hastyTime })).rejects.toThrow('no port');
  });
});
