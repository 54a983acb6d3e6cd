/**
 * Whether Linux has the Vulkan loader, through which WebGPU computes. Without it onnxruntime's native half writes a
 * warning past Node to the operator's terminal. The system's own linker is asked, which knows every place.
 */
export function vulkanLoaderIsThere(): boolean {
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1');
    return true;
  } catch (thrown) {
    // A library that is found is no module of Node, which is another complaint.
    return !(thrown instanceof Error && thrown.message.includes('cannot open shared object file'));
  }
}
