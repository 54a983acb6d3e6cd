import { Failure } from '../../shared/contract/failure';
import { Listeners, type Transport } from './transport';

/** The two ends of a cable inside this process: what one end writes, the other receives, in order. */
export interface TransportPair {
  readonly host: Transport;
  readonly device: Transport;
  /** Pulls the cable: both ends are lost. */
  unplug(sentence: string): void;
}

export function createTransportPair(address: string): TransportPair {
  const host = new PairEnd(address);
  const device = new PairEnd(address);
  host.peer = device;
  device.peer = host;
  return {
    host,
    device,
    unplug(sentence) {
      host.lose(sentence);
      device.lose(sentence);
    },
  };
}

class PairEnd implements Transport {
  peer: PairEnd | undefined;
  private readonly bytes = new Listeners<Uint8Array>();
  private readonly lost = new Listeners<string>();
  private open = true;

  constructor(readonly address: string) {}

  get isOpen(): boolean {
    return this.open;
  }

  write(bytes: Uint8Array): Promise<void> {
    if (!this.open) return Promise.reject(new Failure('link-lost', `The cable to ${this.address} is lost. Connect again.`));
    const copy = bytes.slice();
    // As on a cable, the other end hears of it later, never within the call.
    queueMicrotask(() => {
      if (this.peer?.open) this.peer.bytes.emit(copy);
    });
    return Promise.resolve();
  }

  onBytes(listener: (bytes: Uint8Array) => void): () => void {
    return this.bytes.add(listener);
  }

  onLost(listener: (sentence: string) => void): () => void {
    return this.lost.add(listener);
  }

  close(): Promise<void> {
    this.open = false;
    return Promise.resolve();
  }

  lose(sentence: string): void {
    if (!this.open) return;
    this.open = false;
    this.lost.emit(sentence);
  }
}
