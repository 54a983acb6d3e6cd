import type { Shapes, Tensors } from './trace';

/**
 * A TensorFlow.js function with a memory: from its inputs and its state it makes outputs and the next state, whose
 * names and shapes are those of the state. Written once; compiled or run eagerly by an `Executor`.
 */
export interface Program {
  readonly inputs: Shapes;
  readonly state: Shapes;
  step(inputs: Tensors, state: Tensors): StepResult;
  /** Other steps over the same inputs and state, by name: each gives back only the state that it changes. */
  readonly variants?: Readonly<Record<string, Program['step']>>;
  /**
   * The same program over half of the batch, or undefined where that is none: state and outputs over the whole batch
   * are those that follow from the means, over both halves, of the gradients that its optimisers take and of the
   * outputs. Inputs have half as many rows, or are the same for both.
   */
  half?(): Program | undefined;
}

export interface StepResult {
  readonly outputs: Tensors;
  readonly state: Tensors;
}

/** Arrays by name, row-major. */
export type Arrays = Readonly<Record<string, Float32Array>>;

/** The step, or that variant, of a program. */
export function stepOf(program: Program, variant: string | undefined): Program['step'] {
  if (variant === undefined) return (inputs, state) => program.step(inputs, state);
  const step = program.variants?.[variant];
  if (!step) throw new Error(`The program has no variant ${variant}; it has ${Object.keys(program.variants ?? {}).join(', ') || 'none'}`);
  return step;
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
