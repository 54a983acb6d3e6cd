import * as tf from '@tensorflow/tfjs';
import type { Program } from '../main/compiler/program';

/** Two hidden layers of one size. */
export interface UpdateShape {
  readonly observationSize: number;
  readonly actionSize: number;
  readonly hiddenSize: number;
  readonly batchSize: number;
}

/** left [copies, rows, inner] times right [copies, inner, columns]; a transposed operand is stored the other way round. */
export interface Product {
  readonly copies: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly transposed?: 'left' | 'right';
}

/** Every matrix product that one SAC update cannot do without, in order. */
export function matrixProducts({ observationSize: observation, actionSize, hiddenSize: hidden, batchSize: batch }: UpdateShape): readonly Product[] {
  const actor = [observation, hidden, hidden, 2 * actionSize];
  const critic = [observation + actionSize, hidden, hidden, 1];
  return [
    ...forward(1, batch, actor),
    ...forward(2, batch, critic),
    ...forward(2, batch, critic),
    ...backward(2, batch, critic, { kernels: true, input: false }),
    ...forward(1, batch, actor),
    ...forward(2, batch, critic),
    ...backward(2, batch, critic, { kernels: false, input: true }),
    ...backward(1, batch, actor, { kernels: true, input: false }),
  ];
}

function forward(copies: number, batch: number, sizes: readonly number[]): readonly Product[] {
  return layersOf(sizes).map(([inner, columns]) => ({ copies, rows: batch, inner, columns }));
}

function backward(copies: number, batch: number, sizes: readonly number[], wanted: { readonly kernels: boolean; readonly input: boolean }): readonly Product[] {
  return layersOf(sizes).flatMap(([inputs, outputs], layer) => [
    ...(wanted.kernels ? [{ copies, rows: inputs, inner: batch, columns: outputs, transposed: 'left' as const }] : []),
    ...(layer > 0 || wanted.input ? [{ copies, rows: batch, inner: outputs, columns: inputs, transposed: 'right' as const }] : []),
  ]);
}

function layersOf(sizes: readonly number[]): readonly (readonly [inputs: number, outputs: number])[] {
  return sizes.slice(1).map((outputs, index) => [sizes[index] ?? 0, outputs] as const);
}

/**
 * The products alone. Left operands are shared by shape, and of each result one number is kept, so that as little
 * memory as possible moves: what remains is the arithmetic.
 */
export function productsProgram(products: readonly Product[]): Program {
  const operands = products.map((product, index) => {
    const left = product.transposed === 'left' ? [product.inner, product.rows] : [product.rows, product.inner];
    const right = product.transposed === 'right' ? [product.columns, product.inner] : [product.inner, product.columns];
    const copies = product.copies > 1 ? [product.copies] : [];
    return { left: [...copies, ...left], leftName: `left ${[...copies, ...left].join(' ')}`, right: [...copies, ...right], rightName: `right ${index}`, product };
  });
  return {
    inputs: Object.fromEntries(operands.flatMap(({ left, leftName, right, rightName }) => [[leftName, left], [rightName, right]])),
    state: {},
    step(inputs) {
      const kept = operands.map(({ leftName, rightName, product: { transposed } }) => {
        const result = tf.matMul(inputs[leftName] as tf.Tensor, inputs[rightName] as tf.Tensor, transposed === 'left', transposed === 'right');
        return tf.reshape(tf.slice(result, result.shape.map(() => 0), result.shape.map(() => 1)), [1]);
      });
      return { outputs: { kept: tf.concat(kept) }, state: {} };
    },
  };
}
