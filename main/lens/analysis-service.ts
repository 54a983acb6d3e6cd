import { failureReport } from '../../shared/contract/failure';
import type { ExportResult } from '../../shared/export';
import type { EvaluationResult } from '../../shared/training';
import type { NetworkSnapshot } from '../learning/learner';
import type { FromAnalysis, ToAnalysis } from './analysis-messages';
import type { SliceDimensions } from './lens';
import { createLensLibrary, type LensSources } from './lens-library';

type LiveState = Extract<ToAnalysis, { readonly type: 'state' }>;
type Inspection = Extract<ToAnalysis, { readonly type: 'inspect' }>;
export type EvaluationOrder = Extract<ToAnalysis, { readonly type: 'evaluate' }>;

export type ExportRequest = Extract<ToAnalysis, { readonly type: 'export' }>;

/** The live lens is drawn at most this often: faster than an eye needs, slow enough to leave the core to learning. */
const liveEveryMs = 100;

export interface AnalysisClock {
  /** Monotonic milliseconds. */
  now(): number;
  /** Calls back once. */
  after(delayMs: number, callback: () => void): void;
}

export interface AnalysisOptions {
  readonly sources: LensSources;
  /** Awaits `betweenEpisodes` before each episode, so that the lens gets its turn. */
  readonly evaluate: (order: EvaluationOrder, betweenEpisodes: () => Promise<void>) => Promise<EvaluationResult>;
  readonly exportRun: (request: ExportRequest) => Promise<ExportResult>;
  readonly post: (message: FromAnalysis) => void;
  readonly clock: AnalysisClock;
}

/** Serves the lens, evaluations and exports. Whatever fails is answered; nothing that a message holds ends the worker. */
export interface AnalysisService {
  take(message: ToAnalysis): void;
  /** Resolves when no lens request is waiting. */
  lensIdle(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Two loops share the thread. The lens loop answers inspections in their order and draws the newest live state; the
 * evaluation loop runs one order after the other, and between two episodes lets the lens loop come to rest. Exports, which are
 * short, wait for each other alone.
 */
export function createAnalysisService({ sources, evaluate, exportRun, post, clock }: AnalysisOptions): AnalysisService {
  const library = createLensLibrary(sources);
  const inspections: Inspection[] = [];
  let networks: { readonly task: string; readonly snapshot: NetworkSnapshot } | undefined;
  let slice: SliceDimensions | undefined;
  /** The state to draw next, and the one that was drawn last. */
  let state: LiveState | undefined;
  let lastState: LiveState | undefined;
  let nextLiveMs = 0;
  let awaitsLive = false;
  let lastFailure: string | undefined;
  let lensLoop: Promise<void> | undefined;
  let evaluations: Promise<void> = Promise.resolve();
  let exports: Promise<void> = Promise.resolve();
  let closed = false;

  function wakeLens(): void {
    lensLoop ??= runLens().finally(() => {
      lensLoop = undefined;
      // What came in while the loop was ending.
      if (hasLensWork()) wakeLens();
      else awaitLive();
    });
  }

  function liveIsDue(): boolean {
    return state !== undefined && state.task === networks?.task && clock.now() >= nextLiveMs;
  }

  function hasLensWork(): boolean {
    return !closed && (inspections.length > 0 || liveIsDue());
  }

  async function runLens(): Promise<void> {
    while (hasLensWork()) {
      const inspection = inspections.shift();
      if (inspection !== undefined) await inspect(inspection);
      else await drawLive();
    }
  }

  /** A state that came too early is drawn when its time has come. */
  function awaitLive(): void {
    if (closed || awaitsLive || state === undefined || state.task !== networks?.task) return;
    awaitsLive = true;
    clock.after(nextLiveMs - clock.now(), () => {
      awaitsLive = false;
      wakeLens();
    });
  }

  async function drawLive(): Promise<void> {
    if (state === undefined || networks === undefined) return;
    const drawn = state;
    state = undefined;
    lastState = drawn;
    nextLiveMs = clock.now() + liveEveryMs;
    try {
      const lens = await library.live(networks.task, networks.snapshot);
      const { stepIndex, observation, configuration, pose } = drawn;
      post({ type: 'lens', frame: await lens.frame({ source: 'live', stepIndex, observation, configuration, pose, slice: library.slice(lens, slice) }) });
      lastFailure = undefined;
    } catch (thrown) {
      const failure = failureReport(thrown);
      // Ten times a second the same sentence would help nobody.
      if (failure.message !== lastFailure) post({ type: 'lens-failed', failure });
      lastFailure = failure.message;
    }
  }

  async function inspect({ id, task, checkpoint, stepIndex, observation, configuration }: Inspection): Promise<void> {
    try {
      const lens = await library.ofCheckpoint(task, checkpoint);
      post({ type: 'inspected', id, frame: await lens.frame({ source: 'replay', stepIndex, observation, configuration, slice: library.slice(lens, slice) }) });
    } catch (thrown) {
      post({ type: 'inspected', id, failure: failureReport(thrown) });
    }
  }

  async function runEvaluation(order: EvaluationOrder): Promise<void> {
    if (closed) return;
    try {
      post({ type: 'evaluated', id: order.id, result: await evaluate(order, lensIdle) });
    } catch (thrown) {
      post({ type: 'evaluated', id: order.id, failure: failureReport(thrown) });
    }
  }

  async function runExport(request: ExportRequest): Promise<void> {
    if (closed) return;
    try {
      post({ type: 'exported', id: request.id, result: await exportRun(request) });
    } catch (thrown) {
      post({ type: 'exported', id: request.id, failure: failureReport(thrown) });
    }
  }

  async function lensIdle(): Promise<void> {
    // Messages are handled between turns of the event loop: without this one, none would come in.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (lensLoop !== undefined) await lensLoop;
  }

  return {
    take(message) {
      switch (message.type) {
        case 'networks':
          networks = message;
          break;
        case 'state':
          state = message;
          break;
        case 'slice':
          slice = message;
          // A paused arm sends no states: its last one is drawn again with the new slice.
          state ??= lastState;
          break;
        case 'inspect':
          inspections.push(message);
          break;
        case 'evaluate':
          evaluations = evaluations.then(() => runEvaluation(message));
          return;
        case 'export':
          exports = exports.then(() => runExport(message));
          return;
      }
      wakeLens();
    },
    lensIdle,
    async close() {
      closed = true;
      await lensLoop;
      await evaluations;
      await exports;
      await library.close();
    },
  };
}
