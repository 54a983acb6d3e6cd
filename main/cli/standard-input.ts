import process from 'node:process';
import { createInterface } from 'node:readline';

/** Tells each line of the standard input; the result ends it. */
export function listenToLines(listener: (line: string) => void): () => void {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', listener);
  return () => {
    lines.close();
    process.stdin.pause();
  };
}

const interrupt = '\u0003';

/**
 * Tells each key that is pressed on a terminal, without waiting for Enter; elsewhere nothing. The terminal then no
 * longer makes an interrupt of Ctrl-C, so that is done here. The result gives the terminal back.
 */
export function listenToKeys(listener: (key: string) => void): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) return () => undefined;
  const receive = (chunk: Buffer | string): void => {
    for (const key of String(chunk)) {
      if (key === interrupt) process.kill(process.pid, 'SIGINT');
      else listener(key);
    }
  };
  stdin.setRawMode(true);
  stdin.on('data', receive);
  stdin.resume();
  return () => {
    stdin.off('data', receive);
    stdin.setRawMode(false);
    stdin.pause();
  };
}
