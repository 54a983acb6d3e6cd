import type * as tf from '@tensorflow/tfjs';
import type { Shapes, Tensors } from '../compiler/trace';
import type { AdamMoments } from './adam';
import { groupShapes, oneGroupOf, type ParameterLayout, type ParameterTensors } from './parameters';

/** What a learner remembers, in parts (a network, its moments, its targets): `PART/GROUP`, groups as the layout of the part says. */
export type PartLayouts = Readonly<Record<string, ParameterLayout>>;

/** Part `temperature` of every learner: the logarithm of alpha. */
export const temperatureLayout = oneGroupOf('logAlpha', { logAlpha: [1, 1] });
export const logAlphaName = 'temperature/logAlpha';

/** A part with Adam's moments beside it: `actor`, `actorFirst`, `actorSecond`. */
export function trainedPart(part: string, layout: ParameterLayout): PartLayouts {
  return { [part]: layout, [`${part}First`]: layout, [`${part}Second`]: layout };
}

export function stateShapes(layouts: PartLayouts): Shapes {
  return Object.fromEntries(Object.entries(layouts).flatMap(([part, layout]) => Object.entries(groupShapes(layout)).map(([group, shape]) => [`${part}/${group}`, shape])));
}

/** The groups of one part out of everything named `PART/GROUP`. */
export function partOf<Value>(part: string, state: Readonly<Record<string, Value>>): Record<string, Value> {
  const prefix = `${part}/`;
  return Object.fromEntries(Object.entries(state).flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [])));
}

export function momentsOf(part: string, state: Tensors): AdamMoments {
  return { first: partOf(`${part}First`, state), second: partOf(`${part}Second`, state) };
}

/** The inverse of `partOf`, over all parts. */
export function joinParts(parts: Readonly<Record<string, ParameterTensors>>): Record<string, tf.Tensor> {
  return Object.fromEntries(Object.entries(parts).flatMap(([part, groups]) => Object.entries(groups).map(([group, tensor]) => [`${part}/${group}`, tensor])));
}

/** A part and its moments after a step of Adam, as `joinParts` takes them. */
export function steppedPart(part: string, { parameters, moments }: { readonly parameters: ParameterTensors; readonly moments: AdamMoments }): Record<string, ParameterTensors> {
  return { [part]: parameters, [`${part}First`]: moments.first, [`${part}Second`]: moments.second };
}
