import type * as tf from '@tensorflow/tfjs';
import { withMetadata } from '../compiler/onnx-format';
import { PortableGraph, tracedBatch } from '../compiler/portable-graph';
import { trace } from '../compiler/trace';
import type { PolicySnapshot } from '../learning/learner';
import { named } from '../learning/parameters';
import { policyHeadOf } from '../learning/policy-head';
import { dataOf, networksOf, partTensors, shapesOf } from '../learning/snapshot-networks';

/** Names in the file; docs/formats.md, "Exported policy". */
export const policyInputs = { observation: 'observation', noise: 'noise' } as const;
export const policyOutputs = { actionMean: 'action_mean', action: 'action', logProbability: 'log_probability' } as const;

/**
 * A policy as the bytes of one ONNX file for other programs, from the functions that training and acting use:
 * `observation` [batch, O] and `noise` [batch, A] to `action_mean` and `action` [batch, A] and `log_probability`
 * [batch, 1], the batch of any size. Chance comes in as an input because ONNX has no random numbers that can be
 * seeded from outside: with the noise given, every program computes the same action.
 */
export function policyModel(snapshot: PolicySnapshot, productVersion: string, metadata: Readonly<Record<string, string>>): Uint8Array {
  const { size, tensors } = snapshot;
  const head = policyHeadOf(snapshot);
  const weights = partTensors(head.parts, tensors);
  const { bytes } = trace(
    (inputs) => {
      const observation = named(inputs, policyInputs.observation) as tf.Tensor2D;
      const outputs = head.act(networksOf(head.parts, inputs), observation, named(inputs, policyInputs.noise) as tf.Tensor2D);
      return { [policyOutputs.actionMean]: outputs.bestAction, [policyOutputs.action]: outputs.action, [policyOutputs.logProbability]: outputs.logProb };
    },
    { ...shapesOf(weights), [policyInputs.observation]: [tracedBatch, size.observationSize], [policyInputs.noise]: [tracedBatch, size.actionSize] },
    new PortableGraph(dataOf(weights)),
  );
  return withMetadata(bytes, productVersion, metadata);
}
