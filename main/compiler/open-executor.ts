import { executorNames, type ExecutorName } from '../../shared/training';
import { Failure } from '../../shared/contract/failure';
import { openEagerExecutor } from './eager-executor';
import type { Executor, ExecutorSettings } from './executor';
import { openOnnxExecutor, type OnnxProvider } from './onnx-executor';
import { traceProgram, type Program } from './program';
import { loadTensorflowBackend, type TensorflowBackend } from './tensorflow-backends';

export type PinnedExecutorName = Exclude<ExecutorName, 'auto'>;

export const pinnedExecutorNames = executorNames.filter((name): name is PinnedExecutorName => name !== 'auto');

type Recipe =
  | { readonly type: 'onnx'; readonly provider: OnnxProvider; readonly missing: string }
  | { readonly type: 'eager'; readonly backend: TensorflowBackend };

const recipes: Readonly<Record<PinnedExecutorName, Recipe>> = {
  'onnx-cpu': { type: 'onnx', provider: 'cpu', missing: 'onnxruntime did not start on this CPU; run "npm install" again.' },
  'onnx-webgpu': {
    type: 'onnx',
    provider: 'webgpu',
    missing: 'No GPU that WebGPU can use was found; install a driver for Vulkan (Linux), Direct3D 12 (Windows) or Metal (macOS).',
  },
  'onnx-cuda': {
    type: 'onnx',
    provider: 'cuda',
    missing:
      'onnxruntime\'s CUDA library is not installed or finds no GPU; it needs an NVIDIA GPU with CUDA 12 and cuDNN 9, and ' +
      '"npm rebuild --ignore-scripts=false onnxruntime-node" gets it.',
  },
  tensorflow: { type: 'eager', backend: 'tensorflow' },
  'tensorflow-wasm': { type: 'eager', backend: 'wasm' },
  'tensorflow-cpu': { type: 'eager', backend: 'cpu' },
};

/** Opens one executor by name. A `Failure` says in one sentence what is missing and how to get it. */
export async function openExecutor(program: Program, name: PinnedExecutorName, settings: ExecutorSettings): Promise<Executor> {
  const recipe = recipes[name];
  if (recipe.type === 'eager') {
    await loadTensorflowBackend(recipe.backend);
    return openEagerExecutor(program, recipe.backend, name);
  }
  const variants = [undefined, ...Object.keys(program.variants ?? {})];
  const graphs = new Map(variants.map((variant) => [variant, traceProgram(program, variant)]));
  try {
    return await openOnnxExecutor(program, graphs, recipe.provider, settings);
  } catch (cause) {
    throw new Failure('unavailable', recipe.missing, { cause });
  }
}
