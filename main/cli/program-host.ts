import type { Lab } from '../lab/lab';
import type { Clock } from '../lab/clock';
import type { Unsubscribe, WorkerLauncher } from '../processes/worker';

/** A stream that the program writes to. */
export interface TextOutput {
  readonly isTerminal: boolean;
  /** Width of the terminal in characters. */
  readonly columns: number;
  write(text: string): void;
}

/** What the commands need of the world around them; the entry gives the real one. */
export interface ProgramHost {
  readonly output: TextOutput;
  readonly errors: TextOutput;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
  readonly pageFolder: string;
  readonly clock: Clock;
  readonly launcher: WorkerLauncher;
  openLab(options: { readonly library: string; readonly finalEvaluationEpisodes?: number }): Promise<Lab>;
  /** Ctrl-C, or a request to end from the system. */
  onInterrupt(listener: () => void): Unsubscribe;
  /** Lines of the standard input; where there is none, nothing is told. */
  onLine(listener: (line: string) => void): Unsubscribe;
  /** Whether keys can be pressed: the standard input is a terminal. */
  readonly takesKeys: boolean;
  /** Keys as they are pressed, where the standard input is a terminal; Ctrl-C stays an interrupt. */
  onKey(listener: (key: string) => void): Unsubscribe;
  /** Ends the process at once. */
  exitNow(code: number): void;
  /** Opens an address in the operator's browser. */
  openInBrowser(address: string): void;
}
