import type { CallArgument, CallName, CallResult } from './calls';
import type { FailureReport } from './failure';
import type { TelemetryBatch } from './frames';

export type Unsubscribe = () => void;

/** How a window reaches the lab; the Electron and the browser host each give one. */
export interface Bridge {
  /** Rejects with a `Failure` when the lab refuses. */
  call<Name extends CallName>(name: Name, ...argument: undefined extends CallArgument<Name> ? [] : [CallArgument<Name>]): Promise<CallResult<Name>>;
  onTelemetry(listener: (batch: TelemetryBatch) => void): Unsubscribe;
  /** `lost` with a sentence when the host does not answer; the arm is held by the host's own watchdogs. */
  onConnection(listener: (state: ConnectionState) => void): Unsubscribe;
}

export type ConnectionState = { readonly type: 'connected' } | { readonly type: 'lost'; readonly sentence: string };

/** An answer on the wire of either host. */
export type CallAnswer = { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly failure: FailureReport };
