import { spawn } from 'node:child_process';

/** Opens our own address in the operator's browser. Where that cannot be done the address, which is printed, is enough. */
export function openInBrowser(address: string, platform: string, onFailure: (sentence: string) => void): void {
  const [command, ...words] = platform === 'darwin' ? ['open'] : platform === 'win32' ? ['cmd', '/c', 'start', '""'] : ['xdg-open'];
  if (command === undefined) return;
  const child = spawn(command, [...words, address], { stdio: 'ignore', detached: true });
  child.on('error', () => onFailure(`No browser could be opened (${command} is missing); open the address by hand.`));
  child.unref();
}
