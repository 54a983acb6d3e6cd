import { Failure } from '../shared/contract/failure';
import type { ProgramHost } from '../main/cli/program-host';

export interface BenchOptions {
  readonly json: boolean;
  /** A shorter run with rougher figures. */
  readonly quick: boolean;
  /** Opens a lab with workers of its own. */
  readonly lab: ProgramHost['openLab'];
  readonly seed?: number;
  /** Of `training`: which arm; of it and `pendulum`: for how many control steps. */
  readonly arm?: string;
  readonly steps?: number;
  /** Of `soak`: how long, and how many faults. */
  readonly minutes?: number;
  readonly faults?: number;
}

/** Every benchmark by its name; each prints a table or, with `json`, one line of JSON. */
const benches: Readonly<Record<string, (options: BenchOptions) => Promise<unknown>>> = {
  learner: async (options) => (await import('./learner')).benchLearner(options),
  control: async (options) => (await import('./control')).benchControl(options),
  recording: async (options) => (await import('./recording')).benchRecording(options),
  board: async (options) => (await import('./board')).benchBoard(options),
  bus: async (options) => (await import('./bus')).benchBus(options),
  lens: async (options) => (await import('./lens')).benchLens(options),
  collect: async (options) => (await import('./collect')).benchCollect(options),
};

/** Those that take many minutes: they run only by their names. */
const longBenches: typeof benches = {
  soak: async (options) => (await import('./soak')).benchSoak(options),
  peers: async (options) => (await import('./peers')).benchPeers(options),
  utd: async (options) => (await import('./utd')).benchUtd(options),
  pendulum: async (options) => (await import('./pendulum')).benchPendulum(options),
  training: async (options) => (await import('./training')).benchTraining(options),
};

export const benchNames = [...Object.keys(benches), ...Object.keys(longBenches)];

/** Runs one benchmark, or all short ones one after the other. @throws Failure for a name that is none. */
export async function runBench(name: string | undefined, options: BenchOptions): Promise<void> {
  if (name === undefined) {
    for (const bench of Object.values(benches)) await bench(options);
    return;
  }
  const all = { ...benches, ...longBenches };
  const bench = Object.hasOwn(all, name) ? all[name] : undefined;
  if (bench === undefined) throw new Failure('bad-argument', `There is no benchmark "${name}": choose one of ${benchNames.join(', ')}, or leave the name out for all short ones.`);
  await bench(options);
}
