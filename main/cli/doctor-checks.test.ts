import { describe, expect, test } from 'vitest';
import { autoCheck } from './doctor-checks';

const working = (name: string) => ({ name, available: true, detail: `${name} (1 thread)` });
const missing = (name: string) => ({ name, available: false, detail: 'It is not installed.' });
const measured = () => Promise.resolve('onnx-webgpu');
const unasked = () => Promise.reject(new Error('there was nothing to choose'));

describe('what the doctor says of auto', () => {
  test('is measured where more than one that is fast works', async () => {
    const check = await autoCheck([working('onnx-cpu'), working('onnx-webgpu'), missing('onnx-cuda'), working('tensorflow-cpu')], measured);
    expect(check).toEqual({ name: 'Executor auto', status: 'ok', detail: 'takes onnx-webgpu: the fastest of onnx-cpu, onnx-webgpu at an update of reach, measured just now' });
  });

  test('is known where one alone is fast', async () => {
    const check = await autoCheck([working('onnx-cpu'), missing('onnx-webgpu'), working('tensorflow-wasm')], unasked);
    expect(check).toEqual({ name: 'Executor auto', status: 'ok', detail: 'takes onnx-cpu (1 thread): the others that work are tens of times slower' });
    expect((await autoCheck([working('onnx-cpu')], unasked)).detail).toBe('takes onnx-cpu (1 thread): no other works here');
  });

  test('is a warning where only slow ones work, and a failure where none does', async () => {
    expect(await autoCheck([missing('onnx-cpu'), working('tensorflow-wasm')], unasked)).toMatchObject({ status: 'warn', detail: expect.stringContaining('it is slow: mend onnx-cpu') });
    expect(await autoCheck([missing('onnx-cpu')], unasked)).toMatchObject({ status: 'fail', remedy: 'Install the packages again with "npm ci".' });
  });
});
