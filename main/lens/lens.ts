import { Failure } from '../../shared/contract/failure';
import type { EnergySlice, LensFrame } from '../../shared/lens';
import { klFromBoltzmann } from '../../shared/maths/boltzmann';
import { createRandom } from '../../shared/maths/random';
import { mean } from '../../shared/maths/statistics';
import type { PoseFrame } from '../../shared/scene';
import type { NetworkSnapshot, StateInspector } from '../learning/learner';
import { isSampler } from '../learning/policy-head';
import type { TaskProjection } from '../worlds/environment';

/** Sampled actions of the fan. A `StateInspector` for a lens is created with this count. */
export const fanSize = 512;

/** Cells of an energy slice. */
const sliceColumns = 36;
const sliceRows = 20;

/** One noise for all frames: see `createLens`. */
const noiseSeed = 0x1e45;

/** The two action dimensions of an energy slice, different and below the number of actions. */
export interface SliceDimensions {
  readonly dimensionX: number;
  readonly dimensionY: number;
}

export interface LensRequest {
  readonly source: LensFrame['source'];
  readonly stepIndex: number;
  readonly observation: Float32Array;
  readonly configuration: Float64Array;
  /** How the scene looks in this state; goes into the frame as it is. */
  readonly pose?: PoseFrame;
  /** Left out, the frame has no energy slice. */
  readonly slice?: SliceDimensions;
}

/** What the policy would do, and what the critics think of it. Not re-entrant: await each frame before the next. */
export interface Lens {
  readonly actionNames: readonly string[];
  /** Newer networks of the same shape. */
  load(snapshot: NetworkSnapshot): void;
  /** Rejects with a `Failure` when the networks give values that are not numbers. */
  frame(request: LensRequest): Promise<LensFrame>;
  /** Closes the inspector; the projection stays the caller's. */
  close(): Promise<void>;
}

export interface LensParts {
  /** Made of `snapshot`, for `fanSize` actions. */
  readonly inspector: StateInspector;
  readonly snapshot: NetworkSnapshot;
  /** Undefined where a task has no place to draw a fan: its frames have no points then. */
  readonly projection: TaskProjection | undefined;
  readonly actionNames: readonly string[];
}

/**
 * Every frame draws its actions with the same standard normals (common random numbers). So the fan moves only when
 * the policy or the state does: it does not flicker, and two frames differ by what changed, not by chance.
 */
export function createLens({ inspector, snapshot, projection, actionNames }: LensParts): Lens {
  const actions = actionNames.length;
  let { version, alpha } = snapshot;
  const noise = new Float32Array(fanSize * actions);
  createRandom(noiseSeed).fillNormal(noise);

  /** Points of the N x A actions of the fan, and of the mean action as one more row. */
  function project(request: LensRequest, fan: Float32Array, meanAction: Float32Array) {
    if (projection === undefined) return { points: new Float32Array(0), meanPoint: new Float32Array(0), origin: new Float32Array(0) };
    const all = new Float32Array(fan.length + actions);
    all.set(fan);
    all.set(meanAction, fan.length);
    const points = new Float32Array((fanSize + 1) * 3);
    projection.project(request.observation, request.configuration, all, points);
    const origin = new Float32Array(3);
    projection.tip(request.observation, request.configuration, origin);
    return { points: points.slice(0, fanSize * 3), meanPoint: points.slice(fanSize * 3), origin };
  }

  return {
    actionNames,
    load(newer) {
      inspector.load(newer);
      ({ version, alpha } = newer);
    },
    async frame(request) {
      const sample = await inspector.sample(request.observation, noise);
      requireNumbers(sample);
      const { preTanhMean, logStd, logProb, q } = sample;
      const meanAction = preTanhMean.map(Math.tanh);
      const entropy = -mean(logProb);
      return {
        source: request.source,
        policyVersion: version,
        stepIndex: request.stepIndex,
        ...(request.pose === undefined ? {} : { pose: request.pose }),
        actionNames,
        ...(isSampler(snapshot.tensors) ? { marginals: 'particles' as const } : {}),
        preTanhMean,
        logStd,
        meanAction,
        fan: { actions: sample.actions, q, logProb, ...project(request, sample.actions, meanAction) },
        alpha,
        entropy,
        softValue: mean(q) + alpha * entropy,
        ...(request.slice === undefined
          ? {}
          : { energy: await energySlice(inspector, request.observation, meanAction, request.slice, klFromBoltzmann({ q, logProb }, alpha)) }),
      };
    },
    close: () => inspector.close(),
  };
}

/** Q over the slice's grid of cell centres, the other dimensions at the mean action. */
async function energySlice(
  inspector: StateInspector,
  observation: Float32Array,
  meanAction: Float32Array,
  { dimensionX, dimensionY }: SliceDimensions,
  kl: number,
): Promise<EnergySlice> {
  const size = meanAction.length;
  const cells = sliceColumns * sliceRows;
  const q = new Float32Array(cells);
  const batch = new Float32Array(fanSize * size);
  for (let first = 0; first < cells; first += fanSize) {
    // The inspector takes exactly `fanSize` actions; rows beyond the last cell repeat the mean action.
    for (let row = 0; row < fanSize; row += 1) {
      batch.set(meanAction, row * size);
      const cell = first + row;
      if (cell >= cells) continue;
      batch[row * size + dimensionX] = cellCentre(cell % sliceColumns, sliceColumns);
      batch[row * size + dimensionY] = cellCentre(Math.floor(cell / sliceColumns), sliceRows);
    }
    const values = await inspector.evaluate(observation, batch);
    q.set(values.subarray(0, Math.min(fanSize, cells - first)), first);
  }
  requireNumbers({ q });
  return { dimensionX, dimensionY, columns: sliceColumns, rows: sliceRows, q, kl };
}

function cellCentre(index: number, count: number): number {
  return (2 * index + 1) / count - 1;
}

const titles: Readonly<Record<string, string>> = {
  preTanhMean: 'The mean of the policy',
  logStd: 'The spread of the policy',
  actions: 'A sampled action',
  logProb: 'The density of a sampled action',
  q: 'The Q value of an action',
};

function requireNumbers(columns: Readonly<Record<string, Float32Array>>): void {
  for (const [name, values] of Object.entries(columns)) {
    const wrong = values.find((value) => !Number.isFinite(value));
    if (wrong === undefined) continue;
    throw new Failure(
      'unavailable',
      `${titles[name] ?? name} is ${String(wrong)} in this state, so there is nothing to draw: training has diverged. Go back to an earlier checkpoint, or lower the learning rates.`,
    );
  }
}
