import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { chooseExecutor } from './choose-executor';
import type { Executor } from './executor';
import { openExecutor, type PinnedExecutorName } from './open-executor';
import { probeExecutors } from './probe-executors';
import type { Program } from './program';

/** total <- total + x; says the square of the total. */
const program: Program = {
  inputs: { x: [2] },
  state: { total: [2], steps: [1] },
  step({ x }, { total, steps }) {
    const next = tf.add(total as tf.Tensor, x as tf.Tensor);
    return { outputs: { square: tf.square(next) }, state: { total: next, steps: tf.add(steps as tf.Tensor, 1) } };
  },
  variants: {
    /** Counts a step of its own kind and leaves the total. */
    count: (_inputs, { total, steps }) => ({ outputs: { seen: tf.mul(total as tf.Tensor, 10) }, state: { steps: tf.add(steps as tf.Tensor, 100) } }),
  },
};

describe.each<PinnedExecutorName>(['onnx-cpu', 'tensorflow-cpu', 'tensorflow-wasm'])('the executor %s', (name) => {
  async function opened(use: (executor: Executor) => Promise<void>): Promise<void> {
    const executor = await openExecutor(program, name, { threads: 1 });
    await use(executor);
    await executor.close();
  }

  it('keeps its state from step to step', () =>
    opened(async (executor) => {
      executor.inputs['x']?.set([1, 2]);
      await executor.step();
      await executor.step();
      const { square } = await executor.step();
      expect(Array.from(square ?? [])).toEqual([9, 36]);
      expect(executor.getState()).toEqual({ total: Float32Array.of(3, 6), steps: Float32Array.of(3) });
    }));

  it('sets a part of the state and leaves the rest', () =>
    opened(async (executor) => {
      executor.inputs['x']?.set([1, 1]);
      await executor.step();
      executor.setState({ total: Float32Array.of(5, 5) });
      await executor.step();
      expect(executor.getState()).toEqual({ total: Float32Array.of(6, 6), steps: Float32Array.of(2) });
      expect(executor.getState(['steps'])).toEqual({ steps: Float32Array.of(2) });
    }));

  it('takes variants of its step in any order, which leave alone what they do not change', () =>
    opened(async (executor) => {
      executor.inputs['x']?.set([1, 2]);
      for (const variant of [undefined, 'count', 'count', 'count', undefined, 'count', undefined]) await executor.step(variant);
      expect(executor.getState()).toEqual({ total: Float32Array.of(3, 6), steps: Float32Array.of(403) });
      expect(await executor.step('count')).toEqual({ seen: Float32Array.of(30, 60) });
      executor.setState({ total: Float32Array.of(5, 5) });
      expect((await executor.step())['square']).toEqual(Float32Array.of(36, 49));
      await expect(executor.step('other')).rejects.toThrow('no variant other');
    }));

  it('gives copies of its state', () =>
    opened(async (executor) => {
      executor.getState(['total'])['total']?.fill(7);
      expect(executor.getState(['total'])['total']).toEqual(Float32Array.of(0, 0));
    }));

  it('refuses a state that it does not have, or of another length', () =>
    opened(async (executor) => {
      expect(() => executor.setState({ tota: Float32Array.of(1, 1) })).toThrow(/no array named tota/);
      expect(() => executor.setState({ total: Float32Array.of(1) })).toThrow(/total has 1 numbers where 2/);
    }));

  it('holds no more tensors after many steps than after one', () =>
    opened(async (executor) => {
      await executor.step();
      const { numTensors } = tf.memory();
      for (let step = 0; step < 20; step += 1) await executor.step();
      expect(tf.memory().numTensors).toBe(numTensors);
    }));
});

describe('the choice of an executor', () => {
  it('takes one that runs, at the beginning of its state', async () => {
    let ms = 0;
    const executor = await chooseExecutor(program, 'auto', { threads: 1 }, () => (ms += 1));
    expect(executor.getState()).toEqual({ total: Float32Array.of(0, 0), steps: Float32Array.of(0) });
    expect(executor.name).toMatch(/^onnx-cpu/);
    await executor.close();
  });

  it('refuses a name that it does not know', async () => {
    await expect(chooseExecutor(program, 'abacus', { threads: 1 }, () => 0)).rejects.toThrow(/no executor "abacus".*onnx-cpu/);
  });

  it('tells of each executor whether it runs here, and otherwise what is missing', async () => {
    const probes = await probeExecutors();
    const byName = new Map(probes.map((probe) => [probe.name, probe]));
    expect(byName.get('onnx-cpu')).toMatchObject({ available: true, detail: 'onnx-cpu (1 thread)' });
    expect(byName.get('tensorflow-cpu')).toMatchObject({ available: true });
    for (const { available, detail, name } of probes) {
      if (!available) expect(detail, name).toMatch(/(install|needs|run|choose)/);
    }
  });
});
