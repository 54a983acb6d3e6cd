import type { NetworkSnapshot, StateInspector } from '../learning/learner';
import type { TaskProjection } from '../worlds/environment';
import { createLens, fanSize, type Lens, type SliceDimensions } from './lens';

/** What lenses are made of; the worker gives the real ones. */
export interface LensSources {
  createInspector(snapshot: NetworkSnapshot, count: number): Promise<StateInspector>;
  /** Undefined for a task without a fan. */
  createProjection(task: string): Promise<TaskProjection | undefined>;
  /** Rejects with a `Failure` for an unknown task. */
  actionNames(task: string): Promise<readonly string[]>;
  /** Rejects with a `Failure` when the checkpoint cannot be read. */
  loadNetworks(checkpoint: string): Promise<NetworkSnapshot>;
}

/** Lenses that are ready: one of the networks that train now, and those of the checkpoints that were asked for last. */
export interface LensLibrary {
  live(task: string, snapshot: NetworkSnapshot): Promise<Lens>;
  ofCheckpoint(task: string, checkpoint: string): Promise<Lens>;
  /** The slice that a lens can show: `wanted` where its actions have those dimensions, else the first two, if it has two. */
  slice(lens: Lens, wanted: SliceDimensions | undefined): SliceDimensions | undefined;
  close(): Promise<void>;
}

/** Scrubbing through one episode touches few checkpoints; each lens holds two compiled graphs. */
const keptCheckpoints = 4;

export function createLensLibrary(sources: LensSources): LensLibrary {
  const projections = new Map<string, TaskProjection | undefined>();
  const checkpoints = new Map<string, Lens>();
  let live: { readonly task: string; readonly shape: string; snapshot: NetworkSnapshot; readonly lens: Lens } | undefined;

  async function projectionOf(task: string): Promise<TaskProjection | undefined> {
    if (projections.has(task)) return projections.get(task);
    const made = await sources.createProjection(task);
    projections.set(task, made);
    return made;
  }

  async function make(task: string, snapshot: NetworkSnapshot): Promise<Lens> {
    const actionNames = await sources.actionNames(task);
    const projection = await projectionOf(task);
    return createLens({ inspector: await sources.createInspector(snapshot, fanSize), snapshot, projection, actionNames });
  }

  return {
    async live(task, snapshot) {
      const shape = shapeOf(snapshot);
      if (live !== undefined && (live.task !== task || live.shape !== shape)) {
        const old = live.lens;
        live = undefined;
        await old.close();
      }
      live ??= { task, shape, snapshot, lens: await make(task, snapshot) };
      if (live.snapshot !== snapshot) {
        live.lens.load(snapshot);
        live.snapshot = snapshot;
      }
      return live.lens;
    },
    async ofCheckpoint(task, checkpoint) {
      const key = `${task}\n${checkpoint}`;
      const lens = checkpoints.get(key) ?? (await make(task, await sources.loadNetworks(checkpoint)));
      // A Map keeps the order of insertion: the first is the one that was asked for longest ago.
      checkpoints.delete(key);
      checkpoints.set(key, lens);
      for (const [oldest, old] of checkpoints) {
        if (checkpoints.size <= keptCheckpoints) break;
        checkpoints.delete(oldest);
        await old.close();
      }
      return lens;
    },
    slice({ actionNames }, wanted) {
      const size = actionNames.length;
      if (wanted !== undefined && wanted.dimensionX !== wanted.dimensionY && wanted.dimensionX < size && wanted.dimensionY < size) return wanted;
      return size < 2 ? undefined : { dimensionX: 0, dimensionY: 1 };
    },
    async close() {
      await live?.lens.close();
      for (const lens of checkpoints.values()) await lens.close();
      for (const projection of projections.values()) projection?.close();
    },
  };
}

/** Networks of one shape fit one compiled graph. */
function shapeOf({ size, logStdRange, tensors }: NetworkSnapshot): string {
  const shapes = Object.entries(tensors).map(([name, { shape }]) => `${name} ${shape.join('x')}`);
  return [size.observationSize, size.actionSize, ...logStdRange, ...shapes].join(', ');
}
