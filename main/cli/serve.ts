import { openBrowserHost } from '../server/browser-host';
import { chosenLibrary } from './locate';
import { exitCodes, type ServeOptions } from './program';
import type { ProgramHost } from './program-host';

/** `tempera serve`: the app for a browser, until it is interrupted. */
export async function serve(options: ServeOptions, host: ProgramHost): Promise<number> {
  const lab = await host.openLab({ library: chosenLibrary(options.library, host) });
  try {
    const browserHost = await openBrowserHost({
      lab,
      pageFolder: host.pageFolder,
      clock: host.clock,
      hostName: options.host,
      ...(options.port === undefined ? {} : { port: options.port }),
    });
    try {
      host.output.write(`Tempera is open at ${browserHost.url}\n`);
      if (!isLoopback(options.host)) host.errors.write('tempera: Other machines can reach it too, over an unencrypted link; give the address to nobody whom you would not let at the arm.\n');
      if (options.open === true) host.openInBrowser(browserHost.url);
      await interruption(host);
      host.errors.write('Closing; Ctrl-C again ends at once.\n');
    } finally {
      await browserHost.close();
    }
  } finally {
    await lab.close();
  }
  return exitCodes.success;
}

function interruption(host: ProgramHost): Promise<void> {
  return new Promise((resolve) => {
    let interrupted = false;
    host.onInterrupt(() => {
      if (interrupted) host.exitNow(exitCodes.failure);
      interrupted = true;
      resolve();
    });
  });
}

function isLoopback(hostName: string): boolean {
  return hostName === 'localhost' || hostName === '::1' || hostName.startsWith('127.');
}
