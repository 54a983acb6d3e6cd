import * as tf from '@tensorflow/tfjs';
import type { NamedTensors } from './learner';

/** Shapes of a network's parameters by name, in order. */
export type ParameterShapes = Readonly<Record<string, readonly number[]>>;
export type ParameterTensors = Readonly<Record<string, tf.Tensor>>;

/**
 * How the parameters of one network lie in memory while they are trained: each large one by itself, all small ones one
 * after another in one vector. Adam then runs over a handful of long arrays, and no large kernel is ever copied.
 */
export interface ParameterLayout {
  readonly shapes: ParameterShapes;
  readonly groups: readonly ParameterGroup[];
}

interface ParameterGroup {
  readonly name: string;
  readonly members: readonly string[];
  readonly shape: readonly number[];
}

/** From this many elements on a parameter stands alone: below, the cost of a node outweighs that of a copy. */
const standsAloneFrom = 16_384;

export function layoutOf(shapes: ParameterShapes): ParameterLayout {
  const entries = Object.entries(shapes);
  const large = entries.filter(([, shape]) => sizeOf(shape) >= standsAloneFrom);
  const small = entries.filter(([, shape]) => sizeOf(shape) < standsAloneFrom);
  const length = small.reduce((sum, [, shape]) => sum + sizeOf(shape), 0);
  return {
    shapes,
    groups: [
      ...large.map(([name, shape]) => ({ name, members: [name], shape })),
      ...(small.length > 0 ? [{ name: 'small', members: small.map(([name]) => name), shape: [length] }] : []),
    ],
  };
}

/** Shapes of the groups, by name. */
export function groupShapes(layout: ParameterLayout): ParameterShapes {
  return Object.fromEntries(layout.groups.map((group) => [group.name, group.shape]));
}

/** Groups to parameters. */
export function unpack(layout: ParameterLayout, groups: ParameterTensors): ParameterTensors {
  const parameters: Record<string, tf.Tensor> = {};
  for (const group of layout.groups) {
    const whole = named(groups, group.name);
    if (!isPacked(group)) parameters[group.name] = whole;
    else {
      const parts = tf.split(whole, group.members.map((member) => sizeOf(shapeOf(layout, member))));
      group.members.forEach((member, index) => (parameters[member] = tf.reshape(at(parts, index), [...shapeOf(layout, member)])));
    }
  }
  return parameters;
}

/** Parameters, or their gradients, to groups. */
export function pack(layout: ParameterLayout, parameters: ParameterTensors): ParameterTensors {
  const groups = layout.groups.map((group) => {
    if (!isPacked(group)) return [group.name, named(parameters, group.name)] as const;
    return [group.name, tf.concat(group.members.map((member) => tf.reshape(named(parameters, member), [-1])))] as const;
  });
  return Object.fromEntries(groups);
}

/** As `unpack`, on arrays: copies. */
export function unpackArrays(layout: ParameterLayout, groups: Readonly<Record<string, Float32Array>>): NamedTensors {
  const parameters: Record<string, NamedTensors[string]> = {};
  for (const group of layout.groups) {
    const whole = named(groups, group.name);
    let offset = 0;
    for (const member of group.members) {
      const shape = shapeOf(layout, member);
      parameters[member] = { shape, data: whole.slice(offset, offset + sizeOf(shape)) };
      offset += sizeOf(shape);
    }
  }
  return parameters;
}

/** As `pack`, on arrays. Throws when a parameter is missing or has another shape. */
export function packArrays(layout: ParameterLayout, parameters: NamedTensors): Record<string, Float32Array> {
  return Object.fromEntries(
    layout.groups.map((group) => {
      const whole = new Float32Array(sizeOf(group.shape));
      let offset = 0;
      for (const member of group.members) {
        const { data, shape } = named(parameters, member);
        const expected = shapeOf(layout, member);
        if (shape.join() !== expected.join()) throw new Error(`${member} has shape [${shape.join(', ')}] where [${expected.join(', ')}] is wanted`);
        whole.set(data, offset);
        offset += data.length;
      }
      return [group.name, whole];
    }),
  );
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The entry of that name, or an error that names it. */
export function named<Value>(values: Readonly<Record<string, Value>>, name: string): Value {
  const value = values[name];
  if (value === undefined) throw new Error(`There is no ${name}; there are ${Object.keys(values).join(', ')}`);
  return value;
}

function isPacked(group: ParameterGroup): boolean {
  return group.members.length > 1 || group.members[0] !== group.name;
}

function shapeOf(layout: ParameterLayout, name: string): readonly number[] {
  return named(layout.shapes, name);
}

function at<Value>(values: readonly Value[], index: number): Value {
  const value = values[index];
  if (value === undefined) throw new Error(`There is no element ${index}`);
  return value;
}
