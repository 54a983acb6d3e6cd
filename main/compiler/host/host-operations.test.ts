import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileStep } from '../compile-step';
import { openExecutor, type PinnedExecutorName } from '../open-executor';
import type { Program } from '../program';
import type { Shapes, Tensors } from '../trace';
import { onHost } from './host-operation';

const length = 7;
const state: Shapes = { p: [length], m: [length], v: [length], slow: [length], other: [2, 2] };

type Step = (x: tf.Tensor, state: Tensors, controls: readonly tf.Tensor[]) => { readonly seen: tf.Tensor; readonly state: Tensors };

function programOf(step: Step): Program {
  return {
    inputs: { x: [length], controls: [3] },
    state,
    step({ x, controls }, before) {
      const { seen, state: next } = step(x as tf.Tensor, before, tf.split(controls as tf.Tensor, 3));
      return { outputs: { seen }, state: { ...before, ...next } };
    },
  };
}

function adam({ p, m, v }: Tensors, gradient: tf.Tensor, [rate, epsilon]: readonly tf.Tensor[]): { readonly p: tf.Tensor; readonly m: tf.Tensor; readonly v: tf.Tensor } {
  const operands = { parameter: p as tf.Tensor, first: m as tf.Tensor, second: v as tf.Tensor, gradient, rate: rate as tf.Tensor, epsilon: epsilon as tf.Tensor };
  const results = onHost({ operator: 'Adam', operands, beta1: 0.9, beta2: 0.99 }, () => {
    const first = tf.add(tf.mul(operands.first, 0.9), gradient);
    const second = tf.add(tf.mul(operands.second, 0.99), tf.square(gradient));
    return [tf.sub(operands.parameter, tf.div(tf.mul(operands.rate, first), tf.add(tf.sqrt(second), operands.epsilon))), first, second];
  });
  return { p: results[0] as tf.Tensor, m: results[1] as tf.Tensor, v: results[2] as tf.Tensor };
}

function average(slow: tf.Tensor, fast: tf.Tensor, rate: tf.Tensor): tf.Tensor {
  return onHost({ operator: 'Average', operands: { slow, fast, rate } }, () => [tf.add(slow, tf.mul(rate, tf.sub(fast, slow)))])[0] as tf.Tensor;
}

/** What is seen in three steps, and the state at the end. */
async function run(program: Program, name: PinnedExecutorName): Promise<number[]> {
  const executor = await openExecutor(program, name, { threads: 1 });
  executor.setState({ p: Float32Array.of(1, -2, 3, 0.5, 0, 2, -1), slow: Float32Array.of(0, 1, 2, 3, 4, 5, 6), other: Float32Array.of(1, 2, 3, 4) });
  executor.inputs['x']?.set([0.3, -0.2, 0.1, 0.4, 0, -0.7, 0.9]);
  executor.inputs['controls']?.set([0.05, 1e-4, 0.3]);
  const numbers: number[] = [];
  for (let count = 0; count < 3; count += 1) numbers.push(...((await executor.step())['seen'] ?? []));
  for (const array of Object.values(executor.getState())) numbers.push(...array);
  await executor.close();
  return numbers;
}

async function expectAgreement(program: Program): Promise<void> {
  const [compiled, eager] = [await run(program, 'onnx-cpu'), await run(program, 'tensorflow-cpu')];
  expect(compiled.length).toBe(eager.length);
  eager.forEach((value, index) => expect(Math.abs((compiled[index] ?? NaN) - value)).toBeLessThan(1e-4 * (1 + Math.abs(value))));
}

const kinds = (program: Program): readonly string[] => compileStep(program, undefined, { leavesToHost: true }).stages.map((stage) => (stage.type === 'operation' ? stage.operation.operator : stage.type));

describe('steps of an optimiser on the host', () => {
  it('run between graphs, and what follows sees what they made', async () => {
    const program = programOf((x, before, controls) => {
      const stepped = adam(before, tf.add(tf.square(before['p'] as tf.Tensor), x), controls);
      const slow = average(before['slow'] as tf.Tensor, stepped.p, controls[2] as tf.Tensor);
      return { seen: tf.exp(stepped.p), state: { ...stepped, slow } };
    });
    expect(kinds(program)).toEqual(['graph', 'Adam', 'graph', 'Average']);
    await expectAgreement(program);
  });

  it('leave one graph where no host takes them', () => {
    const program = programOf((x, before, controls) => ({ seen: x, state: adam(before, x, controls) }));
    expect(compileStep(program, undefined, {}).stages.map(({ type }) => type)).toEqual(['graph']);
  });

  it('make views of what they left alone anew, and pass on what took work', async () => {
    const program = programOf((x, before, controls) => {
      const work = tf.exp(tf.add(tf.reshape(before['other'] as tf.Tensor, [4]), 1));
      const view = tf.reshape(before['slow'] as tf.Tensor, [length, 1]);
      const stepped = adam(before, tf.add(x, tf.add(tf.sum(work), tf.sum(view))), controls);
      return { seen: tf.add(tf.mul(tf.reshape(stepped.p, [length, 1]), view), tf.sum(work)), state: stepped };
    });
    await expectAgreement(program);
  });

  it('cannot write over what is read afterwards', () => {
    const reads = programOf((x, before, controls) => {
      const stepped = adam(before, x, controls);
      return { seen: tf.add(tf.exp(stepped.p), before['p'] as tf.Tensor), state: stepped };
    });
    const readsView = programOf((x, before, controls) => {
      const stepped = adam(before, x, controls);
      return { seen: tf.add(tf.exp(tf.reshape(stepped.p, [length, 1])), tf.reshape(before['p'] as tf.Tensor, [length, 1])), state: stepped };
    });
    const averages = programOf((x, before, controls) => {
      const stepped = adam(before, x, controls);
      return { seen: x, state: { ...stepped, slow: average(before['slow'] as tf.Tensor, before['p'] as tf.Tensor, controls[2] as tf.Tensor) } };
    });
    for (const program of [reads, readsView, averages]) expect(() => kinds(program)).toThrow(/wrote over/);
  });

  it('count moments too small to matter as zero', async () => {
    const executor = await openExecutor(programOf((x, before, controls) => ({ seen: tf.neg(x), state: adam(before, x, controls) })), 'onnx-cpu', { threads: 1 });
    executor.setState({ m: new Float32Array(length).fill(1e-31), v: new Float32Array(length).fill(1e-31), p: new Float32Array(length).fill(1) });
    executor.inputs['controls']?.set([0.1, 1e-8, 0]);
    await executor.step();
    expect(executor.getState(['p', 'm', 'v'])).toEqual({ p: new Float32Array(length).fill(1), m: new Float32Array(length), v: new Float32Array(length) });
    await executor.close();
  });

  it('pass on a gradient that is no number, so that it is found out', async () => {
    const executor = await openExecutor(programOf((x, before, controls) => ({ seen: tf.neg(x), state: adam(before, tf.add(x, 0), controls) })), 'onnx-cpu', { threads: 1 });
    executor.inputs['x']?.set([Number.NaN, 1, 0, 0, 0, 0, 0]);
    executor.inputs['controls']?.set([0.1, 1e-8, 0]);
    await executor.step();
    for (const [name, array] of Object.entries(executor.getState(['p', 'm', 'v']))) expect(Array.from(array, Number.isNaN), name).toEqual([true, ...new Array<boolean>(length - 1).fill(false)]);
    await executor.close();
  });

  it('agree with eager runs, whatever is computed around them', async () => {
    const unary = fc.constantFrom<(x: tf.Tensor) => tf.Tensor>(tf.tanh, (x) => tf.mul(x, 0.5), (x) => tf.relu(x), (x) => tf.reshape(tf.reshape(x, [length, 1]), [length]), (x) => tf.add(x, 1));
    const chain = fc.array(unary, { minLength: 1, maxLength: 4 });
    const apply = (functions: readonly ((x: tf.Tensor) => tf.Tensor)[], x: tf.Tensor): tf.Tensor => functions.reduce((value, one) => one(value), x);
    await fc.assert(
      fc.asyncProperty(chain, chain, chain, fc.boolean(), async (before, after, aside, averaged) => {
        await expectAgreement(
          programOf((x, now, controls) => {
            const gradient = apply(before, tf.add(now['p'] as tf.Tensor, x));
            const side = apply(aside, tf.mul(now['slow'] as tf.Tensor, x));
            const stepped = adam(now, averaged ? tf.add(gradient, side) : gradient, controls);
            const slow = averaged ? average(now['slow'] as tf.Tensor, stepped.p, controls[2] as tf.Tensor) : side;
            return { seen: tf.mul(apply(after, stepped.p), side), state: { ...stepped, slow } };
          }),
        );
      }),
      { numRuns: 30 },
    );
  });
});
