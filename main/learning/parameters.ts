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
  readonly pieces: readonly Piece[];
  readonly shape: readonly number[];
}

/** A parameter, or one of the copies that lie along its first axis, as training sees it. */
interface Piece {
  /** That of the parameter, or `PARAMETER/COPY`. */
  readonly name: string;
  readonly parameter: string;
  /** Where it begins in the parameter, in elements. */
  readonly offset: number;
  readonly shape: readonly number[];
}

/** From this many elements on a piece stands alone: below, the cost of a node outweighs that of a copy. */
const standsAloneFrom = 16_384;

/** With `apart`, the copies of a network along the first axis of all its parameters are trained as tensors of their own. */
export function layoutOf(shapes: ParameterShapes, { apart = false }: { readonly apart?: boolean } = {}): ParameterLayout {
  const pieces = Object.entries(shapes).flatMap(([name, shape]) => (apart ? copiesAlong(name, shape) : [wholePiece(name, shape)]));
  const large = pieces.filter(({ shape }) => sizeOf(shape) >= standsAloneFrom);
  const small = pieces.filter(({ shape }) => sizeOf(shape) < standsAloneFrom);
  return { shapes, groups: [...large.map((piece) => groupOf(piece.name, [piece])), ...(small.length > 0 ? [groupOf('small', small)] : [])] };
}

/** All parameters in one group of that name. */
export function oneGroupOf(name: string, shapes: ParameterShapes): ParameterLayout {
  return { shapes, groups: [groupOf(name, Object.entries(shapes).map(([parameter, shape]) => wholePiece(parameter, shape)))] };
}

/** A piece that has the group to itself keeps its shape. */
function groupOf(name: string, pieces: readonly Piece[]): ParameterGroup {
  const [first] = pieces;
  if (first && pieces.length === 1 && first.name === name) return { name, pieces, shape: first.shape };
  return { name, pieces, shape: [pieces.reduce((sum, { shape }) => sum + sizeOf(shape), 0)] };
}

function wholePiece(name: string, shape: readonly number[]): Piece {
  return { name, parameter: name, offset: 0, shape };
}

function copiesAlong(parameter: string, [copies = 0, ...shape]: readonly number[]): readonly Piece[] {
  return Array.from({ length: copies }, (_, copy) => ({ name: `${parameter}/${copy}`, parameter, offset: copy * sizeOf(shape), shape }));
}

/** The parameters of each copy under their own names, of a network whose copies are trained apart; otherwise none. */
export function copiesApart(parameters: ParameterTensors): readonly ParameterTensors[] {
  const copies: Record<string, tf.Tensor>[] = [];
  for (const [piece, tensor] of Object.entries(parameters)) {
    const [name = '', copy] = piece.split('/');
    if (copy !== undefined) (copies[Number(copy)] ??= {})[name] = tensor;
  }
  return copies;
}

/** Shapes of the groups, by name. */
export function groupShapes(layout: ParameterLayout): ParameterShapes {
  return Object.fromEntries(layout.groups.map((group) => [group.name, group.shape]));
}

/** Groups to parameters, or to the copies of parameters where those are apart. */
export function unpack(layout: ParameterLayout, groups: ParameterTensors): ParameterTensors {
  const parameters: Record<string, tf.Tensor> = {};
  for (const group of layout.groups) {
    const whole = named(groups, group.name);
    if (!isPacked(group)) parameters[group.name] = whole;
    else {
      const parts = tf.split(whole, group.pieces.map(({ shape }) => sizeOf(shape)));
      group.pieces.forEach(({ name, shape }, index) => (parameters[name] = tf.reshape(at(parts, index), [...shape])));
    }
  }
  return parameters;
}

/** The inverse of `unpack`, for gradients. */
export function pack(layout: ParameterLayout, parameters: ParameterTensors): ParameterTensors {
  const groups = layout.groups.map((group) => {
    if (!isPacked(group)) return [group.name, named(parameters, group.name)] as const;
    return [group.name, tf.concat(group.pieces.map(({ name }) => tf.reshape(named(parameters, name), [-1])))] as const;
  });
  return Object.fromEntries(groups);
}

/** Groups to whole parameters, on arrays: copies. */
export function unpackArrays(layout: ParameterLayout, groups: Readonly<Record<string, Float32Array>>): NamedTensors {
  const parameters = Object.fromEntries(Object.entries(layout.shapes).map(([name, shape]) => [name, { shape, data: new Float32Array(sizeOf(shape)) }]));
  for (const group of layout.groups) {
    const whole = named(groups, group.name);
    let from = 0;
    for (const { parameter, offset, shape } of group.pieces) {
      named(parameters, parameter).data.set(whole.subarray(from, from + sizeOf(shape)), offset);
      from += sizeOf(shape);
    }
  }
  return parameters;
}

/** The inverse of `unpackArrays`. Throws when a parameter is missing or has another shape. */
export function packArrays(layout: ParameterLayout, parameters: NamedTensors): Record<string, Float32Array> {
  for (const [name, expected] of Object.entries(layout.shapes)) {
    const { shape } = named(parameters, name);
    if (shape.join() !== expected.join()) throw new Error(`${name} has shape [${shape.join(', ')}] where [${expected.join(', ')}] is wanted`);
  }
  return Object.fromEntries(
    layout.groups.map((group) => {
      const whole = new Float32Array(sizeOf(group.shape));
      let to = 0;
      for (const { parameter, offset, shape } of group.pieces) {
        whole.set(named(parameters, parameter).data.subarray(offset, offset + sizeOf(shape)), to);
        to += sizeOf(shape);
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
  return group.pieces.length > 1 || group.pieces[0]?.name !== group.name;
}

function at<Value>(values: readonly Value[], index: number): Value {
  const value = values[index];
  if (value === undefined) throw new Error(`There is no element ${index}`);
  return value;
}
