import { Failure } from '../shared/contract/failure';

export interface BenchOptions {
  readonly json: boolean;
  /** A shorter run with rougher figures. */
  readonly quick: boolean;
}

/** Every benchmark by its name; each prints a table or, with `json`, one line of JSON. */
const benches: Readonly<Record<string, (options: BenchOptions) => Promise<unknown>>> = {
  learner: async (options) => (await import('./learner')).benchLearner(options),
  control: async (options) => (await import('./control')).benchControl(options),
  recording: async (options) => (await import('./recording')).benchRecording(options),
  board: async (options) => (await import('./board')).benchBoard(options),
  bus: async (options) => (await import('./bus')).benchBus(options),
  lens: async (options) => (await import('./lens')).benchLens(options),
};

export const benchNames = Object.keys(benches);

/** Runs one benchmark, or all of them one after the other. @throws Failure for a name that is none. */
export async function runBench(name: string | undefined, options: BenchOptions): Promise<void> {
  if (name !== undefined && !Object.hasOwn(benches, name)) {
    throw new Failure('bad-argument', `There is no benchmark "${name}": choose one of ${benchNames.join(', ')}, or leave the name out for all.`);
  }
  for (const [each, bench] of Object.entries(benches)) if (name === undefined || name === each) await bench(options);
}
