import { executorNames, type ExecutorName } from '../../shared/training';
import { Failure } from '../../shared/contract/failure';
import { openEagerExecutor } from './eager-executor';
import type { Executor, ExecutorSettings } from './executor';
import { openOnnxExecutor, type OnnxProvider } from './onnx-executor';
import { OnnxGraph } from './onnx-graph';
import { traceProgram, type Program } from './program';
import { loadTensorflowBackend, type TensorflowBackend } from './tensorflow-backends';
import { whyNotOnnx } from './why-not-onnx';

export type PinnedExecutorName = Exclude<ExecutorName, 'auto'>;

export const pinnedExecutorNames = executorNames.filter((name): name is PinnedExecutorName => name !== 'auto');

type Recipe = { readonly type: 'onnx'; readonly provider: OnnxProvider } | { readonly type: 'eager'; readonly backend: TensorflowBackend };

const recipes: Readonly<Record<PinnedExecutorName, Recipe>> = {
  'onnx-cpu': { type: 'onnx', provider: 'cpu' },
  'onnx-webgpu': { type: 'onnx', provider: 'webgpu' },
  'onnx-cuda': { type: 'onnx', provider: 'cuda' },
  'onnx-dml': { type: 'onnx', provider: 'dml' },
  'onnx-coreml': { type: 'onnx', provider: 'coreml' },
  tensorflow: { type: 'eager', backend: 'tensorflow' },
  'tensorflow-wasm': { type: 'eager', backend: 'wasm' },
  'tensorflow-cpu': { type: 'eager', backend: 'cpu' },
};

/** WebGPU promises eight buffers for a program (its specification, "maxStorageBuffersPerShaderStage"): one comes in. */
const mostOutputs: Readonly<Partial<Record<OnnxProvider, number>>> = { webgpu: 7 };

/** Opens one executor by name. A `Failure` says in one sentence what is missing and how to get it. */
export async function openExecutor(program: Program, name: PinnedExecutorName, settings: ExecutorSettings): Promise<Executor> {
  const recipe = recipes[name];
  if (recipe.type === 'eager') {
    await loadTensorflowBackend(recipe.backend);
    return openEagerExecutor(program, recipe.backend, name);
  }
  const variants = [undefined, ...Object.keys(program.variants ?? {})];
  const graphs = new Map(variants.map((variant) => [variant, traceProgram(program, variant, new OnnxGraph(mostOutputs[recipe.provider]))]));
  try {
    return await openOnnxExecutor(program, graphs, recipe.provider, settings);
  } catch (cause) {
    throw new Failure('unavailable', whyNotOnnx(recipe.provider, { platform: process.platform, architecture: process.arch }, cause), { cause });
  }
}
