import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../shared/maths/random';
import { algorithmNames } from '../../shared/training';
import { createActingPolicy } from '../learning/acting-policy';
import { policyModel } from './policy-model';
import { learntSnapshot } from './testing/snapshots';
import { readFields, readText } from './testing/read-protobuf';

const size = { observationSize: 5, actionSize: 3 };

describe.each(algorithmNames)('the exported policy of %s', (algorithm) => {
  it.each([{ normaliseObservations: false }, { normaliseObservations: true }])('acts as the acting policy does, row by row, in batches of any size (%j)', async (hyper) => {
    const snapshot = await learntSnapshot(algorithm, size, hyper);
    const acting = await createActingPolicy(snapshot);
    const session = await ort.InferenceSession.create(policyModel(snapshot, '1.2.3', {}));
    expect([session.inputNames, session.outputNames]).toEqual([['observation', 'noise'], ['action_mean', 'action', 'log_probability']]);
    expect(session.inputMetadata.map((input) => ('shape' in input ? input.shape : []))).toEqual([['batch', 5], ['batch', 3]]);
    expect(session.outputMetadata.map((output) => ('shape' in output ? output.shape : []))).toEqual([['batch', 3], ['batch', 3], ['batch', 1]]);
    const random = createRandom(8);
    for (const batch of [1, 2, 7, 64]) {
      const observation = Float32Array.from({ length: batch * size.observationSize }, () => 5 * random.uniform() - 2);
      const noise = new Float32Array(batch * size.actionSize);
      random.fillNormal(noise);
      const outputs = await session.run({ observation: new ort.Tensor('float32', observation, [batch, 5]), noise: new ort.Tensor('float32', noise, [batch, 3]) });
      for (let row = 0; row < batch; row += 1) {
        const rowObservation = observation.slice(row * 5, row * 5 + 5);
        const sampled = await acting.act(rowObservation, noise.slice(row * 3, row * 3 + 3));
        expectClose(rowOf(outputs['action'], row), sampled.action);
        expectClose(rowOf(outputs['log_probability'], row), [sampled.logProb]);
        expectClose(rowOf(outputs['action_mean'], row), (await acting.act(rowObservation, undefined)).action);
      }
    }
    await session.release();
    await acting.close();
  });

  it('uses operators of the standard alone, and carries its version and facts', async () => {
    const model = readFields(policyModel(await learntSnapshot(algorithm, size), '1.2.3', { task: 'reach', note: 'ä' }));
    const domains = model.filter(({ number }) => number === 8).map(({ bytes }) => readText(bytes, 1));
    expect(domains).toEqual(['']);
    expect(model.filter(({ number }) => number === 3).map(({ bytes }) => new TextDecoder().decode(bytes))).toEqual(['1.2.3']);
    expect(model.filter(({ number }) => number === 14).map(({ bytes }) => [readText(bytes, 1), readText(bytes, 2)])).toEqual([['task', 'reach'], ['note', 'ä']]);
  });
});

function rowOf(tensor: ort.Tensor | undefined, row: number): Float32Array {
  const width = tensor?.dims[1] ?? 0;
  return ((tensor?.data ?? new Float32Array()) as Float32Array).slice(row * width, (row + 1) * width);
}

function expectClose(actual: ArrayLike<number>, wanted: ArrayLike<number>): void {
  expect(actual.length).toBe(wanted.length);
  for (let index = 0; index < wanted.length; index += 1) {
    const value = wanted[index] ?? Number.NaN;
    expect(Math.abs((actual[index] ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(value)));
  }
}
