import * as tf from '@tensorflow/tfjs';
import { failureReport } from '../../shared/contract/failure';
import { openExecutor, pinnedExecutorNames, type PinnedExecutorName } from './open-executor';
import type { Program } from './program';

export interface ExecutorProbe {
  readonly name: PinnedExecutorName;
  readonly available: boolean;
  /** How it is described when it runs, or what is missing and how to get it. */
  readonly detail: string;
}

/** s + x W, small enough to start anywhere, with a product, so that a broken device is found out. */
const smallProgram: Program = {
  inputs: { x: [1, 2], kernel: [2, 2] },
  state: { sum: [1, 2] },
  step({ x, kernel }, { sum }) {
    const next = tf.add(sum as tf.Tensor, tf.matMul(x as tf.Tensor, kernel as tf.Tensor));
    return { outputs: { doubled: tf.mul(next, 2) }, state: { sum: next } };
  },
};

/** Tries every executor on a small program and checks its answer. */
export async function probeExecutors(): Promise<readonly ExecutorProbe[]> {
  const probes: ExecutorProbe[] = [];
  for (const name of pinnedExecutorNames) probes.push(await probe(name));
  return probes;
}

async function probe(name: PinnedExecutorName): Promise<ExecutorProbe> {
  try {
    const executor = await openExecutor(smallProgram, name, { threads: 1 });
    executor.inputs['x']?.set([1, 2]);
    executor.inputs['kernel']?.set([1, 2, 3, 4]);
    executor.setState({ sum: Float32Array.of(1, 1) });
    const { doubled } = await executor.step();
    const right = doubled !== undefined && doubled[0] === 16 && doubled[1] === 22;
    const detail = right ? executor.name : `${name} starts but computes wrongly (${String(doubled)} where 16,22 is right); choose another executor.`;
    await executor.close();
    return { name, available: right, detail };
  } catch (thrown) {
    return { name, available: false, detail: failureReport(thrown).message };
  }
}
