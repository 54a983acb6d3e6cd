import { createRequire } from 'node:module';
import * as path from 'node:path';
import type * as util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { Failure } from '../../shared/contract/failure';

/** Names that TensorFlow.js knows its backends by. */
export type TensorflowBackend = 'tensorflow' | 'wasm' | 'cpu';

/** Loads a backend; a `Failure` says what is missing. Which backend is in use does not change. */
export async function loadTensorflowBackend(backend: TensorflowBackend): Promise<void> {
  // Leaves out checks and advice that are meant for development; before any backend is made.
  tf.enableProdMode();
  const previous = tf.getBackend() || 'cpu';
  if (backend === 'wasm') {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(`${wasmFolder()}${path.sep}`);
  }
  if (backend === 'tensorflow') await importNativeBinding();
  const loaded = await tf.setBackend(backend);
  if (previous !== backend) await tf.setBackend(previous);
  if (!loaded) throw new Failure('unavailable', `TensorFlow.js could not start its ${backend} backend; choose another executor.`);
}

/** Where the WebAssembly files of TensorFlow.js lie. They are never bundled: they stay in their package. */
function wasmFolder(): string {
  return path.dirname(createRequire(thisFile()).resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm'));
}

/** CommonJS bundles have `__filename`, modules `import.meta.url`. */
function thisFile(): string {
  return typeof __filename === 'string' ? __filename : import.meta.url;
}

/** The package with CUDA, else the one for the CPU alone, which is no dependency: whoever wants it installs it. */
async function importNativeBinding(): Promise<void> {
  restoreIsNullOrUndefined();
  const load = createRequire(thisFile());
  const causes: unknown[] = [];
  for (const name of ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']) {
    try {
      load(name);
      return;
    } catch (cause) {
      causes.push(cause);
    }
  }
  throw new Failure(
    'unavailable',
    'Neither @tensorflow/tfjs-node-gpu (libtensorflow with CUDA) nor @tensorflow/tfjs-node has its native part here; run "npm run setup:cuda", ' +
      'or without an NVIDIA card "npm install --no-save --ignore-scripts=false @tensorflow/tfjs-node@4.22.0".',
    { cause: causes[0] },
  );
}

/** tfjs-node 4.22 calls `util.isNullOrUndefined`, which Node 23 removed. */
function restoreIsNullOrUndefined(): void {
  const mutable: { isNullOrUndefined?: (value: unknown) => boolean } = createRequire(thisFile())('node:util') as typeof util;
  mutable.isNullOrUndefined ??= (value) => value === null || value === undefined;
}
