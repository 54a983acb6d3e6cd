import { readFile } from 'node:fs/promises';
import type { MainModule, MjData, MjModel } from '@mujoco/mujoco';
import { Failure } from '../../shared/contract/failure';
import { resolvePackageFile } from './resolve-package-file';

/** A compiled model with one state of it. MuJoCo's memory is outside the JavaScript heap: `close` frees it. */
export interface Simulation {
  readonly mujoco: MainModule;
  readonly model: MjModel;
  readonly data: MjData;
  close(): void;
}

let loading: Promise<MainModule> | undefined;

/** MuJoCo's WebAssembly module: one for each process, loaded on first use. The single-threaded build. */
export function loadMujoco(): Promise<MainModule> {
  loading ??= instantiate();
  return loading;
}

/** Files that a model names, by their paths from its folder. */
export type ModelAssets = ReadonlyMap<string, Uint8Array>;

/**
 * Compiles an MJCF text. Rejects with a `Failure` of code `bad-argument` that carries MuJoCo's own sentence when the
 * text is no valid model.
 *
 * @param title how the operator knows the model, for the sentence
 * @param assets included models, meshes and pictures
 */
export async function openSimulation(mjcf: string, title: string, assets: ModelAssets = new Map()): Promise<Simulation> {
  const mujoco = await loadMujoco();
  const model = compile(mujoco, mjcf, title, assets);
  const data = new mujoco.MjData(model);
  return {
    mujoco,
    model,
    data,
    close() {
      data.delete();
      model.delete();
    },
  };
}

/** Makes something that owns a simulation from then on; if that throws, the simulation is closed at once. */
export async function openWith<Owner>(mjcf: string, title: string, create: (simulation: Simulation) => Owner, assets?: ModelAssets): Promise<Owner> {
  const simulation = await openSimulation(mjcf, title, assets);
  try {
    return create(simulation);
  } catch (thrown) {
    simulation.close();
    throw thrown;
  }
}

/**
 * An array in MuJoCo's memory, to be asked for again and again: the bindings make a new view at every access to a
 * property. When that memory grows, old views have no length any more, and a new one is made.
 */
export function liveView<View extends Float64Array | Int32Array>(read: () => View): () => View {
  let view = read();
  return () => {
    if (view.length === 0) view = read();
    return view;
  };
}

async function instantiate(): Promise<MainModule> {
  const file = resolvePackageFile('@mujoco/mujoco/mujoco.wasm');
  const [{ default: createModule }, wasmBinary] = await Promise.all([import('@mujoco/mujoco'), readFile(file)]);
  return createModule({ wasmBinary, locateFile: () => file });
}

function compile(mujoco: MainModule, mjcf: string, title: string, assets: ModelAssets): MjModel {
  const files = new mujoco.MjVFS();
  try {
    for (const [path, bytes] of assets) files.addBuffer(path, bytes);
    return mujoco.from_xml_string(mjcf, files);
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    const sentence = thrown.message.replace(/^MuJoCo Error: /, '').replace(/\s+/g, ' ').trim();
    throw new Failure('bad-argument', `MuJoCo cannot load the model "${title}": ${sentence}. Correct its MJCF there.`, { cause: thrown });
  } finally {
    files.delete();
  }
}
