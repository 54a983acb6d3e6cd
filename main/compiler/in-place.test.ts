import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openExecutor, type PinnedExecutorName } from './open-executor';
import { traceProgram, type Program, type StepResult } from './program';

type Step = (x: tf.Tensor, state: tf.Tensor) => { readonly state: tf.Tensor; readonly seen?: tf.Tensor };

/** A program over the input x and the state s, [2, 2] both. */
function programOf(step: Step): Program {
  return {
    inputs: { x: [2, 2] },
    state: { s: [2, 2] },
    step(inputs, state): StepResult {
      const { state: next, seen = next } = step(inputs['x'] as tf.Tensor, state['s'] as tf.Tensor);
      return { outputs: { seen }, state: { s: next } };
    },
  };
}

const cases: readonly (readonly [does: string, inPlace: boolean, step: Step])[] = [
  ['decays a sum', true, (x, s) => ({ state: tf.add(tf.mul(s, 0.9), x), seen: tf.neg(x) })],
  ['reads the state first, far away, to make the next', true, (x, s) => ({ state: tf.sub(s, tf.mul(tf.tanh(tf.matMul(x, s)), 0.1)), seen: tf.neg(x) })],
  ['reads the state beside its making', false, (x, s) => ({ state: tf.add(s, x), seen: tf.matMul(x, s) })],
  ['reads a view of the state beside its making', false, (x, s) => ({ state: tf.add(s, x), seen: tf.tanh(tf.reshape(s, [4])) })],
  ['makes it of all elements of the state', false, (x, s) => ({ state: tf.matMul(x, s), seen: tf.neg(x) })],
  ['adds to a product of the state, which may be fused', false, (x, s) => ({ state: tf.add(tf.matMul(x, s), x), seen: tf.neg(x) })],
  ['leaves it', false, (x, s) => ({ state: tf.clone(s), seen: tf.neg(x) })],
];

describe('state that is written where it lies', () => {
  it.each(cases)('a step that %s: %s', async (_does, inPlace, step) => {
    const program = programOf(step);
    expect(traceProgram(program).inPlace.has('state/s')).toBe(inPlace);
    const run = async (name: PinnedExecutorName): Promise<number[]> => {
      const executor = await openExecutor(program, name, { threads: 1 });
      executor.setState({ s: Float32Array.of(1, -2, 3, 0.5) });
      executor.inputs['x']?.set([0.3, -0.2, 0.1, 0.4]);
      const seen: number[] = [];
      for (let count = 0; count < 3; count += 1) seen.push(...((await executor.step())['seen'] ?? []));
      seen.push(...(executor.getState()['s'] ?? []));
      await executor.close();
      return seen;
    };
    const [compiled, eager] = [await run('onnx-cpu'), await run('tensorflow-cpu')];
    expect(compiled.length).toBe(eager.length);
    eager.forEach((value, index) => expect(compiled[index]).toBeCloseTo(value, 5));
  });

  it('agrees with eager runs, whatever the step reads and in whatever order', async () => {
    const read = fc.constantFrom<(x: tf.Tensor, s: tf.Tensor) => tf.Tensor>(
      (x, s) => tf.add(x, s),
      (x, s) => tf.matMul(x, s),
      (_, s) => tf.tanh(tf.transpose(s)),
      (x, s) => tf.relu(tf.add(tf.matMul(s, x), x)),
      (x, s) => tf.mul(tf.reshape(tf.reshape(s, [4]), [2, 2]), x),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(read, { minLength: 1, maxLength: 4 }), fc.array(read, { minLength: 1, maxLength: 3 }), fc.boolean(), async (make, see, through) => {
        const program = programOf((x, s) => {
          const made = make.reduce((value, one) => tf.mul(one(value, s), 0.3), x);
          return { state: through ? tf.sub(s, made) : made, seen: see.reduce((value, one) => tf.mul(one(value, s), 0.3), x) };
        });
        const results: Float32Array[] = [];
        for (const name of ['onnx-cpu', 'tensorflow-cpu'] as const) {
          const executor = await openExecutor(program, name, { threads: 1 });
          executor.setState({ s: Float32Array.of(0.5, -1, 0.8, 0.2) });
          executor.inputs['x']?.set([0.3, -0.2, 0.1, 0.4]);
          await executor.step();
          const { seen = new Float32Array() } = await executor.step();
          results.push(Float32Array.of(...seen, ...(executor.getState()['s'] ?? [])));
          await executor.close();
        }
        results[1]?.forEach((value, index) => expect(results[0]?.[index]).toBeCloseTo(value, 4));
      }),
      { numRuns: 40 },
    );
  });
});
