import { Failure } from '../../../shared/contract/failure';
import type { Transport } from '../../transport/transport';
import { systemBoardTime, type BoardTime } from '../board-time';
import { BootloaderSession } from './bootloader-session';
import { parseIntelHex } from './intel-hex';
import { applicationBytes, bootloaderBaudRates, pageBytes, signatures } from './stk500';

export interface FlashProgress {
  /** Bytes that are written and read back the same. */
  readonly verifiedBytes: number;
  readonly totalBytes: number;
}

export interface FlashOptions {
  /** Opens the board's port at a speed. Opening must reset the board, as it does on an Arduino. */
  readonly open: (baudRate: number) => Promise<Transport>;
  /** Intel HEX. */
  readonly hex: string;
  readonly onProgress?: (progress: FlashProgress) => void;
  readonly time?: BoardTime;
}

/** How often in a row the board is reset without getting on by a page. */
const fruitlessSessions = 4;

/**
 * Writes a program into a board over its bootloader and reads every page back. A page that comes back wrong, or a
 * reply that gets lost, is tried again from a reset on; pages that are verified stay.
 * @throws Failure that says how far it came and what to do. The old program is gone once the first page is written.
 */
export async function flashFirmware({ open, hex, onProgress = () => undefined, time = systemBoardTime }: FlashOptions): Promise<void> {
  const image = parseIntelHex(hex, applicationBytes);
  if (image.length === 0) throw new Failure('bad-argument', 'The firmware file holds no program. Get the file again.');
  const pages = Array.from({ length: Math.ceil(image.length / pageBytes) }, (_, index) => image.subarray(index * pageBytes, (index + 1) * pageBytes));
  let verified = 0;
  let baudRate: number | undefined;
  let trouble: unknown;
  for (let fruitless = 0; fruitless < fruitlessSessions; fruitless += 1) {
    const begun = await beginSession(open, baudRate === undefined ? bootloaderBaudRates : [baudRate], time);
    if (begun === undefined) continue;
    const { session } = begun;
    baudRate = begun.baudRate;
    try {
      await checkSignature(session);
      await session.enterProgramMode();
      for (; verified < pages.length; verified += 1) {
        await writePage(session, verified * pageBytes, pages[verified] ?? image);
        fruitless = 0;
        onProgress({ verifiedBytes: Math.min((verified + 1) * pageBytes, image.length), totalBytes: image.length });
      }
      await session.leaveProgramMode();
      return;
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.code !== 'link-lost') throw thrown;
      trouble = thrown;
    } finally {
      await session.close();
    }
  }
  throw baudRate === undefined
    ? new Failure('unavailable', `No bootloader answered at ${bootloaderBaudRates.join(' or ')} baud. Check that the board is an Arduino Uno or Nano (ATmega328P) and that no other program holds its port; press its reset button while Tempera tries again.`)
    : new Failure('link-lost', `The board stopped answering after ${verified} of ${pages.length} pages. Check its cable and flash it again; until then it has no whole program.`, { cause: trouble });
}

/** Resets the board and greets its bootloader at each speed in turn. */
async function beginSession(open: FlashOptions['open'], baudRates: readonly number[], time: BoardTime) {
  for (const baudRate of baudRates) {
    const session = new BootloaderSession(await open(baudRate), time);
    try {
      await session.synchronise();
      return { session, baudRate };
    } catch (thrown) {
      await session.close();
      if (!(thrown instanceof Failure) || thrown.code !== 'link-lost') throw thrown;
    }
  }
  return undefined;
}

async function checkSignature(session: BootloaderSession): Promise<void> {
  const signature = await session.readSignature();
  if (signatures.some((known) => known.every((byte, index) => byte === signature[index]))) return;
  const digits = Array.from(signature, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw new Failure('bad-argument', `The processor of this board has the signature ${digits}; the firmware is for an ATmega328P (1e 95 0f). Nothing was written. Use an Arduino Uno or Nano.`);
}

async function writePage(session: BootloaderSession, address: number, page: Uint8Array): Promise<void> {
  await session.programPage(address, page);
  const readBack = await session.readPage(address, page.length);
  if (page.every((byte, index) => byte === readBack[index])) return;
  throw new Failure('link-lost', `The page at byte ${address} came back different from what was written.`);
}
