import { createRequire } from 'node:module';

/**
 * The path of a file that an installed package exports, for example `@mujoco/mujoco/mujoco.wasm`.
 * `__filename` is the module's own path both in the bundled CommonJS and under the test runner.
 */
export function resolvePackageFile(specifier: string): string {
  return createRequire(__filename).resolve(specifier);
}
