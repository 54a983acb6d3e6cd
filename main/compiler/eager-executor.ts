import * as tf from '@tensorflow/tfjs';
import { copiesOf, copyArrays, type Executor } from './executor';
import { elementCount, stepOf, type Arrays, type Program } from './program';
import type { Shapes, Tensors } from './trace';

/**
 * Runs the program operation by operation on one of TensorFlow.js's own backends, which must be loaded already. The
 * oracle for compiled graphs, and the way to libtensorflow on CUDA. Other backends may be in use between steps.
 */
export function openEagerExecutor(program: Program, backendName: string, name: string): Executor {
  const inputs = zeros(program.inputs);
  let state = onBackend(backendName, () => keep(tensorsOf(zeros(program.state), program.state)));

  return {
    name,
    inputs,
    setState(values) {
      const arrays = read(state, Object.keys(program.state));
      copyArrays(values, arrays);
      tf.dispose(state);
      state = onBackend(backendName, () => keep(tensorsOf(arrays, program.state)));
    },
    getState: (names = Object.keys(program.state)) => copiesOf(read(state, names), names),
    async step(variant) {
      const run = stepOf(program, variant);
      const result = onBackend(backendName, () =>
        tidied(() => {
          const made = run(tensorsOf(inputs, program.inputs), state);
          // Copies by reference: a step may give back what it was given, and that is disposed of below.
          return { outputs: keep(cloned(made.outputs)), state: keep(cloned({ ...state, ...made.state })) };
        }),
      );
      tf.dispose(state);
      state = result.state;
      const outputs: Record<string, Float32Array> = {};
      for (const [output, tensor] of Object.entries(result.outputs)) {
        outputs[output] = Float32Array.from(await tensor.data());
        tensor.dispose();
      }
      return outputs;
    },
    async close() {
      tf.dispose(state);
    },
  };
}

/** Runs `compute` with that backend in use and goes back to the one before. */
function onBackend<Result>(backendName: string, compute: () => Result): Result {
  const previous = tf.getBackend();
  void tf.setBackend(backendName);
  try {
    return compute();
  } finally {
    if (previous) void tf.setBackend(previous);
  }
}

/** As tf.tidy, for any result: what is kept stays. */
function tidied<Result>(compute: () => Result): Result {
  tf.engine().startScope('step');
  try {
    return compute();
  } finally {
    tf.engine().endScope();
  }
}

function tensorsOf(arrays: Arrays, shapes: Shapes): Tensors {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, tf.tensor(array.slice(), [...(shapes[name] ?? [])])]));
}

function cloned(tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tf.clone(tensor)]));
}

function keep(tensors: Tensors): Tensors {
  for (const tensor of Object.values(tensors)) tf.keep(tensor);
  return tensors;
}

function read(tensors: Tensors, names: readonly string[]): Record<string, Float32Array> {
  return Object.fromEntries(names.flatMap((name) => (tensors[name] ? [[name, Float32Array.from(tensors[name].dataSync())]] : [])));
}

function zeros(shapes: Shapes): Arrays {
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, new Float32Array(elementCount(shape))]));
}
