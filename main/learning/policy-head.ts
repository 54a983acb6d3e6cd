import type * as tf from '@tensorflow/tfjs';
import type { Tensors } from '../compiler/trace';
import type { NamedTensors, PolicySnapshot } from './learner';
import type { ParameterTensors } from './parameters';
import { gaussianHead } from './gaussian-head';
import { normalised, normaliserPart } from './normaliser';
import { samplerHead } from './sampler-head';
import { partOf } from './state-parts';

/** How a kind of policy acts and is looked at, as TensorFlow.js functions over the networks of a snapshot. */
export interface PolicyHead {
  /** Parts of the snapshot that acting needs; looking needs the critics as well. */
  readonly parts: readonly string[];
  /** One action of each of B states: `observation` [B, O], `noise` [B, A]. */
  act(networks: Networks, observation: tf.Tensor2D, noise: tf.Tensor2D): ActingOutputs;
  /** Many actions of one state: `observation` [1, O], `noise` [N, A]. */
  inspect(networks: Networks, observation: tf.Tensor2D, noise: tf.Tensor2D): InspectionOutputs;
}

/** The parameters of each network, by part and then by name. */
export type Networks = Readonly<Record<string, ParameterTensors>>;

/** `mean` and `logStd` are those of u, before the squashing, [B, A] each: of a Gaussian its own, of a sampler its moments. */
export interface ActingOutputs extends Tensors {
  readonly mean: tf.Tensor;
  readonly logStd: tf.Tensor;
  /** [B, A] and [B, 1]. */
  readonly action: tf.Tensor;
  readonly logProb: tf.Tensor;
  /** The action that is taken where chance is unwanted, and its log-density. */
  readonly bestAction: tf.Tensor;
  readonly bestLogProb: tf.Tensor;
}

export interface InspectionOutputs extends Tensors {
  readonly mean: tf.Tensor;
  readonly logStd: tf.Tensor;
  /** [N, A], [N, 1], [N, 1]. */
  readonly action: tf.Tensor;
  readonly logProb: tf.Tensor;
  readonly q: tf.Tensor;
}

/** The head that fits the networks in a snapshot: those of a sampler, or of a Gaussian actor. */
export function policyHeadOf({ size, logStdRange, tensors }: Pick<PolicySnapshot, 'size' | 'logStdRange' | 'tensors'>): PolicyHead {
  const head = isSampler(tensors) ? samplerHead(size) : gaussianHead(logStdRange);
  return {
    parts: [...head.parts, ...sightParts(tensors)],
    act: (networks, observation, noise) => head.act(networks, seen(networks, observation), noise),
    inspect: (networks, observation, noise) => head.inspect(networks, seen(networks, observation), noise),
  };
}

/** Whether the networks are those of a sampler of any shape, and not of a Gaussian. */
export function isSampler(tensors: NamedTensors): boolean {
  return has('sampler', tensors);
}

/** Parts of a snapshot that stand between what is observed and what its networks see. */
export function sightParts(tensors: NamedTensors): readonly string[] {
  return has(normaliserPart, tensors) ? [normaliserPart] : [];
}

/** What the networks see of an observation. */
export function seen(networks: Networks, observation: tf.Tensor2D): tf.Tensor2D {
  const statistics = networks[normaliserPart];
  return statistics === undefined ? observation : normalised(observation, statistics);
}

function has(part: string, tensors: NamedTensors): boolean {
  return Object.keys(partOf(part, tensors)).length > 0;
}
