import { read } from 'node:fs';
import { promisify } from 'node:util';
import { SerialPort } from 'serialport';

/**
 * The serial binding of this platform, with one mend: on Unix, a read of 0 bytes means that the device is gone.
 * bindings-cpp 13.0.0 reads again instead, at once and for ever, so that an unplugged port keeps a core busy and
 * never closes (its pull request #164 reports the same on USB). The mend uses `fd` and `poller` of that version's
 * port, so the version is pinned exactly.
 */
export type SerialBinding = typeof SerialPort.binding;

interface UnixPort {
  readonly isOpen: boolean;
  readonly fd: number | null;
  readonly poller: { once(event: 'readable', listener: (error: Error | null) => void): void };
  read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }>;
}

interface SerialError extends Error {
  code?: string;
  disconnect?: boolean;
  canceled?: boolean;
}

const readFile = promisify(read);
const tryAgain = new Set(['EAGAIN', 'EWOULDBLOCK', 'EINTR']);
const gone = new Set(['EBADF', 'ENXIO', 'EIO', 'ENODEV']);

export function unplugSafeBinding(base: SerialBinding = SerialPort.binding, platform: string = process.platform): SerialBinding {
  if (platform === 'win32') return base;
  const mended = {
    list: () => base.list(),
    async open(options: Parameters<SerialBinding['open']>[0]) {
      const port = await base.open(options);
      mendRead(port as unknown as UnixPort);
      return port;
    },
  };
  return mended as unknown as SerialBinding;
}

function mendRead(port: UnixPort): void {
  port.read = async (buffer, offset, length) => {
    for (;;) {
      if (!port.isOpen || port.fd === null) throw Object.assign(new Error('The port is closed'), { canceled: true });
      try {
        const { bytesRead } = await readFile(port.fd, buffer, offset, length, null);
        if (bytesRead === 0) throw Object.assign(new Error('The device is gone'), { disconnect: true, code: 'EIO' });
        return { bytesRead, buffer };
      } catch (thrown) {
        const error = thrown as SerialError;
        if (!tryAgain.has(error.code ?? '')) {
          if (gone.has(error.code ?? '')) error.disconnect = true;
          throw error;
        }
        await readable(port);
      }
    }
  };
}

function readable(port: UnixPort): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!port.isOpen) {
      reject(Object.assign(new Error('The port is closed'), { canceled: true }));
      return;
    }
    port.poller.once('readable', (error) => (error ? reject(error) : resolve()));
  });
}
