import { describe, expect, it } from 'vitest';
import type { OnnxProvider } from './bind-stages';
import { whyNotOnnx } from './why-not-onnx';

const linux = { platform: 'linux', architecture: 'x64' };
const windows = { platform: 'win32', architecture: 'x64' };
const mac = { platform: 'darwin', architecture: 'arm64' };
// As onnxruntime-node 1.30 throws them.
const noLibrary = new Error('OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library');
const noAdapter = new Error('webgpu_context.cc:136 was false. Failed to get a WebGPU adapter: No supported adapters\n');

describe('why an executor does not start', () => {
  it.each<[OnnxProvider, typeof linux, Error, RegExp]>([
    ['dml', linux, new Error('no available backend found'), /^DirectML is a part of Windows and runs nowhere else; choose/],
    ['coreml', linux, new Error('no available backend found'), /^CoreML is a part of macOS and runs nowhere else; choose/],
    ['coreml', windows, new Error('no available backend found'), /macOS/],
    ['cuda', windows, new Error('no available backend found'), /on Linux with an x64 processor only; choose .*onnx-dml/],
    ['cuda', linux, noLibrary, /not installed; .*run "npm rebuild --ignore-scripts=false onnxruntime-node"\.$/],
    ['cuda', linux, new Error('CUDA failure 100: no CUDA-capable device is detected\n at file'), /found no graphics card.*no CUDA-capable device is detected\)/],
    ['webgpu', linux, noAdapter, /install the Vulkan loader \(package libvulkan1\) and the Vulkan driver/],
    ['webgpu', windows, noAdapter, /Direct3D 12/],
    ['webgpu', mac, noAdapter, /Metal/],
    ['webgpu', { platform: 'linux', architecture: 'arm64' }, noAdapter, /no WebGPU for Linux on this processor/],
    ['dml', windows, new Error('No adapter.'), /did not start \(No adapter\); install/],
    ['cpu', linux, new Error('illegal instruction'), /npm ci/],
  ])('%s on %j is one sentence with its remedy', (provider, machine, thrown, sentence) => {
    const said = whyNotOnnx(provider, machine, thrown);
    expect(said).toMatch(sentence);
    expect(said).toMatch(/^[^\n]+\.$/);
  });
});
