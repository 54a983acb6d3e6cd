import type { Transport } from '../transport/transport';
import { boardBaudRate, BoardLink, helloPatience, type Patience } from './board-link';
import { systemBoardTime } from './board-time';
import { protocolVersion } from './messages';

/** What a board says of itself. */
export interface BoardGreeting {
  /** For example "1.0.0". */
  readonly firmware: string;
  readonly protocolVersion: number;
}

/**
 * Asks who is there, and closes the port again. Opening it restarts most boards.
 * @throws Failure of code `link-lost` when no Tempera board answers.
 */
export async function greetBoard(path: string, openLine: (path: string, baudRate: number) => Promise<Transport>, patience: Patience = helloPatience): Promise<BoardGreeting> {
  const link = new BoardLink(await openLine(path, boardBaudRate), systemBoardTime);
  try {
    const hello = await link.hello(protocolVersion, patience);
    return { firmware: `${hello.firmwareMajor}.${hello.firmwareMinor}.${hello.firmwarePatch}`, protocolVersion: hello.protocolVersion };
  } finally {
    await link.close();
  }
}
