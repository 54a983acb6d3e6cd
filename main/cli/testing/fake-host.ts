import type { CallName } from '../../../shared/contract/calls';
import { contractVersion, type LabSnapshot, type TelemetryBatch } from '../../../shared/contract/frames';
import type { RunSummary, TrainingStatus } from '../../../shared/training';
import type { Lab } from '../../lab/lab';
import type { TelemetrySink } from '../../lab/telemetry-hub';
import { ManualClock } from '../../lab/testing/manual-clock';
import type { ProgramHost, TextOutput } from '../program-host';

/** A program host whose lab is played by the test. */
export class FakeHost implements ProgramHost {
  readonly written = { output: '', errors: '' };
  readonly calls: { readonly name: CallName; readonly argument: unknown }[] = [];
  readonly opened: { readonly library: string; readonly finalEvaluationEpisodes?: number }[] = [];
  readonly exits: number[] = [];
  readonly sinks: TelemetrySink[] = [];
  closedLabs = 0;
  interruptions = 0;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
  readonly pageFolder = '/nowhere/page';
  readonly clock = new ManualClock();
  readonly launcher = { launch: (): never => { throw new Error('no worker may start in this test'); } };
  readonly output: TextOutput = { isTerminal: false, columns: 80, write: (text) => { this.written.output += text; } };
  readonly errors: TextOutput;
  /** What `call` answers, by name. */
  answers: Partial<Record<CallName, (argument: unknown) => unknown>> = {};
  onEnded: () => Promise<RunSummary> = () => Promise.reject(new Error('no end was prepared'));
  takesKeys = false;
  private readonly lineListeners = new Set<(line: string) => void>();
  private readonly keyListeners = new Set<(key: string) => void>();
  private interruptListeners: (() => void)[] = [];

  constructor(options: { readonly library: string; readonly isTerminal?: boolean; readonly columns?: number }) {
    this.environment = { TEMPERA_HOME: options.library };
    this.homeFolder = options.library;
    this.errors = { isTerminal: options.isTerminal ?? false, columns: options.columns ?? 80, write: (text) => { this.written.errors += text; } };
  }

  async openLab(options: { readonly library: string; readonly finalEvaluationEpisodes?: number }): Promise<Lab> {
    this.opened.push(options);
    const lab: Lab = {
      call: async (name, ...argument) => {
        this.calls.push({ name, argument: argument[0] });
        return (await this.answers[name]?.(argument[0])) as never;
      },
      answer: async () => ({ ok: true, result: null }),
      subscribe: (sink) => {
        this.sinks.push(sink);
        return { resume: () => undefined, close: () => undefined };
      },
      trainingEnded: () => this.onEnded(),
      interruptTraining: async () => {
        this.interruptions += 1;
        return this.onEnded();
      },
      notify: () => undefined,
      close: async () => { this.closedLabs += 1; },
    };
    return lab;
  }

  onInterrupt(listener: () => void): () => void {
    this.interruptListeners.push(listener);
    return () => { this.interruptListeners = this.interruptListeners.filter((other) => other !== listener); };
  }
  onLine(listener: (line: string) => void): () => void {
    this.lineListeners.add(listener);
    return () => this.lineListeners.delete(listener);
  }
  onKey(listener: (key: string) => void): () => void {
    this.keyListeners.add(listener);
    return () => this.keyListeners.delete(listener);
  }
  exitNow(code: number): void {
    this.exits.push(code);
  }
  openInBrowser(): void {
    throw new Error('no browser may open in this test');
  }

  type(line: string): void {
    for (const listener of this.lineListeners) listener(line);
  }
  press(key: string): void {
    for (const listener of this.keyListeners) listener(key);
  }
  interrupt(): void {
    for (const listener of this.interruptListeners) listener();
  }
  send(batch: Partial<TelemetryBatch>): void {
    for (const sink of this.sinks) sink.send({ version: contractVersion, sequence: 0, ...batch });
  }
}

export function fakeRun(change: Partial<RunSummary> = {}): RunSummary {
  return {
    id: '0001-reach-sac',
    settings: {
      task: 'reach',
      algorithm: 'sac',
      preset: 'standard',
      hyper: {},
      steps: 50_000,
      seed: 1,
      executor: 'auto',
      threads: 1,
      pace: 'fast',
      lockstep: false,
      evaluateEvery: 5000,
      evaluationEpisodes: 20,
      checkpointEvery: 2500,
    },
    state: 'finished',
    createdMs: 0,
    step: 50_000,
    updates: 49_000,
    episodes: 500,
    elapsedS: 160,
    lastEvaluation: { step: 50_000, episodes: 100, meanReturn: -3.25, returnDeviation: 1, successRate: 0.97, meanLength: 24 },
    ...change,
  };
}

export function fakeStatus(change: Partial<TrainingStatus> = {}): TrainingStatus {
  return {
    ...fakeRun({ state: 'training', step: 12_500 }),
    executor: 'onnx-cpu (1 thread)',
    temperature: { mode: 'auto', targetEntropy: -6 },
    alpha: 0.0213,
    updatesPerS: 311.7,
    stepsPerS: 312.2,
    timeLeftS: 105,
    ...change,
  };
}

export function fakeSnapshot(change: Partial<LabSnapshot> = {}): LabSnapshot {
  return {
    contractVersion,
    productVersion: '0.0.0',
    host: 'browser',
    library: '/library',
    arm: { mode: 'holding', owner: 'nobody', interventions: {} },
    notices: [],
    ...change,
  };
}
