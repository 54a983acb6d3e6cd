import * as tf from '@tensorflow/tfjs';
import { copyArrays } from '../compiler/executor';
import { openExecutor } from '../compiler/open-executor';
import type { Program } from '../compiler/program';
import { checkLength, dataOf, partTensors, shapesOf } from './acting-policy';
import type { NetworkSnapshot, StateInspector } from './learner';
import { criticValues, minimumOf } from './networks';
import { named, type ParameterTensors } from './parameters';
import { policyAt, sampleSquashed } from './squashed-gaussian';

/** Policy and critics over `count` actions of one state, on one thread of the CPU. */
export async function createStateInspector(snapshot: NetworkSnapshot, count: number): Promise<StateInspector> {
  const { observationSize, actionSize } = snapshot.size;
  const sampler = await openExecutor(samplingProgram(snapshot, count), 'onnx-cpu', { threads: 1 });
  const evaluator = await openExecutor(evaluationProgram(snapshot, count), 'onnx-cpu', { threads: 1 });
  load(snapshot);

  function load({ tensors }: NetworkSnapshot): void {
    const critics = dataOf(prefixed('critics', partTensors('critics', tensors)));
    copyArrays({ ...dataOf(prefixed('actor', partTensors('actor', tensors))), ...critics }, sampler.inputs);
    copyArrays(critics, evaluator.inputs);
  }

  return {
    load,
    async sample(observation, noise) {
      checkLength('observation', observation, observationSize);
      checkLength('noise', noise, count * actionSize);
      named(sampler.inputs, 'observation').set(observation);
      named(sampler.inputs, 'noise').set(noise);
      const outputs = await sampler.step();
      const copy = (name: string): Float32Array => named(outputs, name).slice();
      return { preTanhMean: copy('mean'), logStd: copy('logStd'), actions: copy('action'), logProb: copy('logProb'), q: copy('q') };
    },
    async evaluate(observation, actions) {
      checkLength('observation', observation, observationSize);
      checkLength('actions', actions, count * actionSize);
      named(evaluator.inputs, 'observation').set(observation);
      named(evaluator.inputs, 'action').set(actions);
      return named(await evaluator.step(), 'q').slice();
    },
    async close() {
      await sampler.close();
      await evaluator.close();
    },
  };
}

function samplingProgram({ size, logStdRange, tensors }: NetworkSnapshot, count: number): Program {
  const actor = shapesOf(partTensors('actor', tensors));
  const critics = shapesOf(partTensors('critics', tensors));
  return {
    inputs: { ...prefixed('actor', actor), ...prefixed('critics', critics), observation: [1, size.observationSize], noise: [count, size.actionSize] },
    state: {},
    step(inputs) {
      const observation = named(inputs, 'observation') as tf.Tensor2D;
      const gaussian = policyAt(unprefixed('actor', actor, inputs), observation, { logStdRange });
      const sample = sampleSquashed(gaussian, named(inputs, 'noise') as tf.Tensor2D);
      const q = minimumOf(criticValues(unprefixed('critics', critics, inputs), tf.tile(observation, [count, 1]), sample.action));
      return { outputs: { ...gaussian, ...sample, q }, state: {} };
    },
  };
}

function evaluationProgram({ size, tensors }: NetworkSnapshot, count: number): Program {
  const critics = shapesOf(partTensors('critics', tensors));
  return {
    inputs: { ...prefixed('critics', critics), observation: [1, size.observationSize], action: [count, size.actionSize] },
    state: {},
    step(inputs) {
      const observation = tf.tile(named(inputs, 'observation') as tf.Tensor2D, [count, 1]);
      return { outputs: { q: minimumOf(criticValues(unprefixed('critics', critics, inputs), observation, named(inputs, 'action') as tf.Tensor2D)) }, state: {} };
    },
  };
}

function prefixed<Value>(part: string, values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${part}/${name}`, value]));
}

function unprefixed(part: string, names: Readonly<Record<string, unknown>>, tensors: ParameterTensors): ParameterTensors {
  return Object.fromEntries(Object.keys(names).map((name) => [name, named(tensors, `${part}/${name}`)]));
}
