import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SetupState } from '../../shared/arm-setup';
import type { ConnectionState } from '../../shared/contract/bridge';
import { contractVersion, type LabSnapshot, type TelemetryBatch } from '../../shared/contract/frames';
import type { LensFrame } from '../../shared/lens';
import type { PoseFrame, SceneDescription } from '../../shared/scene';
import { appendHistory, emptyHistory, type RunHistory } from './history';

/** A sentence that the window itself has to say, for example why a call was refused. */
export interface Toast {
  readonly id: number;
  readonly level: 'information' | 'warning' | 'error';
  readonly sentence: string;
}

/** Everything that the screens draw from. States hold the newest frame; `history` holds the current run. */
export interface LabState {
  readonly connection: ConnectionState;
  readonly lab: LabSnapshot | undefined;
  readonly scene: SceneDescription | undefined;
  readonly pose: PoseFrame | undefined;
  readonly lens: LensFrame | undefined;
  /** Poses that have come after the newest lens: how old it is. */
  readonly posesSinceLens: number;
  /** The procedure of setting up an arm. */
  readonly setup: SetupState;
  readonly history: RunHistory;
  /** Queue items that the host had to leave out, over the life of the window. */
  readonly dropped: number;
  readonly toasts: readonly Toast[];
  /** A STOP that was sent and not yet answered, and since when (milliseconds of the window's clock). */
  readonly stopSentMs: number | undefined;
  /** Set when the host speaks another version of the contract than this window. */
  readonly incompatible: string | undefined;
}

export type LabStore = StoreApi<LabState>;

export const initialLabState: LabState = {
  connection: { type: 'connected' },
  lab: undefined,
  scene: undefined,
  pose: undefined,
  lens: undefined,
  posesSinceLens: 0,
  setup: { type: 'idle' },
  history: emptyHistory(undefined),
  dropped: 0,
  toasts: [],
  stopSentMs: undefined,
  incompatible: undefined,
};

export function createLabStore(): LabStore {
  return createStore<LabState>(() => initialLabState);
}

/** The state after some telemetry batches, in the order they came. Pure: one call is one change of the store. */
export function applyBatches(state: LabState, batches: readonly TelemetryBatch[]): LabState {
  return batches.reduce(applyBatch, state);
}

function applyBatch(state: LabState, batch: TelemetryBatch): LabState {
  if (batch.version !== contractVersion) {
    return { ...state, incompatible: `The host speaks version ${String(batch.version)} of the contract and this window version ${String(contractVersion)}: reload the window.` };
  }
  const lab = batch.lab ?? state.lab;
  const runId = lab?.training?.id;
  const sameRun = runId === state.history.runId;
  const history = sameRun ? state.history : emptyHistory(runId);
  const scene = batch.scene ?? state.scene;
  const pose = batch.pose ?? state.pose;
  return {
    ...state,
    lab,
    scene,
    // A pose of a scene that is gone would put bodies where none are.
    pose: pose && scene && pose.sceneId !== scene.id ? undefined : pose,
    lens: batch.lens ?? (sameRun ? state.lens : undefined),
    posesSinceLens: batch.lens ? 0 : state.posesSinceLens + (batch.pose ? 1 : 0),
    setup: batch.setup ?? state.setup,
    history: batch.metrics || batch.episodes || batch.events ? appendHistory(history, batch) : history,
    dropped: state.dropped + (batch.dropped ?? 0),
  };
}

const toastLimit = 5;

/** Adds a sentence for the operator; the same sentence is not shown twice at once. */
export function withToast(state: LabState, level: Toast['level'], sentence: string): LabState {
  const others = state.toasts.filter((toast) => toast.sentence !== sentence);
  const id = Math.max(0, ...state.toasts.map((toast) => toast.id)) + 1;
  return { ...state, toasts: [...others, { id, level, sentence }].slice(-toastLimit) };
}

export function withoutToast(state: LabState, id: number): LabState {
  return { ...state, toasts: state.toasts.filter((toast) => toast.id !== id) };
}
