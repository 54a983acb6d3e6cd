import { executorNames, type ExecutorName } from '../../shared/training';
import { Failure } from '../../shared/contract/failure';
import { openEagerExecutor } from './eager-executor';
import type { Executor, ExecutorSettings } from './executor';
import type { OnnxProvider } from './bind-stages';
import { openOnnxExecutor } from './onnx-executor';
import type { GraphOptions } from './onnx-graph';
import type { Program } from './program';
import { loadTensorflowBackend, type TensorflowBackend } from './tensorflow-backends';
import { vulkanLoaderIsThere } from './vulkan-loader';
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

const graphs: Readonly<Partial<Record<OnnxProvider, GraphOptions>>> = {
  // The state lies where the host can reach it; from another device it would travel here and back.
  cpu: { leavesToHost: true },
  // WebGPU promises eight buffers for a program (its specification, "maxStorageBuffersPerShaderStage"): one comes in.
  webgpu: { mostOutputs: 7 },
};

/** Opens one executor by name. A `Failure` says in one sentence what is missing and how to get it. */
export async function openExecutor(program: Program, name: PinnedExecutorName, settings: ExecutorSettings): Promise<Executor> {
  const recipe = recipes[name];
  if (recipe.type === 'eager') {
    await loadTensorflowBackend(recipe.backend);
    return openEagerExecutor(program, recipe.backend, name);
  }
  try {
    if (recipe.provider === 'webgpu' && process.platform === 'linux' && !vulkanLoaderIsThere()) throw new Error('libvulkan.so.1 is not installed');
    return await openOnnxExecutor(program, recipe.provider, { ...settings, graph: graphs[recipe.provider] ?? {} });
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('unavailable', whyNotOnnx(recipe.provider, { platform: process.platform, architecture: process.arch }, cause), { cause });
  }
}
