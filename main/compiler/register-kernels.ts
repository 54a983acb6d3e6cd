import * as tf from '@tensorflow/tfjs';
import { activationKernels } from './kernels/activations';
import { arithmeticKernels } from './kernels/arithmetic';
import { comparisonKernels } from './kernels/comparisons';
import { creationKernels } from './kernels/creation';
import type { KernelTable } from './kernels/kernel';
import { matrixKernels } from './kernels/matrix';
import { reductionKernels } from './kernels/reductions';
import { shapeKernels } from './kernels/shapes';
import { TracingError, type TracingBackend } from './tracing-backend';

/** Every TensorFlow.js kernel that can be traced, by its TensorFlow.js name. */
export const tracingKernels: KernelTable = {
  ...activationKernels,
  ...arithmeticKernels,
  ...comparisonKernels,
  ...creationKernels,
  ...matrixKernels,
  ...reductionKernels,
  ...shapeKernels,
};

/** Registers the kernels, and for each kernel that only TensorFlow.js's own cpu backend has, an error that names it. */
export function registerTracingKernels(backendName: string): void {
  for (const [kernelName, kernel] of Object.entries(tracingKernels)) {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, backend, attrs }) =>
        kernel({ inputs: inputs as Readonly<Record<string, tf.TensorInfo>>, attributes: attrs ?? {}, tracer: backend as TracingBackend }),
    });
  }
  for (const { kernelName } of tf.getKernelsForBackend('cpu')) {
    if (Object.hasOwn(tracingKernels, kernelName)) continue;
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: () => {
        throw new TracingError(
          `The operation ${kernelName} has no ONNX kernel, so the function that uses it cannot be compiled. ` +
            'Write it with operations from main/compiler/kernels, or add a kernel there.',
        );
      },
    });
  }
}
