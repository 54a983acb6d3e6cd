import * as ort from 'onnxruntime-node';
import { createRandom } from '../../shared/maths/random';
import { createActingPolicy } from '../learning/acting-policy';
import type { PolicySnapshot } from '../learning/learner';
import { policyInputs, policyOutputs } from './policy-model';

const rows = 8;
/** Of numbers of size one; larger ones may differ by this share. */
const tolerance = 1e-5;

/**
 * Runs an exported policy as another program would, on a batch of observations and noise, and compares it with the
 * policy that acts here. Throws if they differ: then the export is wrong, and must not be written.
 */
export async function checkPolicyModel(model: Uint8Array, snapshot: PolicySnapshot): Promise<void> {
  const { observationSize, actionSize } = snapshot.size;
  const random = createRandom(0x0e0f);
  const observation = new Float32Array(rows * observationSize);
  const noise = new Float32Array(rows * actionSize);
  random.fillNormal(observation);
  random.fillNormal(noise);

  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1 });
  const acting = await createActingPolicy(snapshot);
  try {
    const outputs = await session.run({
      [policyInputs.observation]: new ort.Tensor('float32', observation, [rows, observationSize]),
      [policyInputs.noise]: new ort.Tensor('float32', noise, [rows, actionSize]),
    });
    for (let row = 0; row < rows; row += 1) {
      const seen = rowOf(observation, row);
      const sampled = await acting.act(seen, rowOf(noise, row));
      requireClose(policyOutputs.action, rowOf(outputs[policyOutputs.action]?.data, row), sampled.action);
      requireClose(policyOutputs.logProbability, rowOf(outputs[policyOutputs.logProbability]?.data, row), [sampled.logProb]);
      requireClose(policyOutputs.actionMean, rowOf(outputs[policyOutputs.actionMean]?.data, row), (await acting.act(seen, undefined)).action);
    }
  } finally {
    await acting.close();
    await session.release();
  }
}

function rowOf(values: unknown, row: number): Float32Array {
  if (!(values instanceof Float32Array)) throw new Error('The exported policy gave no float32 numbers.');
  const width = values.length / rows;
  return values.slice(row * width, (row + 1) * width);
}

function requireClose(name: string, actual: Float32Array, wanted: ArrayLike<number>): void {
  for (let index = 0; index < wanted.length; index += 1) {
    const value = wanted[index] ?? Number.NaN;
    const difference = Math.abs((actual[index] ?? Number.NaN) - value);
    if (!(difference <= tolerance * Math.max(1, Math.abs(value)))) {
      throw new Error(`The exported policy gives ${name}[${index}] = ${String(actual[index])} where the acting policy gives ${value}`);
    }
  }
}
