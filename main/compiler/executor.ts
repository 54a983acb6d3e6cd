import type { Arrays } from './program';

/**
 * Runs one `Program` step after step and keeps its state between them. Not re-entrant: await each step. Arrays belong
 * to the executor and are reused: fill `inputs`, step, and copy what you keep of the outputs.
 */
export interface Executor {
  /** For a person, for example "onnx-cpu (2 threads)". */
  readonly name: string;
  /** Zero until they are filled; what they hold stays from one step to the next. */
  readonly inputs: Arrays;
  /** Sets state by name; what is not named stays. The state begins at zero. Throws on a wrong name or length. */
  setState(values: Arrays): void;
  /** Copies of the named parts of the state, or of all. */
  getState(names?: readonly string[]): Record<string, Float32Array>;
  /** Takes the program's step, or that variant of it. */
  step(variant?: string): Promise<Arrays>;
  close(): Promise<void>;
}

export interface ExecutorSettings {
  /** Threads for a step; only onnx-cpu heeds it. */
  readonly threads: number;
  /** The built file of `lanes/lane-worker.ts`; left out, threads share the work within each operation. */
  readonly laneEntry?: string;
}

/** The array of that name, or an error that says which there are. */
export function named(arrays: Arrays, name: string): Float32Array {
  const array = arrays[name];
  if (!array) throw new Error(`There is no array named ${name}; there are ${Object.keys(arrays).join(', ')}`);
  return array;
}

/** Copies of the named arrays. */
export function copiesOf(arrays: Arrays, names: readonly string[]): Record<string, Float32Array> {
  return Object.fromEntries(names.map((name) => [name, named(arrays, name).slice()]));
}

/** Copies arrays into those of the same name. */
export function copyArrays(values: Arrays, into: Arrays): void {
  for (const [name, array] of Object.entries(values)) {
    const target = named(into, name);
    if (target.length !== array.length) throw new Error(`${name} has ${array.length} numbers where ${target.length} are wanted`);
    target.set(array);
  }
}
