import type * as tf from '@tensorflow/tfjs';
import { copyArrays } from '../compiler/executor';
import { openExecutor } from '../compiler/open-executor';
import type { Program } from '../compiler/program';
import type { ActingPolicy, PolicySnapshot } from './learner';
import { named } from './parameters';
import { policyHeadOf } from './policy-head';
import { dataOf, fillInput, networksOf, partTensors, shapesOf } from './snapshot-networks';

/** A policy ready to act on one thread of the CPU, compiled from the same functions that training uses. */
export async function createActingPolicy(snapshot: PolicySnapshot): Promise<ActingPolicy> {
  const { parts } = policyHeadOf(snapshot);
  const executor = await openExecutor(actingProgram(snapshot), 'onnx-cpu', { threads: 1 });
  let version = snapshot.version;
  loadWeights(snapshot);

  function loadWeights(newer: PolicySnapshot): void {
    copyArrays(dataOf(partTensors(parts, newer.tensors)), executor.inputs);
    version = newer.version;
  }

  return {
    get version() {
      return version;
    },
    load: loadWeights,
    async act(observation, noise) {
      fillInput(executor.inputs, 'observation', observation);
      if (noise) fillInput(executor.inputs, 'noise', noise);
      const outputs = await executor.step();
      return {
        action: named(outputs, noise ? 'action' : 'bestAction'),
        preTanhMean: named(outputs, 'mean'),
        logStd: named(outputs, 'logStd'),
        logProb: named(outputs, noise ? 'logProb' : 'bestLogProb')[0] ?? Number.NaN,
      };
    },
    close: () => executor.close(),
  };
}

function actingProgram(snapshot: PolicySnapshot): Program {
  const { size, tensors } = snapshot;
  const head = policyHeadOf(snapshot);
  return {
    inputs: { ...shapesOf(partTensors(head.parts, tensors)), observation: [1, size.observationSize], noise: [1, size.actionSize] },
    state: {},
    step: (inputs) => ({
      outputs: head.act(networksOf(head.parts, inputs), named(inputs, 'observation') as tf.Tensor2D, named(inputs, 'noise') as tf.Tensor2D),
      state: {},
    }),
  };
}
