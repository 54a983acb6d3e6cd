import type { Transport } from './transport';

/** A line that frees what stands at its far end once it was closed: for emulated devices in this process. */
export function closingLine(line: Transport, onClosed: () => void): Transport {
  return {
    address: line.address,
    get isOpen() {
      return line.isOpen;
    },
    write: (bytes) => line.write(bytes),
    onBytes: (listener) => line.onBytes(listener),
    onLost: (listener) => line.onLost(listener),
    async close() {
      await line.close();
      onClosed();
    },
  };
}
