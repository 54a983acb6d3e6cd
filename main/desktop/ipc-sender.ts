import { isPageAddress } from './page-address';

/** The parts of an IPC event that say where it came from. Electron gives no frame when it is already gone. */
export interface IpcEventOrigin {
  readonly sender: unknown;
  readonly senderFrame?: unknown;
}

/**
 * Whether an IPC event comes from the main frame of our own window while it shows our own page. Everything else, a
 * frame inside the page or a page that the window should never have reached, is refused.
 */
export function isTrustedSender(event: IpcEventOrigin, ownContents: unknown): boolean {
  const frame = event.senderFrame;
  if (ownContents === undefined || event.sender !== ownContents || !isRecord(frame) || !isRecord(ownContents)) return false;
  return frame === ownContents['mainFrame'] && isPageAddress(frame['url']);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
