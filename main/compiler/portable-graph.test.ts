import * as ort from 'onnxruntime-node';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { PortableGraph, tracedBatch } from './portable-graph';
import { trace, type TensorFunction } from './trace';

const kernel = Float32Array.of(1, 2, 3, 4, 5, 6);

function portable(compute: TensorFunction): Uint8Array {
  return trace(compute, { x: [tracedBatch, 2], 'net/kernel': [2, 3] }, new PortableGraph({ 'net/kernel': kernel })).bytes;
}

async function run(model: Uint8Array, values: readonly number[]): Promise<{ readonly dims: readonly number[]; readonly data: readonly number[] }> {
  const session = await ort.InferenceSession.create(model);
  const { y } = await session.run({ x: new ort.Tensor('float32', Float32Array.from(values), [values.length / 2, 2]) });
  await session.release();
  return { dims: y?.dims ?? [], data: Array.from((y?.data ?? []) as Float32Array) };
}

describe('a portable graph', () => {
  it.each<[string, TensorFunction, number[]]>([
    ['products with weights inside', ({ x, 'net/kernel': weights }) => ({ y: tf.matMul(x as tf.Tensor2D, weights as tf.Tensor2D) }), [9, 12, 15]],
    ['rows that are repeated', ({ x }) => ({ y: tf.reshape(tf.tile(tf.expandDims(x as tf.Tensor, 1), [1, 3, 1]), [tracedBatch, 6]) }), [1, 2, 1, 2, 1, 2]],
    ['constants as long as the batch', ({ x }) => ({ y: tf.concat([x as tf.Tensor, tf.fill([tracedBatch, 1], 7)], 1) }), [1, 2, 7]],
    ['several values of each row that are put back together', ({ x }) => ({ y: tf.sum(tf.reshape(tf.mul(tf.reshape(x as tf.Tensor, [2 * tracedBatch, 1]), 2), [tracedBatch, 2]), 1, true) }), [6]],
    ['the middle of a batch, as one row', ({ x }) => ({ y: tf.mean(x as tf.Tensor, 0, true) }), [1, 2]],
  ])('computes %s, for any batch', async (name, compute, row) => {
    const model = portable(compute);
    for (const batch of [1, 2, 5]) {
      const { dims, data } = await run(model, Array.from({ length: batch }, () => [1, 2]).flat());
      const rows = name.endsWith('one row') ? 1 : batch;
      expect(dims).toEqual([rows, row.length]);
      expect(data).toEqual(Array.from({ length: rows }, () => row).flat());
    }
  });

  it.each<[string, TensorFunction, RegExp]>([
    ['a constant that differs from row to row', ({ x }) => ({ y: tf.add(x as tf.Tensor, tf.tensor2d(Float32Array.from({ length: tracedBatch }, (_, row) => row), [tracedBatch, 1])) }), /differs from row to row/],
    ['an operator outside of the standard', ({ x, 'net/kernel': weights }) => ({ y: tf.matMul(x as tf.Tensor2D, tf.reshape(weights as tf.Tensor, [3, 2]), false, true) }), /no part of the ONNX standard/],
    ['an output that mixes rows', ({ x }) => ({ y: tf.reshape(x as tf.Tensor, [2 * tracedBatch]) }), /mixes the rows/],
  ])('refuses %s', (_, compute, sentence) => {
    expect(() => portable(compute)).toThrow(sentence);
  });
});
