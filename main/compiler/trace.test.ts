import * as tf from '@tensorflow/tfjs';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../shared/maths/random';
import { compileStep } from './compile-step';
import { OnnxGraph } from './onnx-graph';
import { openExecutor } from './open-executor';
import type { Arrays, Program } from './program';
import { tracingKernels } from './register-kernels';
import { trace, type Shapes } from './trace';
import { TracingError, tracingBackendName } from './tracing-backend';

type Body = (inputs: Record<'a' | 'b' | 'row', tf.Tensor>) => tf.Tensor;

/** a and b are [2, 3, 4], row is [4]; all between 0.1 and 2 in size, with both signs. */
const shapes: Shapes = { a: [2, 3, 4], b: [2, 3, 4], row: [4] };

/** What each kernel is checked with; gradients are checked where one exists. */
const cases: Readonly<Record<string, Body>> = {
  Add: ({ a, row }) => tf.add(a, row),
  AddN: ({ a, b }) => tf.addN([a, b, a]),
  Sub: ({ a, row }) => tf.sub(row, a),
  Multiply: ({ a, b }) => tf.mul(a, b),
  RealDiv: ({ a, row }) => tf.div(a, row),
  Minimum: ({ a, b }) => tf.minimum(a, b),
  Maximum: ({ a, b }) => tf.maximum(a, b),
  Pow: ({ a }) => tf.pow(tf.abs(a), 1.5),
  Neg: ({ a }) => tf.neg(a),
  Abs: ({ a }) => tf.abs(a),
  Exp: ({ a }) => tf.exp(a),
  Log: ({ a }) => tf.log(tf.square(a)),
  Sqrt: ({ a }) => tf.sqrt(tf.abs(a)),
  Rsqrt: ({ a }) => tf.rsqrt(tf.abs(a)),
  Square: ({ a }) => tf.square(a),
  ClipByValue: ({ a }) => tf.clipByValue(a, -0.5, 0.7),
  Relu: ({ a }) => tf.mul(tf.relu(a), a),
  Tanh: ({ a }) => tf.tanh(a),
  Sigmoid: ({ a }) => tf.sigmoid(a),
  Softplus: ({ a }) => tf.softplus(a),
  Step: ({ a }) => tf.step(a),
  BatchMatMul: ({ a, b }) => tf.add(tf.matMul(a, b, false, true), tf.sum(tf.matMul(a, b, true, false))),
  Sum: ({ a }) => tf.sum(a, [0, 2]),
  Mean: ({ a }) => tf.mean(a, -1, true),
  Min: ({ a }) => tf.add(tf.min(a), tf.min(a, 0)),
  Max: ({ a }) => tf.add(tf.max(a), tf.max(a, 1, true)),
  TopK: ({ a }) => {
    const { values, indices } = tf.topk(a, 3);
    return tf.add(values, tf.cast(indices, 'float32'));
  },
  Identity: ({ a }) => tf.clone(a),
  Reshape: ({ a }) => tf.mul(tf.reshape(a, [6, -1]), tf.tensor1d([1, 2, 3, 4])),
  ExpandDims: ({ a }) => tf.expandDims(a, -1),
  Concat: ({ a, b }) => tf.concat([a, b, a], 1),
  PadV2: ({ a }) => tf.pad(a, [[0, 1], [2, 0], [0, 0]], 3),
  Slice: ({ a }) => tf.slice(a, [0, 1, 0], [2, 2, -1]),
  SplitV: ({ a }) => tf.mul(tf.split(a, [1, 3], 2)[1] as tf.Tensor, 2),
  Tile: ({ a }) => tf.tile(a, [1, 2, 3]),
  Transpose: ({ a }) => tf.transpose(a, [2, 0, 1]),
  Select: ({ a, b }) => tf.where(tf.greater(b, 0), a, tf.square(b)),
  Cast: ({ a }) => tf.cast(tf.cast(a, 'bool'), 'float32'),
  Equal: ({ a, b }) => tf.cast(tf.equal(tf.step(a), tf.step(b)), 'float32'),
  Less: ({ a, b }) => tf.cast(tf.less(a, b), 'float32'),
  LessEqual: ({ a, b }) => tf.cast(tf.lessEqual(a, b), 'float32'),
  Greater: ({ a, b }) => tf.cast(tf.greater(a, b), 'float32'),
  GreaterEqual: ({ a, b }) => tf.cast(tf.greaterEqual(a, b), 'float32'),
  LogicalAnd: ({ a, b }) => tf.cast(tf.logicalAnd(tf.less(a, 0), tf.less(b, 0)), 'float32'),
  LogicalOr: ({ a, b }) => tf.cast(tf.logicalOr(tf.less(a, 0), tf.less(b, 0)), 'float32'),
  LogicalNot: ({ a }) => tf.cast(tf.logicalNot(tf.less(a, 0)), 'float32'),
  Fill: ({ a }) => tf.add(a, tf.fill([2, 3, 4], 3)),
  ZerosLike: ({ a, b }) => tf.add(tf.zerosLike(a), b),
  OnesLike: ({ a, b }) => tf.mul(tf.onesLike(a), b),
};

const withoutGradient = new Set(['TopK', 'Step', 'Cast', 'Equal', 'Less', 'LessEqual', 'Greater', 'GreaterEqual', 'LogicalAnd', 'LogicalOr', 'LogicalNot', 'Fill']);

describe('a traced function', () => {
  it('has a case here for every kernel', () => {
    expect(Object.keys(cases).sort()).toEqual(Object.keys(tracingKernels).sort());
  });

  it.each(Object.entries(cases))('%s: computes what TensorFlow.js computes, and so does its gradient', async (name, body) => {
    const differentiable = !withoutGradient.has(name);
    const program: Program = {
      inputs: shapes,
      state: {},
      step(inputs) {
        const value = body(inputs as Parameters<Body>[0]);
        const loss = (a: tf.Tensor): tf.Tensor => tf.sum(tf.square(body({ ...(inputs as Parameters<Body>[0]), a })));
        const outputs: Record<string, tf.Tensor> = differentiable ? { value, gradient: tf.grad(loss)(inputs['a'] as tf.Tensor) } : { value };
        return { outputs, state: {} };
      },
    };
    const compiled = await runOnce(program, 'onnx-cpu');
    const eager = await runOnce(program, 'tensorflow-cpu');
    expect(Object.keys(compiled)).toEqual(Object.keys(eager));
    for (const [output, values] of Object.entries(eager)) {
      expect(compiled[output]?.length).toBe(values.length);
      values.forEach((value, index) => expect(Math.abs((compiled[output]?.[index] ?? NaN) - value)).toBeLessThan(1e-5 * (1 + Math.abs(value))));
    }
  });

  it('shares equal operations and drops those that nothing needs', () => {
    const once = trace(({ a }) => ({ y: tf.exp(a as tf.Tensor) }), { a: [3] });
    const twice = trace(({ a }) => {
      tf.log(a as tf.Tensor);
      return { y: tf.add(tf.exp(a as tf.Tensor), tf.exp(a as tf.Tensor)) };
    }, { a: [3] });
    expect(twice.nodeCount).toBe(once.nodeCount + 1);
  });

  it('gives one value under two names, and an input as an output', async () => {
    const program: Program = {
      inputs: { a: [2] },
      state: {},
      step: ({ a }) => {
        const y = tf.neg(a as tf.Tensor);
        return { outputs: { first: y, second: y, same: a as tf.Tensor }, state: {} };
      },
    };
    const outputs = await runOnce(program, 'onnx-cpu', { a: Float32Array.of(1, 2) });
    expect(outputs).toEqual({ first: Float32Array.of(-1, -2), second: Float32Array.of(-1, -2), same: Float32Array.of(1, 2) });
  });

  it('splits into slices where a node may have few outputs, with the same parts', async () => {
    const body = ({ a }: Readonly<Record<string, tf.Tensor>>) => Object.fromEntries(tf.split(a as tf.Tensor, [1, 2, 3]).map((part, index) => [`part${index}`, tf.neg(part)]));
    for (const [mostOutputs, nodes] of [[3, 4], [2, 6]] as const) {
      const { bytes, nodeCount } = trace(body, { a: [6] }, new OnnxGraph({ mostOutputs }));
      expect(nodeCount).toBe(nodes);
      const session = await ort.InferenceSession.create(bytes);
      const found = await session.run({ 'in:a': new ort.Tensor('float32', Float32Array.of(1, 2, 3, 4, 5, 6)) });
      expect(Object.values(found).map(({ data }) => Array.from(data as Float32Array))).toEqual([[-1], [-2, -3], [-4, -5, -6]]);
      await session.release();
    }
  });

  it.each<readonly [does: string, nodes: number, body: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor]>([
    ['reshapes once for several reshapes', 2, (a) => tf.neg(tf.reshape(tf.reshape(tf.reshape(a, [3, 4]), [12]), [2, 6]))],
    ['does not take apart what was just joined', 1, (a, b) => tf.neg(tf.split(tf.concat([a, b]), 2)[1] as tf.Tensor)],
    ['adds a bias as it lies', 3, (a, b) => tf.add(a, tf.reshape(tf.slice(tf.reshape(b, [12]), [2], [3]), [1, 3]))],
    ['computes those columns of a sum of products alone that are wanted', 5, (a, b) => tf.split(tf.add(tf.matMul(a, b, false, true), tf.matMul(tf.neg(a), b, false, true)), [3, 1], 1)[1] as tf.Tensor],
    ['computes before it expands', 3, (a) => tf.mul(tf.neg(tf.mul(tf.slice(a, [0, 0], [4, 1]), tf.ones([4, 3]))), a)],
  ])('%s', async (_does, nodes, body) => {
    const program: Program = { inputs: { a: [4, 3], b: [4, 3] }, state: {}, step: ({ a, b }) => ({ outputs: { y: body(a as tf.Tensor, b as tf.Tensor) }, state: {} }) };
    expect(compileStep(program, undefined, {}).nodeCount).toBe(nodes);
    const values = randomInputs(program.inputs);
    const [compiled, eager] = [await runOnce(program, 'onnx-cpu', values), await runOnce(program, 'tensorflow-cpu', values)];
    eager['y']?.forEach((value, index) => expect(compiled['y']?.[index]).toBeCloseTo(value, 5));
    expect(compiled['y']?.length).toBe(eager['y']?.length);
  });

  it('names the operation that it has no kernel for', () => {
    expect(() => trace(({ a }) => ({ y: tf.cumsum(a as tf.Tensor) }), { a: [3] })).toThrow(TracingError);
    expect(() => trace(({ a }) => ({ y: tf.cumsum(a as tf.Tensor) }), { a: [3] })).toThrow(/operation Cumsum/);
  });

  it('says that a value was read while tracing', () => {
    expect(() => trace(({ a }) => ({ y: tf.mul(a as tf.Tensor, (a as tf.Tensor).dataSync()[0] ?? 0) }), { a: [3] })).toThrow(/read while tracing/);
  });

  it('leaves the backend that was in use in use, also after an error', async () => {
    await tf.setBackend('cpu');
    const before = tf.tensor1d([1, 2]);
    trace(({ a }) => ({ y: tf.neg(a as tf.Tensor) }), { a: [3] });
    expect(() => trace(() => { throw new Error('a bug'); }, { a: [3] })).toThrow('a bug');
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.getBackend()).not.toBe(tracingBackendName);
    expect(Array.from(tf.add(before, 1).dataSync())).toEqual([2, 3]);
  });

  it('takes tensors made beforehand as constants and leaves no tensor behind', async () => {
    await tf.setBackend('cpu');
    const scale = tf.tensor1d([10, 20]);
    const { numTensors } = tf.memory();
    trace(({ a }) => ({ y: tf.mul(a as tf.Tensor, scale) }), { a: [2] });
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(Array.from(scale.dataSync())).toEqual([10, 20]);
  });
});

async function runOnce(program: Program, name: 'onnx-cpu' | 'tensorflow-cpu', values: Arrays = randomInputs(program.inputs)): Promise<Arrays> {
  const executor = await openExecutor(program, name, { threads: 1 });
  for (const [input, array] of Object.entries(values)) executor.inputs[input]?.set(array);
  const outputs = await executor.step();
  await executor.close();
  return outputs;
}

function randomInputs(inputs: Shapes): Arrays {
  const random = createRandom(11);
  const value = (): number => (0.1 + 1.9 * random.uniform()) * (random.uniform() < 0.5 ? -1 : 1);
  return Object.fromEntries(Object.entries(inputs).map(([name, shape]) => [name, Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, value)]));
}

