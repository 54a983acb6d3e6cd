import type * as tf from '@tensorflow/tfjs';
import { Failure } from '../../shared/contract/failure';
import { copyArrays } from '../compiler/executor';
import { openExecutor } from '../compiler/open-executor';
import type { Program } from '../compiler/program';
import type { Shapes } from '../compiler/trace';
import type { ActingPolicy, NamedTensors, PolicySnapshot } from './learner';
import { named } from './parameters';
import { partOf } from './sac-program';
import { policyAt, sampleSquashed } from './squashed-gaussian';

/** A policy ready to act on one thread of the CPU, compiled from the same functions that training uses. */
export async function createActingPolicy(snapshot: PolicySnapshot): Promise<ActingPolicy> {
  const { observationSize, actionSize } = snapshot.size;
  const executor = await openExecutor(actingProgram(snapshot), 'onnx-cpu', { threads: 1 });
  const observationInput = named(executor.inputs, 'observation');
  const noiseInput = named(executor.inputs, 'noise');
  let version = snapshot.version;
  loadWeights(snapshot);

  function loadWeights(newer: PolicySnapshot): void {
    copyArrays(dataOf(partTensors('actor', newer.tensors)), executor.inputs);
    version = newer.version;
  }

  return {
    get version() {
      return version;
    },
    load: loadWeights,
    async act(observation, noise) {
      checkLength('observation', observation, observationSize);
      observationInput.set(observation);
      if (noise) {
        checkLength('noise', noise, actionSize);
        noiseInput.set(noise);
      } else noiseInput.fill(0);
      const outputs = await executor.step();
      return {
        action: named(outputs, 'action'),
        preTanhMean: named(outputs, 'mean'),
        logStd: named(outputs, 'logStd'),
        logProb: named(outputs, 'logProb')[0] ?? Number.NaN,
      };
    },
    close: () => executor.close(),
  };
}

function actingProgram({ size, logStdRange, tensors }: PolicySnapshot): Program {
  const actor = shapesOf(partTensors('actor', tensors));
  return {
    inputs: { ...actor, observation: [1, size.observationSize], noise: [1, size.actionSize] },
    state: {},
    step(inputs) {
      const parameters = Object.fromEntries(Object.keys(actor).map((name) => [name, named(inputs, name)]));
      const gaussian = policyAt(parameters, named(inputs, 'observation') as tf.Tensor2D, { logStdRange });
      return { outputs: { ...gaussian, ...sampleSquashed(gaussian, named(inputs, 'noise') as tf.Tensor2D) }, state: {} };
    },
  };
}

/** The tensors of one network in a snapshot. */
export function partTensors(part: 'actor' | 'critics', tensors: NamedTensors): NamedTensors {
  const found = partOf(part, tensors);
  if (Object.keys(found).length > 0) return found;
  throw new Failure('bad-argument', `The snapshot has no tensors of the ${part}; it holds ${Object.keys(tensors).join(', ') || 'nothing'}.`);
}

export function shapesOf(tensors: NamedTensors): Shapes {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.shape]));
}

export function dataOf(tensors: NamedTensors): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.data]));
}

export function checkLength(name: string, array: Float32Array, expected: number): void {
  if (array.length === expected) return;
  throw new Failure('bad-argument', `The ${name} has ${array.length} numbers where the policy was made for ${expected}.`);
}
