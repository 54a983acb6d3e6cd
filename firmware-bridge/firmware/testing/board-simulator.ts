import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Listeners } from '../../transport/transport';
import { buildFirmware, missingFor } from '../build-firmware';

/** What the simulator prints; `ms` is time of the simulated processor. */
export interface SimulatorEvent {
  readonly event: string;
  readonly ms: number;
  /** Milliseconds since the processor heard a byte. */
  readonly silentMs: number;
  readonly widthsUs: readonly number[];
  readonly narrowestUs: readonly number[];
  readonly widestUs: readonly number[];
  readonly cause: number;
}

export interface BuiltSimulator {
  /** The ELF file. */
  readonly firmware: string;
  readonly program: string;
  remove(): void;
}

/** Debian packages without which the firmware cannot be run here. */
export const missingForSimulator = [...new Set([...missingFor('hex'), ...missingFor('simulator')])];

/** Builds firmware and simulator into a folder of their own. @param firmwareFolder the folder of the Makefile. */
export function buildSimulator(firmwareFolder: string): BuiltSimulator {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tempera-firmware-'));
  const hex = buildFirmware('hex', firmwareFolder, folder);
  const program = buildFirmware('simulator', firmwareFolder, folder);
  return { firmware: hex.replace(/hex$/, 'elf'), program, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The real firmware in simavr, at the speed of real time, behind a pseudo-terminal. */
export class BoardSimulator {
  readonly events: SimulatorEvent[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly listeners = new Listeners<SimulatorEvent>();

  private constructor(
    readonly port: string,
    private readonly process: ChildProcess,
  ) {}

  static start(built: BuiltSimulator, bootloaderMs = 0): Promise<BoardSimulator> {
    const process = spawn(built.program, [built.firmware, String(bootloaderMs)], { stdio: ['pipe', 'pipe', 'inherit'] });
    return new Promise((resolve, reject) => {
      let simulator: BoardSimulator | undefined;
      process.once('error', reject);
      createInterface({ input: process.stdout }).on('line', (line) => {
        const said = JSON.parse(line) as SimulatorEvent & { readonly port?: string };
        if (said.port !== undefined) resolve((simulator = new BoardSimulator(said.port, process)));
        else simulator?.hear(said);
      });
    });
  }

  /** Every event from now on. */
  onEvent(listener: (event: SimulatorEvent) => void): () => void {
    return this.listeners.add(listener);
  }

  order(order: string): void {
    this.process.stdin?.write(`${order}\n`);
  }

  /** The first event that fits, among those after `since` (all, unless told) or yet to come. */
  async event(fits: (event: SimulatorEvent) => boolean, since = 0): Promise<SimulatorEvent> {
    for (;;) {
      const found = this.events.slice(since).find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  /** The narrowest and widest pulses since the last time, and for how long the processor has heard nothing. */
  spread(): Promise<SimulatorEvent> {
    const since = this.events.length;
    this.order('spread');
    return this.event((event) => event.event === 'spread', since);
  }

  /** The pulse widths that the servos get now, microseconds. */
  get widthsUs(): readonly number[] {
    return this.events.findLast((event) => event.event === 'pulses')?.widthsUs ?? [];
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.process.once('exit', () => resolve());
      this.order('quit');
    });
  }

  private hear(event: SimulatorEvent): void {
    this.events.push(event);
    this.listeners.emit(event);
    for (const wake of [...this.waiting]) {
      this.waiting.delete(wake);
      wake();
    }
  }
}
