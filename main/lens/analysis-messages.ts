import type { FailureReport } from '../../shared/contract/failure';
import type { ExportResult } from '../../shared/export';
import type { LensFrame } from '../../shared/lens';
import type { PoseFrame } from '../../shared/scene';
import type { EvaluationResult } from '../../shared/training';
import type { ExportOrder } from '../export/export-run';
import type { NetworkSnapshot, PolicySnapshot } from '../learning/learner';

/** The analysis worker draws the lens, evaluates policies and exports runs, beside control and learning. */
export type ToAnalysis =
  | { readonly type: 'networks'; readonly task: string; readonly snapshot: NetworkSnapshot }
  /** Asks for a live lens frame of this state; a newer one replaces it if it has not been begun. */
  | {
      readonly type: 'state';
      readonly task: string;
      readonly stepIndex: number;
      readonly observation: Float32Array;
      readonly configuration: Float64Array;
      /** How the scene looked in that state. */
      readonly pose: PoseFrame;
    }
  | { readonly type: 'slice'; readonly dimensionX: number; readonly dimensionY: number }
  /** The lens of a recorded instant, with the networks of the nearest checkpoint. */
  | {
      readonly type: 'inspect';
      readonly id: number;
      readonly task: string;
      readonly checkpoint: string;
      readonly stepIndex: number;
      readonly observation: Float32Array;
      readonly configuration: Float64Array;
    }
  | {
      readonly type: 'evaluate';
      readonly id: number;
      readonly task: string;
      readonly step: number;
      readonly policy: PolicySnapshot;
      readonly episodes: number;
      readonly seed: number;
    }
  /** Writes a run for other programs. */
  | ({ readonly type: 'export'; readonly id: number } & ExportOrder);

export type FromAnalysis =
  | { readonly type: 'lens'; readonly frame: LensFrame }
  /** The live lens cannot be drawn; said once, until it can be drawn again or fails otherwise. */
  | { readonly type: 'lens-failed'; readonly failure: FailureReport }
  | { readonly type: 'inspected'; readonly id: number; readonly frame?: LensFrame; readonly failure?: FailureReport }
  | { readonly type: 'evaluated'; readonly id: number; readonly result?: EvaluationResult; readonly failure?: FailureReport }
  | { readonly type: 'exported'; readonly id: number; readonly result?: ExportResult; readonly failure?: FailureReport };
