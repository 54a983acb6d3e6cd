import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../shared/maths/random';
import { loadTensorflowBackend } from '../compiler/tensorflow-backends';
import { criticShapes, criticValues, initialParameters } from './networks';
import { groupShapes, layoutOf, named, pack, packArrays, sizeOf, unpack, unpackArrays, type ParameterLayout, type ParameterTensors } from './parameters';

const shapes = criticShapes({ observationSize: 3, actionSize: 2 }, [128, 130]);
const whole = initialParameters(shapes, createRandom(4));
const layouts: readonly (readonly [string, ParameterLayout])[] = [
  ['together', layoutOf(shapes)],
  ['apart', layoutOf(shapes, { apart: true })],
];

function groupTensors(layout: ParameterLayout): ParameterTensors {
  const arrays = packArrays(layout, whole);
  return Object.fromEntries(Object.entries(groupShapes(layout)).map(([name, shape]) => [name, tf.tensor(named(arrays, name), [...shape])]));
}

describe.each(layouts)('twin critics that are trained %s', (_name, layout) => {
  beforeAll(async () => {
    await loadTensorflowBackend('cpu');
    await tf.setBackend('cpu');
  });

  it('come back whole, under their own names', () => expect(unpackArrays(layout, packArrays(layout, whole))).toEqual(whole));

  it('keep all their numbers in their groups', () => {
    const count = (all: Readonly<Record<string, readonly number[]>>): number => Object.values(all).reduce((sum, shape) => sum + sizeOf(shape), 0);
    expect(count(groupShapes(layout))).toBe(count(shapes));
  });

  it('have gradients that are packed as the parameters are', () => {
    const groups = groupTensors(layout);
    const packed = pack(layout, unpack(layout, groups));
    expect(Object.keys(packed)).toEqual(Object.keys(groups));
    for (const [name, group] of Object.entries(groups)) expect(Array.from(named(packed, name).dataSync())).toEqual(Array.from(group.dataSync()));
  });

  it('value an action as the whole network does', () => {
    const [observation, action] = [tf.ones([4, 3]) as tf.Tensor2D, tf.fill([4, 2], -0.5) as tf.Tensor2D];
    const expected = criticValues(Object.fromEntries(Object.entries(whole).map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])])), observation, action);
    const values = criticValues(unpack(layout, groupTensors(layout)), observation, action);
    expect(values.shape).toEqual([2, 4, 1]);
    Array.from(expected.dataSync()).forEach((value, index) => expect(values.dataSync<'float32'>()[index]).toBeCloseTo(value, 6));
  });

  it('refuse a parameter that is missing or has another shape', () => {
    const others = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== 'fc1.bias'));
    expect(() => packArrays(layout, others)).toThrow(/no fc1.bias/);
    expect(() => packArrays(layout, { ...whole, 'fc2.bias': { shape: [1, 1], data: new Float32Array(1) } })).toThrow(/fc2.bias has shape \[1, 1\] where \[2, 1, 130\]/);
  });
});
