import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { AlgorithmName, ExecutorName } from '../../shared/training';
import { metricsOfUpdates, type Updates } from './testing/metrics-of-updates';

/**
 * WebGPU without a graphics card: Chromium brings a Vulkan driver that computes on the CPU (SwiftShader), and the
 * loader for it. The driver must be named before a process begins, so the updates run in a process of their own.
 */
const vulkanFolder = [chromiumFolder(), '/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'].find(
  (folder) => folder !== undefined && existsSync(path.join(folder, 'vk_swiftshader_icd.json')) && existsSync(path.join(folder, 'libvulkan.so.1')),
);
if (vulkanFolder === undefined) process.stderr.write('SKIPPED WebGPU against the CPU: no Chromium with vk_swiftshader_icd.json and libvulkan.so.1 beside it (set TEMPERA_CHROMIUM to its path).\n');

/** SAC and soft Q-learning have every operator between them. Few updates: each takes a hundred small programs of the driver. */
const algorithms: readonly AlgorithmName[] = ['sac', 'sql'];
const updates = 6;

describe.skipIf(vulkanFolder === undefined)('onnx-webgpu on a software Vulkan driver', () => {
  it('takes the same updates as onnx-cpu', async () => {
    const onGpu = await updatesInProcess('onnx-webgpu');
    for (const [index, algorithm] of algorithms.entries()) {
      const onCpu = await metricsOfUpdates('onnx-cpu', algorithm, updates);
      const found = onGpu[index];
      expect(found?.executor).toBe('onnx-webgpu');
      expect(found?.metrics).toHaveLength(updates);
      onCpu.metrics.forEach((wanted, update) => {
        for (const name of ['criticLoss', 'actorLoss', 'entropy', 'alpha', 'qMean'] as const) {
          const actual = found?.metrics[update]?.[name] ?? Number.NaN;
          expect(Math.abs(actual - wanted[name]), `${name} of update ${update} of ${algorithm}: ${actual} on WebGPU, ${wanted[name]} on the CPU`).toBeLessThan(1e-3 * Math.max(Math.abs(wanted[name]), 0.1));
        }
      });
    }
  });
});

/** The updates of each algorithm, in one process: the driver keeps the programs that it has compiled. */
async function updatesInProcess(executor: ExecutorName): Promise<readonly Updates[]> {
  const module = fileURLToPath(new URL('testing/metrics-of-updates.ts', import.meta.url));
  const script = `
    import { runnerImport } from 'vite';
    const { module } = await runnerImport(${JSON.stringify(module)}, { configFile: false });
    const found = [];
    for (const algorithm of ${JSON.stringify(algorithms)}) found.push(await module.metricsOfUpdates(${JSON.stringify(executor)}, algorithm, ${updates}));
    process.stdout.write(JSON.stringify(found), () => process.exit(0));`;
  const folder = vulkanFolder ?? '';
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, VK_ICD_FILENAMES: path.join(folder, 'vk_swiftshader_icd.json'), LD_LIBRARY_PATH: folder },
  });
  return JSON.parse(stdout) as readonly Updates[];
}

/** Where the Chromium of the browser tests lies, if one is named. */
function chromiumFolder(): string | undefined {
  const named = process.env['TEMPERA_CHROMIUM'];
  return named !== undefined && existsSync(named) ? path.dirname(realpathSync(named)) : undefined;
}
