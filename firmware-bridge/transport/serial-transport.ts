import { SerialPort } from 'serialport';
import { Failure } from '../../shared/contract/failure';
import { Listeners, type Transport } from './transport';
import { unplugSafeBinding, type SerialBinding } from './unplug-safe-binding';

/**
 * Opens a serial port, 8N1. Any path is taken, listed or not.
 * @throws Failure that says in plain words why the port cannot be opened.
 */
export function openSerialTransport(address: string, baudRate: number, binding: SerialBinding = unplugSafeBinding()): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const port = new SerialPort({ binding, path: address, baudRate, autoOpen: false } as ConstructorParameters<typeof SerialPort>[0]);
    port.open((error) => {
      if (error) reject(openFailure(address, error.message));
      else resolve(new SerialTransport(address, port));
    });
  });
}

/** Puts the system's reason into words that say what to do. */
export function openFailure(address: string, detail: string): Failure {
  if (/cannot lock|resource temporarily unavailable|access denied|busy/i.test(detail)) {
    return new Failure('busy', `Another program holds ${address}. Close it (a terminal, an IDE, another Tempera) and connect again.`);
  }
  if (/permission denied|eacces/i.test(detail)) {
    return new Failure('unavailable', `This account may not use ${address}. On Linux, join the group that owns it (often "sudo usermod -aG dialout $USER"), then log in again.`);
  }
  if (/no such file|enoent|file not found|cannot find/i.test(detail)) {
    return new Failure('not-found', `There is no port ${address}. Plug the arm in, check the path, and connect again.`);
  }
  if (/inappropriate ioctl|not a tty|enotty|not a typewriter/i.test(detail)) {
    return new Failure('bad-argument', `${address} is no serial port. Give the path of a port, for example /dev/ttyUSB0, /dev/tty.usbmodem1 or COM3.`);
  }
  return new Failure('unavailable', `The port ${address} could not be opened: ${detail}.`);
}

class SerialTransport implements Transport {
  private readonly bytes = new Listeners<Uint8Array>();
  private readonly lost = new Listeners<string>();
  private closing = false;
  private gone = false;

  constructor(
    readonly address: string,
    private readonly port: SerialPort,
  ) {
    port.on('data', (chunk: Buffer) => this.bytes.emit(chunk));
    // An unplugged port reports an error, a close, or both, and sometimes a close twice: the first one counts.
    port.on('error', (error: Error) => this.end(error.message));
    port.on('close', (error: Error | null) => this.end(error?.message));
  }

  get isOpen(): boolean {
    return !this.gone && !this.closing && this.port.isOpen;
  }

  write(bytes: Uint8Array): Promise<void> {
    // serialport queues writes to a closed port and sends them when it opens again: stale motion must never do that.
    if (!this.isOpen) return Promise.reject(this.lostFailure());
    return new Promise((resolve, reject) => {
      this.port.write(Buffer.from(bytes), (error) => {
        if (error) reject(this.lostFailure());
        else resolve();
      });
    });
  }

  onBytes(listener: (bytes: Uint8Array) => void): () => void {
    return this.bytes.add(listener);
  }

  onLost(listener: (sentence: string) => void): () => void {
    return this.lost.add(listener);
  }

  close(): Promise<void> {
    this.closing = true;
    if (!this.port.isOpen) return Promise.resolve();
    return new Promise((resolve) => this.port.close(() => resolve()));
  }

  private end(detail: string | undefined): void {
    if (this.gone || this.closing) return;
    this.gone = true;
    if (this.port.isOpen) this.port.close(() => undefined);
    this.lost.emit(`The cable to ${this.address} was lost${detail === undefined ? '' : ` (${detail})`}.`);
  }

  private lostFailure(): Failure {
    return new Failure('link-lost', `The cable to ${this.address} is lost. Plug it in again and connect.`);
  }
}
