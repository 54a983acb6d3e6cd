import * as tf from '@tensorflow/tfjs';
import type { HiddenHook } from './networks';

/** Passes of the critics in one update that drop units, each with masks of its own. */
export const dropoutPasses = ['target', 'critics', 'actor'] as const;
export type DropoutPass = (typeof dropoutPasses)[number];

export interface DropoutShape {
  readonly criticCount: number;
  readonly batchSize: number;
  readonly hiddenSizes: readonly number[];
}

/** How many uniform numbers the masks of one update are made of. */
export function dropoutNumbers({ criticCount, batchSize, hiddenSizes }: DropoutShape): number {
  return dropoutPasses.length * hiddenSizes.reduce((sum, units) => sum + criticCount * (batchSize + units), 0);
}

/**
 * Dropout: sets a share of the hidden units of each row to zero and scales up the rest, so that their mean stays.
 *
 * A mask of [N, B, H] is made of one uniform number for each row and one for each unit: a unit is dropped in a row
 * where the fraction of their sum is below the share. That fraction is uniform, and independent of that of any other
 * unit and of any other row, pair by pair; and a mask costs B + H random numbers instead of B x H.
 */
export function dropoutHooks(share: number, shape: DropoutShape, uniform: tf.Tensor1D): Readonly<Record<DropoutPass, HiddenHook>> {
  const { criticCount, batchSize, hiddenSizes } = shape;
  const sizes = dropoutPasses.flatMap(() => hiddenSizes.flatMap((units) => [criticCount * batchSize, criticCount * units]));
  const parts = tf.split(uniform, sizes);
  const hook = (pass: number): HiddenHook => (layer, hidden) => {
    const place = 2 * (pass * hiddenSizes.length + layer - 1);
    const rows = tf.reshape(parts[place] as tf.Tensor, [criticCount, batchSize, 1]);
    const units = tf.reshape(parts[place + 1] as tf.Tensor, [criticCount, 1, hiddenSizes[layer - 1] ?? 0]);
    const sum = tf.add(rows, units);
    const fraction = tf.sub(sum, tf.cast(tf.greaterEqual(sum, 1), 'float32'));
    return tf.mul(hidden, tf.div(tf.cast(tf.greaterEqual(fraction, share), 'float32'), 1 - share));
  };
  return { target: hook(0), critics: hook(1), actor: hook(2) };
}
