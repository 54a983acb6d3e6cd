/** A line that carries bytes both ways: a serial port, or an emulated device in this process. */
export interface Transport {
  /** "sim" or the path of the port, for messages. */
  readonly address: string;
  readonly isOpen: boolean;
  /** Rejects with a `Failure` of code `link-lost` when the line is gone. Nothing is queued for a later connection. */
  write(bytes: Uint8Array): Promise<void>;
  onBytes(listener: (bytes: Uint8Array) => void): () => void;
  /** Called exactly once, with the reason for the operator, when the line is gone without having been closed. */
  onLost(listener: (sentence: string) => void): () => void;
  close(): Promise<void>;
}

/** A set of listeners: the plain half of what every transport does. */
export class Listeners<Argument> {
  private readonly listeners = new Set<(argument: Argument) => void>();

  add(listener: (argument: Argument) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  emit(argument: Argument): void {
    for (const listener of [...this.listeners]) listener(argument);
  }
}
