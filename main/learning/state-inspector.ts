import type * as tf from '@tensorflow/tfjs';
import { copyArrays } from '../compiler/executor';
import { openExecutor } from '../compiler/open-executor';
import type { Program } from '../compiler/program';
import type { NetworkSnapshot, StateInspector } from './learner';
import { criticValues, minimumOf, repeated } from './networks';
import { named } from './parameters';
import { policyHeadOf, seen, sightParts } from './policy-head';
import { dataOf, fillInput, networksOf, partTensors, shapesOf } from './snapshot-networks';

/** Policy and critics over `count` actions of one state, on one thread of the CPU. */
export async function createStateInspector(snapshot: NetworkSnapshot, count: number): Promise<StateInspector> {
  const parts = inspectedParts(snapshot);
  const sampler = await openExecutor(samplingProgram(snapshot, count), 'onnx-cpu', { threads: 1 });
  const evaluator = await openExecutor(evaluationProgram(snapshot, count), 'onnx-cpu', { threads: 1 });
  load(snapshot);

  function load({ tensors }: NetworkSnapshot): void {
    copyArrays(dataOf(partTensors(parts, tensors)), sampler.inputs);
    copyArrays(dataOf(partTensors(evaluatedParts(snapshot), tensors)), evaluator.inputs);
  }

  return {
    load,
    async sample(observation, noise) {
      fillInput(sampler.inputs, 'observation', observation);
      fillInput(sampler.inputs, 'noise', noise);
      const outputs = await sampler.step();
      const copy = (name: string): Float32Array => named(outputs, name).slice();
      return { preTanhMean: copy('mean'), logStd: copy('logStd'), actions: copy('action'), logProb: copy('logProb'), q: copy('q') };
    },
    async evaluate(observation, actions) {
      fillInput(evaluator.inputs, 'observation', observation);
      fillInput(evaluator.inputs, 'actions', actions);
      return named(await evaluator.step(), 'q').slice();
    },
    async close() {
      await sampler.close();
      await evaluator.close();
    },
  };
}

function inspectedParts(snapshot: NetworkSnapshot): readonly string[] {
  return [...new Set([...policyHeadOf(snapshot).parts, 'critics'])];
}

function evaluatedParts({ tensors }: NetworkSnapshot): readonly string[] {
  return ['critics', ...sightParts(tensors)];
}

function samplingProgram(snapshot: NetworkSnapshot, count: number): Program {
  const { size, tensors } = snapshot;
  const head = policyHeadOf(snapshot);
  const parts = inspectedParts(snapshot);
  return {
    inputs: { ...shapesOf(partTensors(parts, tensors)), observation: [1, size.observationSize], noise: [count, size.actionSize] },
    state: {},
    step: (inputs) => ({
      outputs: head.inspect(networksOf(parts, inputs), named(inputs, 'observation') as tf.Tensor2D, named(inputs, 'noise') as tf.Tensor2D),
      state: {},
    }),
  };
}

function evaluationProgram(snapshot: NetworkSnapshot, count: number): Program {
  const { size, tensors } = snapshot;
  const parts = evaluatedParts(snapshot);
  return {
    inputs: { ...shapesOf(partTensors(parts, tensors)), observation: [1, size.observationSize], actions: [count, size.actionSize] },
    state: {},
    step(inputs) {
      const networks = networksOf(parts, inputs);
      const observation = repeated(seen(networks, named(inputs, 'observation') as tf.Tensor2D), count);
      return { outputs: { q: minimumOf(criticValues(named(networks, 'critics'), observation, named(inputs, 'actions') as tf.Tensor2D)) }, state: {} };
    },
  };
}
