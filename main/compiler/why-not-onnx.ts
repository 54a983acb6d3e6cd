import type { OnnxProvider } from './bind-stages';

/** What a program runs on, as Node names it. */
export interface Machine {
  readonly platform: string;
  readonly architecture: string;
}

/** Where onnxruntime-node 1.30 has each provider in its package (its README, "Requirements"). */
const homes: Readonly<Record<OnnxProvider, (machine: Machine) => boolean>> = {
  cpu: () => true,
  webgpu: ({ platform, architecture }) => platform !== 'linux' || architecture === 'x64',
  cuda: ({ platform, architecture }) => platform === 'linux' && architecture === 'x64',
  dml: ({ platform }) => platform === 'win32',
  coreml: ({ platform }) => platform === 'darwin',
};

const elsewhere: Readonly<Record<OnnxProvider, string>> = {
  cpu: 'onnxruntime has no library for this processor; choose tensorflow-wasm.',
  webgpu: 'onnxruntime has no WebGPU for Linux on this processor; choose onnx-cpu.',
  cuda: 'onnxruntime brings CUDA to Node on Linux with an x64 processor only; choose onnx-webgpu, or onnx-dml on Windows.',
  dml: 'DirectML is a part of Windows and runs nowhere else; choose onnx-webgpu or onnx-cuda.',
  coreml: 'CoreML is a part of macOS and runs nowhere else; choose onnx-webgpu or onnx-cuda.',
};

const gpuDrivers: Readonly<Record<string, string>> = {
  linux: 'install the Vulkan loader (package libvulkan1) and the Vulkan driver of your graphics card',
  win32: 'install a graphics driver with Direct3D 12',
  darwin: 'it needs a Mac whose graphics has Metal',
};

/** One sentence for a person: why a provider of onnxruntime did not start on this machine, and how to get it. */
export function whyNotOnnx(provider: OnnxProvider, machine: Machine, thrown: unknown): string {
  if (!homes[provider](machine)) return elsewhere[provider];
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  switch (provider) {
    case 'cpu':
      return `onnxruntime did not start on this processor (${firstLine(detail)}); run "npm ci" again.`;
    case 'webgpu':
      return `No graphics card that WebGPU can use was found; ${gpuDrivers[machine.platform] ?? 'install its driver'}.`;
    case 'cuda':
      return detail.includes('Failed to load shared library')
        ? 'onnxruntime\'s CUDA library, or the CUDA 12 and cuDNN 9 that it needs, is not installed; install those two, then run "npm rebuild --ignore-scripts=false onnxruntime-node".'
        : `CUDA found no graphics card that it can use (${firstLine(detail)}); it needs one of NVIDIA's with a driver for CUDA 12.`;
    case 'dml':
      return `DirectML did not start (${firstLine(detail)}); install a graphics driver with Direct3D 12.`;
    case 'coreml':
      return `CoreML did not start (${firstLine(detail)}); it needs macOS 11 or later.`;
  }
}

/** Without what follows, which is of use to onnxruntime's developers. */
function firstLine(detail: string): string {
  return (detail.split('\n')[0] ?? '').trim().replace(/\.$/, '').slice(0, 200);
}
